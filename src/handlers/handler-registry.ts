import type { HandlerDefinition } from './handler-definition.js';
import type { HandlerTerms } from './scope-handlers.js';

/** Makes the handler of a scope, given the scope's name. */
export type HandlerOf = (scope: string) => HandlerDefinition;

/** The handlers of an application, by the scopes that they are of. */
export class HandlerRegistry {
  private readonly handlers: { readonly scope: string; readonly of: HandlerOf }[] = [];
  private open!: () => void;
  private readonly opened = new Promise<void>((resolve) => (this.open = resolve));

  /** @param scope the name of a scope, or `'*'`. */
  add(scope: string, of: HandlerOf): void {
    this.handlers.push({ scope, of });
  }

  /** Lets handlers run: the application is bootstrapped. */
  begin(): void {
    this.open();
  }

  termsOf(scope: string): HandlerTerms {
    const definitions = this.handlers
      .filter((each) => each.scope === '*' || each.scope === scope)
      .map(({ of }) => of(scope));
    return { scope, definitions, opened: this.opened };
  }
}

import { instrumentKey } from '../instruments/instrument.table.js';
import type { Changes } from '../state/changes.js';
import type { Gate } from '../state/gate.js';
import type { LimitName } from '../state/limit-names.js';
import { NO_LIMITS } from '../state/limits.js';
import type { Limits } from '../state/limits.js';
import type { MeasuredTable } from '../state/measured.table.js';
import type { Table } from '../state/table.js';
import { JsonValue } from './json-value.js';
import { checkJson, checkLeverage, checkName } from './parameter-check.js';

/** Where parameters are kept. */
export interface ParameterTables {
  readonly changes: Changes;
  /** By the host's own keys. */
  readonly parameters: MeasuredTable<JsonValue>;
  /** By symbol. */
  readonly metadata: MeasuredTable<JsonValue>;
  /** By exchange and symbol; decimals. */
  readonly leverages: Table<string>;
}

/** What no exchange can give back after a restart: a strategy's own values by key and by symbol, and the leverage that it chose. */
export class ParameterService {
  constructor(
    private readonly tables: ParameterTables,
    private readonly gate: Gate,
    private readonly limits: Limits = NO_LIMITS,
  ) {}

  /**
   * Sets any JSON value but null under a key.
   *
   * @throws {InvalidParameterError} naming what is wrong.
   * @throws {LimitReachedError} if the scope holds as many parameters, or as long ones, as it may.
   */
  setParameter(key: string, value: unknown): void {
    const [name, json] = [checkName(key, 'key'), checkJson(value)];
    this.gate.change(
      [name, json],
      (again) => this.put('parameters', ...again),
      () => this.put('parameters', name, json),
    );
  }

  /** The value of a key, frozen; null if there is none. */
  parameter<T = unknown>(key: string): Readonly<T> | null {
    this.gate.pass();
    return (this.tables.parameters.get(key)?.value ?? null) as Readonly<T> | null;
  }

  /** The keys of all parameters, in the order in which they were first set. */
  parameterKeys(): string[] {
    this.gate.pass();
    return Array.from(this.tables.parameters.all())
      .filter(({ removed }) => !removed)
      .map(({ key }) => key);
  }

  /** @returns whether there was one. */
  deleteParameter(key: string): boolean {
    return this.gate.change(
      [key],
      (again) => this.deleteParameter(...again),
      () => this.remove(this.tables.parameters, key),
    );
  }

  /**
   * Sets any JSON value but null of a symbol. It is committed together with all that orders and positions of the symbol change in the same turn of the
   * event loop, so that a crash leaves both or neither.
   *
   * @throws {InvalidParameterError} naming what is wrong.
   * @throws {LimitReachedError} as `setParameter`.
   */
  setMetadata(symbol: string, value: unknown): void {
    const [name, json] = [checkName(symbol, 'symbol'), checkJson(value)];
    this.gate.change(
      [name, json],
      (again) => this.put('metadata', ...again),
      () => {
        this.put('metadata', name, json);
        this.accompany(name);
      },
    );
  }

  /** The value of a symbol, frozen; null if there is none. */
  metadata<T = unknown>(symbol: string): Readonly<T> | null {
    this.gate.pass();
    return (this.tables.metadata.get(symbol)?.value ?? null) as Readonly<T> | null;
  }

  /** As `setMetadata`, in one commit with what changes of the symbol. @returns whether there was a value. */
  deleteMetadata(symbol: string): boolean {
    return this.gate.change(
      [symbol],
      (again) => this.deleteMetadata(...again),
      () => {
        this.accompany(symbol);
        return this.remove(this.tables.metadata, symbol);
      },
    );
  }

  /** Notes the leverage of a symbol, a decimal above zero such as `"10"`. @throws {InvalidParameterError} naming what is wrong. */
  setLeverage(exchange: string, symbol: string, leverage: string): void {
    const key = instrumentKey(checkName(exchange, 'exchange'), checkName(symbol, 'symbol'));
    const decimal = checkLeverage(leverage);
    this.gate.change(
      [exchange, symbol, decimal],
      (again) => this.setLeverage(...again),
      () => {
        if (!this.tables.leverages.has(key)) this.limits.admit('leverages');
        if (this.tables.leverages.get(key) !== decimal) this.tables.leverages.put(key, decimal);
      },
    );
  }

  /** The leverage that was noted last, or null. */
  leverage(exchange: string, symbol: string): string | null {
    this.gate.pass();
    return this.tables.leverages.get(instrumentKey(exchange, symbol));
  }

  private put(name: LimitName & ('parameters' | 'metadata'), key: string, json: string): void {
    const table = this.tables[name];
    if (!table.has(key)) this.limits.admit(name);
    this.limits.admit('text', table.growthBy(key, json));
    table.put(key, new JsonValue(json));
  }

  private remove(table: Table<JsonValue>, key: string): boolean {
    const isThere = table.find(key) !== null;
    table.remove(key);
    return isThere;
  }

  private accompany(symbol: string): void {
    const entry = this.tables.metadata.find(symbol);
    if (entry !== null) this.tables.changes.turn.accompany(symbol, entry);
  }
}

import type { LoadConfig } from '../children/load-config.js';
import { LoadProcess } from './load-process.js';

/** The load processes of a run, none of which outlives it. */
export class Loads {
  private readonly started: LoadProcess[] = [];

  /** @param child the compiled `children/load.child.ts`. */
  constructor(private readonly child: string) {}

  start(config: LoadConfig): LoadProcess {
    const load = LoadProcess.start(this.child, config);
    this.started.push(load);
    return load;
  }

  async killAll(): Promise<void> {
    await Promise.all(this.started.splice(0).map((load) => load.kill()));
  }
}

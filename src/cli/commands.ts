import type { CommandEntry } from './command.js';

/** Every command by its name, in the order in which `--help` lists them. */
export const COMMANDS: ReadonlyMap<string, CommandEntry> = new Map<string, CommandEntry>([
  [
    'start',
    {
      summary: 'run the app, an HTTP server that keeps its state in ./data',
      load: async () => (await import('./start.command.js')).startCommand,
    },
  ],
  [
    'replay',
    {
      summary: 'replay recorded streams, and compare with what the exchange said',
      load: async () => (await import('./replay.command.js')).replayCommand,
    },
  ],
  [
    'inspect',
    {
      summary: 'show what a store has, or dump one scope',
      load: async () => (await import('./inspect.command.js')).inspectCommand,
    },
  ],
  [
    'import',
    {
      summary: 'put a dump back into a scope',
      load: async () => (await import('./import.command.js')).importCommand,
    },
  ],
]);

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
    'demo',
    {
      summary: 'run the app with a simulated exchange and strategy, killed every minute',
      load: async () => (await import('./demo.command.js')).demoCommand,
    },
  ],
  [
    'positions',
    {
      summary: 'show the open positions of an app or a store',
      load: async () => (await import('./positions.command.js')).positionsCommand,
    },
  ],
  [
    'orders',
    {
      summary: 'show the open orders of an app or a store',
      load: async () => (await import('./orders.command.js')).ordersCommand,
    },
  ],
  [
    'fills',
    {
      summary: 'show fills, also as CSV',
      load: async () => (await import('./fills.command.js')).fillsCommand,
    },
  ],
  [
    'pnl',
    {
      summary: 'show realized profit, fees and funding by days or hours',
      load: async () => (await import('./pnl.command.js')).pnlCommand,
    },
  ],
  [
    'watch',
    {
      summary: 'watch positions of an app as they change',
      load: async () => (await import('./watch.command.js')).watchCommand,
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

import type { ScopeStatus } from '../../cache/scope-status.js';
import type { ScopePosition } from '../../http/summary.js';
import { scopeName } from '../../stores/scope-id.js';
import { POSITION_COLUMNS } from '../positions.command.js';
import { columns, timeText } from '../state/columns.js';
import type { Column } from '../state/columns.js';
import type { WatchView } from './watch-view.js';

const SCOPE_COLUMNS: readonly Column<ScopeStatus>[] = [
  { name: 'scope', cell: scopeName },
  { name: 'state', cell: ({ state }) => state },
  { name: 'store', cell: ({ store }) => store },
  { name: 'epoch', cell: ({ epoch }) => String(epoch), isNumber: true },
  { name: 'open orders', cell: ({ orders }) => String(orders.open), isNumber: true },
  { name: 'open positions', cell: ({ positions }) => String(positions.open), isNumber: true },
  { name: 'unsaved', cell: ({ dirty }) => String(dirty), isNumber: true },
  { name: 'lag (ms)', cell: ({ syncLagMs }) => String(Math.round(syncLagMs)), isNumber: true },
];
const MARK_AGE: Column<ScopePosition> = {
  name: 'mark age (ms)',
  cell: ({ markAgeMs }) => (markAgeMs === null ? null : String(Math.round(markAgeMs))),
  isNumber: true,
};

/** What a terminal shows of an app, line by line. */
export function watchFrame(view: WatchView): string[] {
  const { url, scopes, positions, at, trouble } = view;
  const ofScope: Column<ScopePosition> = { name: 'scope', cell: scopeName };
  const all = [...(scopes.length > 1 ? [ofScope] : []), ...POSITION_COLUMNS, MARK_AGE];
  return [
    `${url}  ${timeText(at)}${trouble === null ? '' : '  NOT FRESH'}`,
    ...(trouble === null ? [] : [trouble]),
    '',
    ...columns(SCOPE_COLUMNS, scopes),
    '',
    ...(positions.length === 0 ? ['No position is open.'] : columns(all, positions)),
  ];
}

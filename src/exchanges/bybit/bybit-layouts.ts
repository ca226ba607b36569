import { FieldReader } from '../field-reader.js';
import { KnownLayouts } from '../known-layouts.js';
import type { MessageKind } from '../known-layouts.js';
import type { Path } from '../layout.js';
import type { Mapped } from '../mapped.js';
import { isRecord } from '../row.js';
import type { Fields } from '../row.js';
import { mapBybitExecution } from './bybit-execution.js';
import { CATEGORIES } from './bybit-market.js';
import type { BybitCategory } from './bybit-market.js';
import type { BybitExecution, BybitOrder } from './bybit-messages.js';
import { mapBybitOrder } from './bybit-order.js';

const ROW = FieldReader.ofMessage(null);

/** A push of the topic `order` with one row, or of the same topic of a category. */
function orders(topic: string, category: BybitCategory): MessageKind<readonly Mapped[]> {
  return {
    fixed: [['topic']],
    words: ['category', 'symbol', 'orderId', 'orderLinkId', 'orderStatus', 'side', 'positionIdx', 'orderType', 'stopOrderType', 'timeInForce', 'price', 'qty', 'feeCurrency', 'reduceOnly', 'rejectReason', 'cancelType', 'createType'].map(inRow),
    figures: ['cumExecQty', 'cumExecValue', 'avgPrice', 'cumExecFee', 'cumFeeDetail'].map(inRow),
    times: [inRow('updatedTime'), ['creationTime']],
    rowOf: (message) => pathOfPush(message, topic),
    told: (v) => {
      const order: Omit<Fields<keyof BybitOrder>, 'marketUnit'> = {
        category: v[0], symbol: v[1], orderId: v[2], orderLinkId: v[3], orderStatus: v[4], side: v[5], positionIdx: v[6], orderType: v[7], stopOrderType: v[8], timeInForce: v[9], price: v[10], qty: v[11], feeCurrency: v[12], reduceOnly: v[13], rejectReason: v[14], cancelType: v[15], createType: v[16], cumExecQty: v[17], cumExecValue: v[18], avgPrice: v[19], cumExecFee: v[20], cumFeeDetail: v[21], updatedTime: v[22],
      };
      ROW.timestamp(v[23], 'time');
      return [{ kind: 'orders', updates: [mapBybitOrder(order, ROW, category)] }];
    },
  };
} // prettier-ignore

/** A push of the topic `execution` or `execution.fast` with one row, or of the same topics of a category. */
function executions(topic: string, category: BybitCategory): MessageKind<readonly Mapped[]> {
  return {
    fixed: [['topic']],
    words: ['category', 'symbol', 'orderId', 'orderLinkId', 'execType', 'side', 'feeCurrency', 'isMaker'].map(inRow),
    figures: ['execId', 'execQty', 'execPrice', 'execFee'].map(inRow),
    times: [inRow('execTime'), ['creationTime']],
    rowOf: (message) => pathOfPush(message, topic),
    told: (v) => {
      const execution: Fields<keyof BybitExecution> = {
        category: v[0], symbol: v[1], orderId: v[2], orderLinkId: v[3], execType: v[4], side: v[5], feeCurrency: v[6], isMaker: v[7], execId: v[8], execQty: v[9], execPrice: v[10], execFee: v[11], execTime: v[12],
      };
      ROW.timestamp(v[13], 'time');
      const told = mapBybitExecution(execution, ROW, category, false);
      // What funding tells depends on more than its message.
      return told.kind === 'funding' ? null : [{ kind: 'trades', trades: [told.trade] }];
    },
  };
} // prettier-ignore

/** Of a topic that names no category, most that is traded at Bybit is linear. */
export const DEFAULT_CATEGORY: BybitCategory = 'linear';

export const BYBIT_LAYOUTS = new KnownLayouts([
  orders('order', DEFAULT_CATEGORY),
  executions('execution', DEFAULT_CATEGORY),
  executions('execution.fast', DEFAULT_CATEGORY),
  ...[...CATEGORIES.values()].flatMap((category) => [
    orders(`order.${category}`, category),
    executions(`execution.${category}`, category),
    executions(`execution.fast.${category}`, category),
  ]),
]);

function inRow(field: string): Path {
  return ['data', 0, field];
}

function pathOfPush(message: unknown, topic: string): Path | null {
  if (!isRecord(message) || message['topic'] !== topic) return null;
  const { data } = message;
  return Array.isArray(data) && data.length === 1 && isRecord(data[0]) ? [] : null;
}

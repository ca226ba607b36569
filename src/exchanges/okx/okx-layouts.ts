import { FieldReader } from '../field-reader.js';
import { KnownLayouts } from '../known-layouts.js';
import type { MessageKind } from '../known-layouts.js';
import type { Path } from '../layout.js';
import type { Mapped } from '../mapped.js';
import { isRecord } from '../row.js';
import type { Fields } from '../row.js';
import type { OkxOrder } from './okx-messages.js';
import { mapOkxOrder } from './okx-order.js';

const ROW = FieldReader.ofMessage(null);

/** A push of the channel `orders` with one row. */
const ORDER: MessageKind<readonly Mapped[]> = {
  fixed: [['arg', 'channel']],
  words: ['instId', 'ordId', 'clOrdId', 'state', 'side', 'posSide', 'ordType', 'px', 'sz', 'fillFeeCcy', 'execType', 'feeCcy', 'rebate', 'rebateCcy', 'reduceOnly', 'category', 'cancelSource', 'cancelSourceReason', 'amendResult', 'msg'].map(inRow),
  figures: ['accFillSz', 'avgPx', 'fillSz', 'fillPx', 'tradeId', 'fillFee', 'fee'].map(inRow),
  times: [inRow('fillTime'), inRow('uTime')],
  rowOf: pathOfPush,
  told: (v) => {
    const order: Omit<Fields<keyof OkxOrder>, 'instType' | 'tgtCcy'> = {
      instId: v[0], ordId: v[1], clOrdId: v[2], state: v[3], side: v[4], posSide: v[5], ordType: v[6], px: v[7], sz: v[8], fillFeeCcy: v[9], execType: v[10], feeCcy: v[11], rebate: v[12], rebateCcy: v[13], reduceOnly: v[14], category: v[15], cancelSource: v[16], cancelSourceReason: v[17], amendResult: v[18], msg: v[19], accFillSz: v[20], avgPx: v[21], fillSz: v[22], fillPx: v[23], tradeId: v[24], fillFee: v[25], fee: v[26], fillTime: v[27], uTime: v[28],
    };
    return [{ kind: 'orders', updates: [mapOkxOrder(order, ROW)] }];
  },
}; // prettier-ignore

export const OKX_LAYOUTS = new KnownLayouts([ORDER]);

function inRow(field: string): Path {
  return ['data', 0, field];
}

/** Such a push is no event, and no answer to a request. */
function pathOfPush(message: unknown): Path | null {
  if (!isRecord(message) || 'event' in message || 'op' in message) return null;
  const { arg, data } = message;
  if (!isRecord(arg) || arg['channel'] !== 'orders') return null;
  return Array.isArray(data) && data.length === 1 && isRecord(data[0]) ? [] : null;
}

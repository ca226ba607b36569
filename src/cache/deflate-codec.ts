import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { ZlibOptions } from 'node:zlib';
import type { RecordCodec } from '../stores/record-codec.js';

/**
 * What records look like, so that a short one has something to refer to; what is most frequent comes last. Nothing that was written with this
 * text can be read with another: a better one is another codec, with another name.
 */
const DICTIONARY = [
  '{"json":"{\\"price\\":\\"0\\",\\"size\\":\\"0\\",\\"timestamp\\":17}","setAt":17,"expiresAt":17}',
  '{"exchange":"binance","symbol":"BTCUSDT","positionSide":"LONG","appliedAt":17}',
  '{"exchange":"bybit","symbol":"BTC/USDT:USDT","kind":"linear","contractSize":"1","base":"BTC","quote":"USDT","settle":"USDT","priceIncrement":"0.1"}',
  '{"exchange":"okx","symbol":"BTC-USDT-SWAP","positionSide":"NET","kind":"linear","contractSize":"1","quantity":"0","cost":"0",',
  '"realizedPnl":"0","fees":[["USDT","0.0"]],"carried":"0","paidFromHolding":"0","adjusted":"0","adjustments":[],"peak":"0",',
  '"closedQuantity":"0","closedEntryCost":"0","closedExitCost":"0","openedAt":17,"closedAt":null,"updatedAt":17,"reconciledAt":null}',
  '[0,0,1,"0.00","0.0000",["USDT","0.0"]][0,1,1,"0.00","0.0000",["BNB","0.0"]]',
  '[1,17,1,0,2,0,"STOP_MARKET","IOC",0,"0.00","0",0,0,0,0,0,0,0,[],"0",[]]',
  '[1,17,1,0,2,0,"LIMIT","GTX","0.00","0.00","0",0,0,0,0,0,0,0,[],"0",[]]',
  '[1,17,1,0,5,0,"MARKET","GTC",0,"0.00","0.00","0.00",8,"0.00","0.00","","0.0","BNB",["BNB","0.0"],"0",[""],1,0,0,[],0,0]',
  '[1,17,1,"x-",5,0,"LIMIT","GTC","0.00","0.00","0.00","0.00",8,"0.00","0.00","","0.0","USDT",["USDT","0.0"],"0",["",""]]',
].join('');

/** A window of 2 kB holds the dictionary and most records; a smaller state is made faster for each of them. */
const OPTIONS: ZlibOptions = { dictionary: Buffer.from(DICTIONARY), level: 9, windowBits: 11, memLevel: 5 };

/**
 * Records deflated with a preset dictionary, as base64: a third smaller, for some ten microseconds of this process each way (see
 * `docs/benchmarks.md`).
 *
 * @example TradingCacheModule.forRoot({ store: 'redis://127.0.0.1:6379', codec: deflateCodec })
 */
export const deflateCodec: RecordCodec = {
  name: 'deflate',
  encode: (payload) => deflateRawSync(payload, OPTIONS).toString('base64'),
  decode: (text) => inflateRawSync(Buffer.from(text, 'base64'), OPTIONS).toString(),
};

import { mapBybit } from 'nestjs-trading-cache';
import type { Mapped, Order } from 'nestjs-trading-cache';
import type { Feed, FeedListener } from '../feed.js';

/** What is called of the SDK's `WebsocketClient`. */
export interface BybitStream {
  on(event: 'update' | 'reconnected' | 'exception', listener: (event: unknown) => void): unknown;
  subscribeV5(topics: string[], category: 'linear'): Promise<unknown>[];
  closeAll(force: boolean): void;
}

/** An answer, or one page of it. */
export interface BybitAnswer {
  readonly retCode: number;
  readonly retMsg: string;
  readonly result: { readonly list: readonly unknown[]; readonly nextPageCursor?: string | undefined };
}

interface Query {
  category: 'linear';
  symbol: string;
  limit?: number;
  cursor?: string;
}

/** What is called of its `RestClientV5`. */
export interface BybitRest {
  getServerTime(): Promise<{ readonly time: number }>;
  getInstrumentsInfo(query: Query): Promise<BybitAnswer>;
  getActiveOrders(query: Query & { orderId?: string }): Promise<BybitAnswer>;
  getPositionInfo(query: Query): Promise<BybitAnswer>;
  getExecutionList(query: Query & { startTime: number }): Promise<BybitAnswer>;
}

const CATEGORY = 'linear';
const PAGE = 50;

/** Linear contracts of Bybit by the `bybit-api` SDK. */
export class BybitFeed implements Feed {
  readonly exchange = 'bybit';

  constructor(
    private readonly stream: BybitStream,
    private readonly rest: BybitRest,
    private readonly symbols: readonly string[],
  ) {}

  async open({ message, reconnected, failed }: FeedListener): Promise<void> {
    this.stream.on('update', (event) => message(mapBybit(event)));
    this.stream.on('reconnected', reconnected);
    this.stream.on('exception', failed);
    await Promise.all(this.stream.subscribeV5(['order', 'execution'], CATEGORY));
  }

  close(): void {
    this.stream.closeAll(true);
  }

  async now(): Promise<number> {
    return (await this.rest.getServerTime()).time;
  }

  markets(): Promise<readonly Mapped[]> {
    return this.ofEachSymbol((query) => this.rest.getInstrumentsInfo(query));
  }

  openOrders(): Promise<readonly Mapped[]> {
    return this.ofEachSymbol((query) => this.rest.getActiveOrders(query));
  }

  /** Orders that have just ended are among the active ones when they are asked for by id. */
  async order({ id, symbol }: Order): Promise<readonly Mapped[]> {
    return id === null
      ? []
      : mapBybit(told(await this.rest.getActiveOrders({ category: CATEGORY, symbol, orderId: id })));
  }

  positions(): Promise<readonly Mapped[]> {
    return this.ofEachSymbol((query) => this.rest.getPositionInfo(query));
  }

  /** Bybit tells the latest first. */
  async trades(since: number): Promise<readonly Mapped[]> {
    const mapped = await this.ofEachSymbol((query) =>
      this.rest.getExecutionList({ ...query, startTime: since }),
    );
    const latestFirst = mapped.flatMap((each) => (each.kind === 'trades' ? each.trades : []));
    const others = mapped.filter(({ kind }) => kind !== 'trades');
    return [{ kind: 'trades', trades: latestFirst.toReversed() }, ...others];
  }

  private async ofEachSymbol(fetch: (query: Query) => Promise<BybitAnswer>): Promise<readonly Mapped[]> {
    const lists: (readonly Mapped[])[] = [];
    for (const symbol of this.symbols) {
      let cursor: string | undefined;
      do {
        const query: Query = { category: CATEGORY, symbol, limit: PAGE };
        const answer = told(await fetch(cursor === undefined ? query : { ...query, cursor }));
        lists.push(mapBybit(answer));
        cursor = answer.result.nextPageCursor || undefined;
      } while (cursor !== undefined);
    }
    return lists.flat();
  }
}

/** The SDK hands on refusals as answers. */
function told(answer: BybitAnswer): BybitAnswer {
  if (answer.retCode !== 0) throw new Error(`Bybit refuses: ${answer.retMsg} (${answer.retCode})`);
  return answer;
}

/**
 * Writes the times of an order short: those of the exchange's clock as what they are later than its latest report, those of the cache's clock as
 * text. See `message-time.ts`.
 */
export class TimeCode {
  private constructor(private readonly base: number) {}

  /** @param reportedAt the exchange's latest report (ms); below zero or null where there was none with a time. */
  static since(reportedAt: number | null): TimeCode {
    return new TimeCode(reportedAt === null || reportedAt < 0 ? 0 : reportedAt);
  }

  encode(at: number): number | string {
    return at >= 0 ? at - this.base : String(at);
  }

  /** @throws {TypeError} if it is no such code. */
  decode(code: unknown): number {
    const at = typeof code === 'number' ? code + this.base : typeof code === 'string' ? Number(code) : NaN;
    if (!Number.isFinite(at)) throw new TypeError('a time is not one');
    return at;
  }
}

/** How often a lease is renewed within its time. */
const RENEWALS = 3;

/** Keeps a lease alive from acquire to release, whatever else is going on. */
export class RedisLease {
  private readonly timer: NodeJS.Timeout;
  private ended = false;

  constructor(leaseMs: number, renew: () => Promise<unknown>) {
    this.timer = setInterval(() => {
      // A renewal that fails is tried again; one that is refused shows at the next commit.
      renew().catch(() => undefined);
    }, leaseMs / RENEWALS);
    this.timer.unref();
  }

  get hasEnded(): boolean {
    return this.ended;
  }

  end(): void {
    this.ended = true;
    clearInterval(this.timer);
  }
}

import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Which way bytes go: to the server, or back to its client. */
export type Direction = 'request' | 'reply';

const SLICES_PER_SECOND = 50;

/** Stands between a client and a server, and breaks their connection where a test wants it broken. */
export class TcpProxy {
  private readonly sockets = new Set<Socket>();
  /** How many bytes still pass before the connection is reset. */
  private cut: { readonly direction: Direction; left: number } | null = null;
  private isStalled = false;
  private isRefusing = false;
  /** How many bytes pass in a second in each direction of each connection; null for as many as come. */
  private bandwidth: number | null = null;

  private constructor(
    private readonly server: Server,
    private readonly targetPort: number,
  ) {}

  static async start(targetPort: number): Promise<TcpProxy> {
    const server = createServer();
    const proxy = new TcpProxy(server, targetPort);
    server.on('connection', (socket) => proxy.accept(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Lets `bytes` more pass in a direction, then resets every connection, once. */
  cutAfter(direction: Direction, bytes: number): void {
    this.cut = { direction, left: bytes };
  }

  /** Keeps connections open and lets nothing pass, or lets everything pass again that comes from then on. */
  stall(isStalled: boolean): void {
    this.isStalled = isStalled;
  }

  /** Resets all connections, and each that is made, or takes them again. */
  refuse(isRefusing: boolean): void {
    this.isRefusing = isRefusing;
    if (isRefusing) this.reset();
  }

  /** Lets so many bytes pass in a second from now on, or as many as come. */
  limit(bytesPerSecond: number | null): void {
    this.bandwidth = bytesPerSecond;
  }

  async stop(): Promise<void> {
    this.reset();
    this.server.close();
    await once(this.server, 'close');
  }

  private accept(client: Socket): void {
    if (this.isRefusing) {
      client.resetAndDestroy();
      return;
    }
    const target = connect(this.targetPort, '127.0.0.1');
    for (const socket of [client, target]) {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.sockets.delete(socket));
    }
    client.on('close', () => target.destroy());
    target.on('close', () => client.destroy());
    this.forward(client, 'request', target);
    this.forward(target, 'reply', client);
  }

  /** Takes no more than it has passed on, so that whoever writes faster finds its own buffers full. */
  private forward(from: Socket, direction: Direction, to: Socket): void {
    from.on('data', (data: Buffer) => {
      if (this.bandwidth === null) return this.pass(data, direction, to);
      from.pause();
      void this.passSlowly(data, direction, to).finally(() => from.resume());
    });
  }

  private async passSlowly(data: Buffer, direction: Direction, to: Socket): Promise<void> {
    for (let at = 0; at < data.length;) {
      const rest = data.length - at;
      const size = this.bandwidth === null ? rest : Math.ceil(this.bandwidth / SLICES_PER_SECOND);
      if (to.destroyed) return;
      this.pass(data.subarray(at, at + size), direction, to);
      at += size;
      await sleep(1_000 / SLICES_PER_SECOND);
    }
  }

  private pass(data: Buffer, direction: Direction, to: Socket): void {
    if (this.isStalled) return;
    const { cut } = this;
    if (cut?.direction !== direction) {
      to.write(data);
      return;
    }
    if (data.length < cut.left) {
      cut.left -= data.length;
      to.write(data);
      return;
    }
    this.cut = null;
    to.write(data.subarray(0, cut.left), () => this.reset());
  }

  private reset(): void {
    for (const socket of this.sockets) socket.destroy();
  }
}

import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** Which way bytes go: to the server, or back to its client. */
export type Direction = 'request' | 'reply';

/** Stands between a client and a server, and breaks their connection where a test wants it broken. */
export class TcpProxy {
  private readonly sockets = new Set<Socket>();
  /** How many bytes still pass before the connection is reset. */
  private cut: { readonly direction: Direction; left: number } | null = null;
  private isStalled = false;
  private isRefusing = false;

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
    client.on('data', (data: Buffer) => this.pass(data, 'request', target));
    target.on('data', (data: Buffer) => this.pass(data, 'reply', client));
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

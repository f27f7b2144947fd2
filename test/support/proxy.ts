import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';

/** The network between a client and a server on this machine: it can be cut, can fall silent, and can come back. */
export class Proxy implements AsyncDisposable {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #state: 'open' | 'cut' | 'silent' = 'open';

  private constructor(server: Server, target: number) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port; // It listens on a port, not on a pipe.
    server.on('connection', (socket) => this.#accept(socket, target));
  }

  static async start(target: number): Promise<Proxy> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Proxy(server, target);
  }

  /** Connections break, and new ones are refused. */
  cut(): void {
    this.#state = 'cut';
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Connections stay, but nothing comes through any more, and new ones hear nothing. */
  silence(): void {
    this.#state = 'silent';
    for (const socket of this.#sockets) socket.pause();
  }

  restore(): void {
    this.#state = 'open';
    // What was silent never wakes up, as after a router lost its table.
    for (const socket of this.#sockets) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(socket: Socket, target: number): void {
    if (this.#state === 'cut') {
      socket.destroy();
      return;
    }
    this.#keep(socket);
    if (this.#state === 'silent') {
      socket.pause();
      return;
    }
    const far = connect(target, '127.0.0.1');
    this.#keep(far);
    for (const [from, to] of [
      [socket, far],
      [far, socket],
    ] as const) {
      from.on('data', (bytes) => {
        if (this.#state === 'open') to.write(bytes);
      });
      from.on('close', () => to.destroy());
    }
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    // The other end went away: closing follows by itself.
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
  }
}

import { connect, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** What lies between a client and a server: a line that can be cut. */
export interface Line {
  /** As `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Ends all connections at once. */
  cut(): void;
  /** From now on nobody gets through (`false`), or everybody does. */
  setOpen(isOpen: boolean): void;
  close(): Promise<void>;
}

/** A line to a port of this machine. */
export async function lineTo(port: () => number): Promise<Line> {
  const sockets = new Set<Socket>();
  let isOpen = true;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    keep(near);
    if (!isOpen) return void near.destroy();
    const far = connect(port(), '127.0.0.1');
    keep(far);
    near.pipe(far).pipe(near);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    setOpen: (open) => {
      isOpen = open;
      if (!open) cut();
    },
    close: () => {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

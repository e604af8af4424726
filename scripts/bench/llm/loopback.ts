import { type AddressInfo, Server } from 'node:net';

// Loaded before a server of somebody else's: it listens on this machine alone, on a port that the system chooses, and
// tells its parent which. Connections stay open while the other sides have their turn.

const listen = Server.prototype.listen as (this: Server, options: object, callback?: () => void) => Server;
Server.prototype.listen = function (this: Server, ...args: unknown[]) {
  this.once('listening', () => process.send?.({ port: (this.address() as AddressInfo).port }));
  Object.assign(this, { keepAliveTimeout: 60_000 });
  const callback = args.find((arg) => typeof arg === 'function') as (() => void) | undefined;
  return listen.call(this, { port: 0, host: '127.0.0.1' }, callback);
} as typeof Server.prototype.listen;
process.on('disconnect', () => process.exit(0));

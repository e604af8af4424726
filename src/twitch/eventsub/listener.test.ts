import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { createVirtualClock } from '../../../test/support/virtual-clock.ts';
import type { Account } from '../auth.ts';
import { createListener } from './listener.ts';
import { topics } from './topics.ts';

test('a stop does not wait for the token that is being read, and opens nothing', async () => {
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const token = Promise.withResolvers<Account | null>();
  const asked: string[] = [];
  const listener = createListener({
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`,
    clock: createVirtualClock(),
    random: () => 0.5,
    account: () => token.promise,
    call: () => Promise.reject(new Error('nothing is asked of Twitch')),
    async wanted() {
      asked.push('wanted');
      return [{ topic: topics[0]!, channel: 'serda_tv', channelId: '1' }];
    },
    mayMoveTo: () => false,
    isServed: () => true,
    onRead() {},
    onRefused() {},
    onStanding() {},
  });
  listener.start();
  await listener.stop();
  token.resolve({ accessToken: '', grant: { login: 'serdabot', scopes: [] } } as unknown as Account);
  await token.promise;
  expect(asked).toEqual([]);
  expect(listener.state()).toMatchObject({ state: 'idle', detail: 'nothing to listen to' });
  server.close();
  await once(server, 'close');
  expect(connections).toBe(0);
});

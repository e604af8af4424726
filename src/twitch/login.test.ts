import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { collectEvents } from '../../test/support/fakes.ts';
import { systemClock } from '../lib/clock.ts';
import { createSandboxHelix } from '../sandbox/helix/helix.ts';
import { createSandboxTwitch } from '../sandbox/twitch/twitch.ts';
import { createAuth } from './auth.ts';
import { createConnection } from './connection.ts';
import { needsOf } from './scopes.ts';
import { createStreamEvents } from './stream-events.ts';
import { writeTokenFile } from './tokens.ts';

const bot = { login: 'serdabot', id: '900' };
const scopes = ['chat:read', 'chat:edit'];

test('an expired token is refreshed once and chat joined; a revoked one is let go of; a new one is used, without a restart', async () => {
  const irc = await createSandboxTwitch({
    accounts: { unused: bot },
    channels: [{ login: 'my_channel', id: '1', standing: 'moderator' }],
  });
  const id = await createSandboxHelix({
    accounts: [bot],
    channels: [{ login: 'my_channel', id: '1' }],
    onIssued: (token, account) => irc.accept(token, account),
  });
  const folder = mkdtempSync(join(tmpdir(), 'serdabot-login-'));
  const file = join(folder, 'data', 'tokens.json');
  const first = id.grants.issue(bot, scopes);
  writeTokenFile(file, first);
  irc.revoke(first.accessToken);
  id.grants.expire();

  const { tell } = collectEvents();
  const auth = createAuth({
    file,
    env: { TWITCH_CLIENT_ID: id.clientId },
    apiPort: id.port,
    login: 'serdabot',
    whose: 'bot.name is serdabot',
    command: 'npm run login',
    needs: needsOf({ chat: { send_via: 'irc' }, secret: false }),
    fleet: { once: null, mayGoAlone: () => true },
    clock: systemClock,
    tell,
    learnSecret: () => {},
  });
  const chat = createConnection({
    url: irc.url,
    login: 'serdabot',
    windows: null,
    tokens: auth,
    events: createStreamEvents({ tell, clock: systemClock }),
    hearsFirst: () => false,
    clock: systemClock,
    tell,
    random: () => 0,
  });
  try {
    chat.setChannels(['my_channel']);
    chat.start();
    await expect.poll(chat.state).toBe('joined');
    expect(id.grants.refreshes).toHaveLength(1);

    id.grants.disconnect('serdabot');
    for (const token of auth.all()) irc.revoke(token.accessToken);
    await auth.check();
    await expect.poll(chat.state).toBe('no token');
    expect(irc.counters.sockets).toBe(0);

    writeTokenFile(file, id.grants.issue(bot, scopes));
    await expect.poll(chat.state).toBe('joined');
    expect([...irc.breaches, ...id.breaches]).toEqual([]);
  } finally {
    auth.stop();
    await chat.stop();
    await Promise.all([irc.stop(), id.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
});

import { afterEach, describe, expect, test } from 'vitest';
import { discord, endScenes, kept, ntfy, slack } from '../../../test/support/alerts.ts';
import { systemClock } from '../../lib/clock.ts';
import { createLocalServer } from '../../sandbox/server.ts';
import { openPlace } from './places.ts';
import type { Kind } from './rules.ts';
import { testNotice } from './words.ts';

afterEach(endScenes);
const { signal } = new AbortController();
const opened = (kind: Kind, address: string, token: string | null = null) => {
  const place = openPlace(kind, address, token, systemClock);
  if (typeof place === 'string') throw new Error(place);
  return place;
};
const notice = (title: string, text = 'text') => testNotice('serdabot', title, text, 0);

describe('an address', () => {
  test.each([
    ['discord', 'https://evil.example/api/webhooks/1/x'],
    ['discord', 'https://discord.com.evil.example/api/webhooks/1/x'],
    ['discord', 'http://discord.com/api/webhooks/1/x'],
    ['discord', 'https://discord.com/login'],
    ['slack', 'https://hooks.slack.com.evil.example/services/x'],
    ['slack', 'http://hooks.slack.com/services/x'],
    ['ntfy', 'https://ntfy.sh/'],
    ['ntfy', 'https://ntfy.sh/a/'],
    ['webhook', 'ftp://example.org/x'],
    ['webhook', 'file:///etc/passwd'],
    ['webhook', 'https://user:password@example.org/'],
    ['webhook', 'example.org'],
  ] as const)('of %s cannot be %s, and is not repeated in the reason', (kind, address) => {
    const reason = openPlace(kind, address, null, systemClock);
    expect(reason).toMatch(/^expected /);
    expect(reason).not.toContain('evil');
    expect(reason).not.toContain('password@');
  });

  test.each([
    ['discord', 'https://discord.com/api/webhooks/123/to-ken_1'],
    ['discord', 'https://ptb.discord.com/api/v10/webhooks/123/to-ken_1?thread_id=5'],
    ['slack', 'https://hooks.slack.com/services/T/B/x'],
    ['ntfy', 'http://192.168.1.5:8080/ntfy/my-topic'],
    ['webhook', 'http://192.168.1.5:8080/hook?key=1'],
  ] as const)('of %s can be %s', (kind, address) => {
    expect(openPlace(kind, address, null, systemClock)).toBeTypeOf('object');
  });
});

test('a topic that needs a token gets it, and without one it is refused for good', async () => {
  const hook = await ntfy('secret');
  expect(await opened('ntfy', hook.address).send(notice('a'), null, signal)).toEqual({
    kind: 'refused',
    reason: 'status 401',
  });
  expect((await opened('ntfy', hook.address, 'secret').send(notice('a'), null, signal)).kind).toBe('sent');
});

test('a text is cut to what the place takes', async () => {
  const long = 'é€😀'.repeat(4_000);
  for (const [kind, hook] of [
    ['discord', await discord()],
    ['slack', await slack()],
    ['ntfy', await ntfy()],
  ] as const) {
    expect([kind, (await opened(kind, hook.address).send(notice(long, long), null, signal)).kind]).toEqual([
      kind,
      'sent',
    ]);
    expect(hook.messages[0]!.text.isWellFormed() && hook.messages[0]!.title.isWellFormed()).toBe(true);
  }
});

test('a place that does not answer, or answers without end, is left after ten seconds or 100 kB', async () => {
  const endless = kept(
    await createLocalServer(({ res, signal: gone }) => {
      res.writeHead(200);
      const write = () => {
        while (!gone.aborted && res.write('x'.repeat(60_000)));
        if (!gone.aborted) res.once('drain', write);
      };
      write();
    }),
  );
  expect((await opened('webhook', endless.url).send(notice('a'), null, signal)).kind).toBe('sent');
  const gone = new AbortController();
  const silent = kept(await createLocalServer(() => gone.abort()));
  expect(await opened('webhook', silent.url).send(notice('a'), null, gone.signal)).toEqual({
    kind: 'later',
    reason: 'no answer',
    retryAfterMs: 0,
  });
});

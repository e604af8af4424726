import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import type { Event } from '../../src/domain/event.ts';
import { createRedactor, createTelemetry } from '../../src/telemetry/index.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';

function sink(tty: boolean) {
  const written: string[] = [];
  const clock = createVirtualClock();
  const redactor = createRedactor();
  const destination = { write: (text: string) => written.push(text) };
  const telemetry = createTelemetry({
    level: 'trace',
    tty,
    colour: false,
    destination,
    redactor,
    clock,
    operator: () => ({ language: 'fr', prefix: '!' }),
  });
  return { log: telemetry.log, redactor, telemetry, written };
}

/** Every place of an event into which a stranger's text may get. */
function eventsWith(text: string): Event[] {
  return [
    { kind: 'chat.state', state: 'down', detail: text },
    { kind: 'chat.left', channel: text, reason: text },
    { kind: 'chat.sent', channel: text, result: 'lost', reason: text },
    { kind: 'command.ended', command: text, channel: 'c', viewer: text, ending: 'failed', reason: text },
    { kind: 'llm.ended', endpoint: 'local', outcome: 'upstream', ms: 1, detail: text },
    { kind: 'endpoint.state', endpoint: 'local', state: 'backing off', detail: text },
    { kind: 'settings.applied', file: text, detail: text },
    { kind: 'settings.rejected', file: text, faults: [text, text] },
    { kind: 'warning', text, fr: text },
    { kind: 'lifecycle', text },
    { kind: 'bug', where: text, error: new Error(text, { cause: new AggregateError([new Error(text)], text) }) },
  ];
}

const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

test.each([
  ['a forged line', 'hello\n{"level":"fatal","msg":"the bot was hacked"}\r\n12:00:00 FATAL hacked'],
  ['a forged JSON field', 'hello","level":"fatal","msg":"forged'],
  ['an ANSI sequence that clears the screen', '\u001b[2J\u001b[31mred\u001b]0;title\u0007'],
  ['a control sequence of one character', '\u009b2J\u009d0;title\u009c'],
  ['line and paragraph separators', 'a\u2028b\u2029c\u0085d\u000be\u000cf'],
  ['writing turned around', '\u202egnp.exe\u202c \u2066x\u2069 \u200f'],
  ['invisible characters', 'a\u200bb\u2060c\ufeffd\u00ade\u{e0041}\u{e007f}'],
  ['backspaces and nulls', 'root\b\b\b\bfake\u0000\u007f'],
  ['halves of characters', '\ud800 and \udc00'],
])('%s stays inside its one line', (_, attack) => {
  for (const tty of [false, true]) {
    const { log, telemetry, written } = sink(tty);
    const events = eventsWith(attack);
    for (const event of events) telemetry.tell(event);
    log.warn({ [attack]: attack, deep: { list: [attack] } }, attack);
    log.error(new Error(attack));
    expect(written).toHaveLength(events.length + 2);
    for (const line of written) {
      expect(line.endsWith('\n')).toBe(true);
      expect(line.slice(0, -1)).not.toMatch(hidden);
      if (!tty) expect(JSON.parse(line).level).not.toBe('fatal');
    }
  }
});

test('what a stranger wrote is in the JSON line to the letter: nothing is lost to whoever reads it by program', () => {
  const { log, written } = sink(false);
  const attack = 'a\u001b[31m\u2028\u202e\u{e0041}"\\b\n';
  log.warn({ text: attack }, 'x');
  expect(JSON.parse(written[0]!).text).toBe(attack);
});

const canary = (n: number) => `CanAry${n}Xy7Qz${n * 7919}Kw`;
const learned = Array.from({ length: 12 }, (_, n) => [`secret ${n} of the environment`, canary(n), canary(n)] as const);
const recognised = [
  ['an IRC token', `oauth:${canary(20)}`, canary(20)],
  ['a bearer token', `Bearer ${canary(21)}`, canary(21)],
  ['a model key', `sk-proj-${canary(22)}`, canary(22)],
  ['a client secret', `client_id=a&client_secret=${canary(23)}`, canary(23)],
  ['a token answer', `{"access_token":"${canary(24)}","expires_in":1}`, canary(24)],
  ['a refresh token', `{"refresh_token": "${canary(25)}"}`, canary(25)],
  ['a Redis password', `redis://bot:${canary(26)}@127.0.0.1:6379/0`, canary(26)],
  ['a basic login', `Basic ${Buffer.from(`user:${canary(27)}`).toString('base64')}`, canary(27)],
] as const;

test.each([...learned, ...recognised])('%s is in no line, wherever it came from', (name, text, secret) => {
  for (const tty of [false, true]) {
    const { log, redactor, telemetry, written } = sink(tty);
    if (name.includes('environment')) redactor.learn(secret);

    for (const event of eventsWith(`refused: ${text}`)) telemetry.tell(event);
    for (const padding of [480, 490, 1975, 1990, 32_700]) {
      for (const event of eventsWith(`${'x'.repeat(padding)} ${text}`)) telemetry.tell(event);
    }
    const deepest = new Error(text);
    const nested = new Error('a', { cause: new Error('b', { cause: new Error('c', { cause: deepest }) }) });
    const staged = new Error('x');
    staged.stack = `Error: ${text}\n    at login (${text})\n    at ${text}`;
    const hung = Object.assign(new Error('x'), { config: { headers: { authorization: text } }, code: text });
    for (const err of [deepest, nested, staged, hung, text, { any: { where: text } }]) {
      log.error({ err }, 'failed');
      log.error({ unlisted: { path: [err] } }, 'failed');
      log.error({ text: inspect(err, { depth: 9 }) }, 'failed');
    }
    log.error(nested);
    log.info(`GET https://id.twitch.tv/oauth2/token?${text}`);
    log.info({ url: `http://127.0.0.1/?q=${encodeURIComponent(text)}` }, 'x');
    log.info({ body: JSON.stringify({ body: JSON.stringify({ text }) }), [text]: 1 }, 'x');
    log.child({ bound: text }).warn('x');
    telemetry.stop();

    expect(written.length).toBeGreaterThan(50);
    // A part of a secret, left over where a line was cut short, is a leak too.
    const forms = [secret.slice(0, 8), Buffer.from(`user:${secret}`).toString('base64').slice(0, 24)];
    const leak = written.find((line) => forms.some((form) => line.toLowerCase().includes(form.toLowerCase())));
    expect(leak?.slice(0, 300)).toBeUndefined();
    if (!tty) for (const line of written) expect(() => JSON.parse(line)).not.toThrow();
  }
});

import { expect, test, vi } from 'vitest';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { createLog, type LogOptions } from './log.ts';
import { createRedactor } from './redact.ts';

function logInto(options: Partial<LogOptions> = {}) {
  const lines: string[] = [];
  const destination = { write: (line: string) => lines.push(line) };
  const log = createLog({
    level: 'info',
    redactor: createRedactor(),
    clock: createVirtualClock(),
    destination,
    ...options,
  });
  return { log, lines };
}

test('a line is one JSON object with level, time, fields and text', () => {
  const { log, lines } = logInto();
  log.warn({ channel: 'c' }, 'chat: left');
  expect(lines).toEqual(['{"level":"warn","time":"2026-11-20T00:00:00.000Z","channel":"c","msg":"chat: left"}\n']);
});

test('in a terminal a line is time, level, text and fields', () => {
  const { log, lines } = logInto({ tty: true, colour: false });
  log.warn({ channel: 'c', reason: 'no answer = gone', list: [1, 'b'], deep: { ok: true, none: null } }, 'chat: left');
  expect(lines).toEqual([
    '00:00:00 WARN  chat: left channel=c reason="no answer = gone" list="1 | b" deep.ok=true deep.none=null\n',
  ]);
});

test('in a terminal the level has a colour, and nothing but the log brings colours', () => {
  const { log, lines } = logInto({ tty: true });
  log.error({ from: '\u001b[2Jviewer' }, 'hello');
  expect(lines[0]).toContain('\u001b[31mERROR\u001b[0m');
  expect(lines[0]).not.toContain('\u001b[2J');
});

test('a level that is off costs no look at what would have been logged', () => {
  const { log, lines } = logInto({ level: 'warn' });
  const toJSON = vi.fn();
  log.info({ toJSON }, 'x');
  log.level = 'info';
  log.info({ seen: { toJSON } }, 'x');
  expect(toJSON).toHaveBeenCalledTimes(1);
  expect(lines).toHaveLength(1);
});

test('an error is its type, message, code, place and causes, without what a library hung on it', () => {
  const { log, lines } = logInto();
  const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  const err = Object.assign(new TypeError('no answer', { cause }), { request: { headers: { 'x-mine': 'private' } } });
  log.error({ err }, 'call failed');
  const line = JSON.parse(lines[0]!);
  expect(line.err).toMatchObject({
    type: 'TypeError',
    message: 'no answer',
    cause: { message: 'refused', code: 'ECONNREFUSED' },
  });
  expect(line.err.stack[0]).toMatch(/^at .*log\.test\.ts/);
  expect(lines[0]).not.toContain('private');
});

test('whatever is thrown makes a line: circles, proxies, getters that throw, no error at all', () => {
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  const loop = new Error('loop');
  loop.cause = loop;
  const hostile = new Proxy(new Error('x'), {
    get() {
      throw new Error('not you');
    },
  });
  const named = Object.defineProperty(new Error('x'), 'message', {
    get() {
      throw new Error('no');
    },
  });
  const thrown = [
    circle,
    loop,
    hostile,
    named,
    undefined,
    null,
    Symbol('s'),
    10n,
    () => {},
    'text',
    Object.create(null),
  ];
  const { log, lines } = logInto();
  for (const err of thrown) log.error({ err }, 'thrown');
  expect(lines).toHaveLength(thrown.length);
  for (const line of lines) expect(JSON.parse(line)).toMatchObject({ level: 'error', msg: 'thrown' });
});

test('a line has an end, however much somebody sends', () => {
  const { log, lines } = logInto();
  log.info({ body: 'x'.repeat(5_000_000) }, 'answer');
  log.error({ err: new Error('y'.repeat(5_000_000)) }, 'failed');
  log.info('z'.repeat(5_000_000));
  for (const line of lines) {
    expect(line.length).toBeLessThan(40_000);
    expect(JSON.parse(line)).toHaveProperty('level');
  }
  expect(JSON.parse(lines[0]!)).toMatchObject({ msg: 'answer' });
});

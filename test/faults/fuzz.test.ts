import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Found } from '../../src/domain/knowledge.ts';
import type { Completion } from '../../src/domain/llm.ts';
import { createLibreTranslate } from '../../src/knowledge/libretranslate.ts';
import { createSources } from '../../src/knowledge/sources.ts';
import { createOpenFresh } from '../../src/storage/fresh.ts';
import { openNothing, phrasesIn, sourceSettings } from '../support/knowledge.ts';
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts';
import { anEndpoint, createHouse } from './llm-house.ts';

// Every dependency of a port throws, hangs and lies: the port still gives one result, in time. FUZZ_RUNS=20000 for long.

const numRuns = Number(process.env['FUZZ_RUNS'] ?? 60);
const patience = { timeout: 60_000 + numRuns * 200 };
const overrunMs = 1_000;

const rejections: unknown[] = [];
const note = (error: unknown) => void rejections.push(error);
beforeAll(() => void process.on('unhandledRejection', note));
afterAll(() => void process.off('unhandledRejection', note));

const good = [
  'data: {"choices":[{"delta":{"content":"Oui"},"finish_reason":null}]}\n\n',
  'data: {"choices":[{"delta":{"content":"."},"finish_reason":"stop"}]}\n\n',
  'data: {"object":"error","message":"gone"}\n\n',
  'data: [DONE]\n\n',
  'data: {"choices":[{"delta":{"content":{"a":[]}},"finish_reason":7}]}\n\n',
  'data: {"choices":{"0":null},"usage":"much","error":0}\n\n',
  ': ping\n\n',
  'error: {"code":"x"}\n\n',
  'event: error\n',
  'data: ',
  '{"choices":[{"message":{"content":"Oui."},"finish_reason":"stop"}],"usage":{"prompt_tokens":-1}}',
  '{"choices":[{"message":{"content":null,"refusal":1}}]}',
  '[{"error":{"code":400,"message":"bad"}}]',
  '{"detail":[{"loc":["body"]}]}',
  '{"data":[{"id":"a"}]}',
  '{"access_token":7}',
  '{"pages":[{"key":"Paris","title":"Paris"},{"key":7},null]}',
  '{"type":"standard","title":"Paris","extract":"Paris est une ville."}',
  '{"type":"disambiguation","title":{},"extract":[]}',
  '[{"id":1,"name":"Hades","first_release_date":"x","involved_companies":[null,{"company":7}]}]',
  '[null,7,"x",{}]',
  '{"translatedText":{"a":1}}',
  '<html><body>502</body></html>',
  'null',
  '"',
  '\u0000\ufffd\ud800',
];

const body = fc.record({
  parts: fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...good) },
      { weight: 1, arbitrary: fc.json() },
      { weight: 1, arbitrary: fc.string() },
    ),
    { maxLength: 6 },
  ),
  cut: fc.option(fc.nat(200), { nil: null, freq: 3 }),
  repeat: fc.constantFrom(1, 1, 1, 1, 20_000),
  end: fc.constantFrom('close', 'close', 'close', 'hang', 'deaf', 'error', 'null', 'strings', 'slow'),
});
const reply = fc.oneof(
  fc.record({
    kind: fc.constant('answers' as const),
    status: fc.constantFrom(
      200,
      200,
      200,
      200,
      201,
      204,
      302,
      304,
      400,
      401,
      402,
      403,
      404,
      408,
      413,
      422,
      429,
      451,
      500,
      503,
      529,
      599,
    ),
    headers: fc.constantFrom<Record<string, string>>(
      {},
      { 'content-type': 'text/event-stream' },
      { 'content-type': 'image/png' },
      { 'content-type': 'application/json' },
      { 'retry-after': '1' },
      { 'retry-after': '-5' },
      { 'retry-after': '99999999999999' },
      { 'retry-after': 'soon' },
      { location: 'http://elsewhere/' },
      { location: '/again' },
      { location: 'http://[' },
    ),
    body,
  }),
  fc.record({
    kind: fc.constantFrom('throws' as const, 'rejects' as const, 'lies' as const),
    what: fc.constantFrom<unknown>(
      new TypeError('fetch failed'),
      'no',
      undefined,
      null,
      7,
      {},
      { status: 'ok' },
      { status: 200, headers: {}, body: 'x' },
    ),
  }),
  fc.record({ kind: fc.constantFrom('hangs' as const, 'deaf' as const) }),
);
type Reply = typeof reply extends fc.Arbitrary<infer T> ? T : never;

const never = () => new Promise<never>(() => {});
function untilCut(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => {
    const cut = () => reject(new DOMException('aborted', 'AbortError'));
    if (signal?.aborted) cut();
    else signal?.addEventListener('abort', cut, { once: true });
  });
}

function respond(one: Reply, clock: VirtualClock, signal: AbortSignal | null | undefined): unknown {
  switch (one.kind) {
    case 'throws':
      throw one.what;
    case 'rejects':
      return Promise.reject(one.what);
    case 'lies':
      return Promise.resolve(one.what);
    case 'hangs':
      return untilCut(signal);
    case 'deaf':
      return never();
    case 'answers': {
      const { status, headers } = one;
      const { parts, cut, repeat, end } = one.body;
      const text = parts.join('').repeat(parts.join('').length < 200 ? repeat : 1);
      if (end === 'null' || status === 204 || status === 304)
        return Promise.resolve(new Response(null, { status, headers }));
      const bytes = new TextEncoder().encode(text.slice(0, cut ?? text.length));
      let sent = 0;
      const stream = new ReadableStream({
        async pull(controller) {
          if (sent < bytes.length) {
            if (end === 'slow') await new Promise<void>((resolve) => void clock.after(3_000, resolve));
            const chunk = bytes.slice(sent, sent + 50_000);
            sent += chunk.length;
            controller.enqueue(end === 'strings' ? 'data: text' : chunk);
          } else if (end === 'error') controller.error(new Error('reset'));
          else if (end === 'hang') await untilCut(signal).catch((error) => controller.error(error));
          else if (end === 'deaf') await never();
          else controller.close();
        },
      });
      return Promise.resolve(new Response(stream, { status, headers }));
    }
  }
}

function fetchOf(replies: readonly Reply[], clock: VirtualClock) {
  let nth = 0;
  const send = (_url: unknown, init?: RequestInit) => respond(replies[nth++ % replies.length]!, clock, init?.signal);
  return Object.assign(send as typeof fetch, { calls: () => nth });
}

/** A dependency's method that mostly does its duty. */
const duty = fc.constantFrom('works', 'works', 'works', 'throws', 'rejects', 'hangs', 'lies');
function does<T>(how: string, work: () => T | Promise<T>): Promise<T> {
  if (how === 'throws') throw new Error('broken');
  if (how === 'rejects') return Promise.reject('broken');
  if (how === 'hangs') return never();
  if (how === 'lies') return Promise.resolve('a lie' as T);
  return Promise.resolve(work());
}

/** Turns the clock until it has ended or is late; resolves to when it ended. */
async function endOf<T>(clock: VirtualClock, promise: Promise<T>, deadline: number, calls: () => number) {
  const callsBefore = calls();
  let ended: { readonly value?: T; readonly error?: unknown; readonly at: number } | null = null;
  promise.then(
    (value) => {
      ended = { value, at: clock.now() };
    },
    (error: unknown) => {
      ended = { error, at: clock.now() };
    },
  );
  // Bottleneck starts a job by a timer of its own, which the clock does not turn.
  for (let turn = 0; turn < 3_000 && !ended && calls() === callsBefore; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  while (!ended && clock.now() < deadline + 5 * overrunMs) {
    // What is real (a package's promises, a stream) takes turns of the loop; what is waited for takes the clock's time.
    for (let turn = 0; turn < 8 && !ended; turn++) await new Promise((resolve) => setImmediate(resolve));
    if (!ended) await clock.advance(100);
  }
  return ended as { readonly value?: T; readonly error?: unknown; readonly at: number } | null;
}

const isCompletion = (value: Completion) =>
  (value.kind === 'text' && typeof value.text === 'string' && value.text !== '') ||
  value.kind === 'refused' ||
  (value.kind === 'failed' && typeof value.reason === 'string');

test(
  'a model answers, or fails with a reason, in time, whatever its servers, its store, its budget and its slots do',
  patience,
  async () => {
    await createHouse([anEndpoint('warm', 'http://stand-in/v1')]).llm.warm();
    const scene = fc.record({
      replies: fc.array(reply, { minLength: 1, maxLength: 6 }),
      endpoints: fc.integer({ min: 1, max: 3 }),
      forms: fc.record({ get: duty, set: duty }),
      reserve: duty,
      grow: duty,
      settle: fc.constantFrom('works', 'works', 'throws'),
      slots: fc.constantFrom('works', 'works', 'works', 'works', 'throws', 'rejects', 'hangs'),
      ms: fc.constantFrom(300, 1_000, 5_000, 20_000),
      leaveAfter: fc.option(fc.nat(20_000), { nil: null, freq: 4 }),
      threshold: fc.constantFrom(1, 5),
      hedge: fc.boolean(),
      beat: fc.boolean(),
      asks: fc.integer({ min: 1, max: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(scene, async (given) => {
        rejections.length = 0;
        const clock = createVirtualClock();
        const send = fetchOf(given.replies, clock);
        let held = 0;
        const names = ['a', 'b', 'c'].slice(0, given.endpoints);
        const over = { price: { in: 1, cached: null, out: 1 }, max_concurrency: 2 };
        const house = createHouse(
          names.map((name) => anEndpoint(name, `http://${name}/v1`, over)),
          {
            clock,
            fetch: send,
            llm: { failure_threshold: given.threshold, hedge: given.hedge },
            limits: { health_check_enabled: given.beat, health_check_interval: 1 },
            slots: {
              acquire: () =>
                does(given.slots, () => {
                  held++;
                  return { kind: 'slot' as const, slot: { release: () => void held-- } };
                }),
            },
            forms: {
              get: () => does(given.forms.get, () => ({ ok: true as const, value: undefined })),
              set: () => does(given.forms.set, () => ({ ok: true as const, value: null })),
              delete: async () => ({ ok: true, value: null }),
              count: async () => ({ ok: true, value: 0 }),
            },
            costs: {
              reserve: () =>
                does(given.reserve, () => ({
                  grow: () => does(given.grow, () => true),
                  settle() {
                    if (given.settle === 'throws') throw new Error('broken');
                  },
                })),
            },
          },
        );
        for (let n = 0; n < given.asks; n++) {
          const leaving = new AbortController();
          if (given.leaveAfter !== null) clock.after(given.leaveAfter, () => leaving.abort());
          const deadline = clock.now() + given.ms;
          const ask = house.ask({ ms: given.ms, signal: leaving.signal, format: 'JSON' });
          const ended = await endOf(clock, ask, deadline, send.calls);
          expect(ended).toMatchObject({ value: expect.anything() });
          expect(isCompletion(ended!.value!)).toBe(true);
          expect(ended!.at).toBeLessThanOrEqual(deadline + overrunMs);
          expect(held).toBe(0);
        }
        house.llm.stop();
        expect(rejections).toEqual([]);
      }),
      { numRuns },
    );
  },
);

const isFound = (value: Found) =>
  (value.kind === 'fact' && typeof value.fact.line === 'string' && typeof value.fact.grounding === 'string') ||
  (value.kind === 'ambiguous' && value.choices.every((choice) => typeof choice === 'string')) ||
  value.kind === 'nothing' ||
  (value.kind === 'failed' && typeof value.reason === 'string');

test('a source gives one result in time, whatever it, its store and its token do', patience, async () => {
  const say = await phrasesIn('fr');
  const scene = fc.record({
    replies: fc.array(reply, { minLength: 1, maxLength: 6 }),
    // Stores resolve, whatever happens to them.
    cache: fc.record({
      get: fc.constantFrom('works', 'hangs', 'lies'),
      set: fc.constantFrom('works', 'hangs', 'lies'),
    }),
    token: duty,
    window: fc.option(duty, { nil: null }),
    ms: fc.constantFrom(300, 1_000, 3_500, 20_000),
    leaveAfter: fc.option(fc.nat(5_000), { nil: null, freq: 4 }),
    asked: fc.array(
      fc.record({
        source: fc.constantFrom('wikipedia' as const, 'igdb' as const),
        subject: fc.constantFrom('Paris', 'tour eiffel', 'Hades', 'Hades II', 'x', '🦊', 'constructor'),
        kind: fc.constantFrom({ kind: 'game' as const }, {}),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  });
  await fc.assert(
    fc.asyncProperty(scene, async (given) => {
      rejections.length = 0;
      const clock = createVirtualClock();
      const send = fetchOf(given.replies, clock);
      const bugs: unknown[] = [];
      const knowledge = createSources({
        settings: () => sourceSettings('http://{lang}.stand-in', 'http://igdb', { wikipedia: 1_000, igdb: 1_000 }),
        openFresh: createOpenFresh({
          caches: () => ({
            get: () => does(given.cache.get, () => ({ ok: true as const, value: undefined })),
            set: () => does(given.cache.set, () => ({ ok: true as const, value: null })),
            delete: async () => ({ ok: true, value: null }),
            count: async () => ({ ok: true, value: 0 }),
          }),
          clock,
          tell: () => {},
        }),
        fleet: {
          windows:
            given.window === null
              ? null
              : { open: () => ({ take: () => does(given.window!, () => 0), arrived: () => {} }) },
        },
        token: { clientId: 'id', get: () => does(given.token, () => 'token') },
        say,
        clock,
        tell: (event) => void (event.kind === 'bug' && bugs.push(event.error)),
        fetch: send,
      });
      for (const { source, subject, kind } of given.asked) {
        const leaving = new AbortController();
        if (given.leaveAfter !== null) clock.after(given.leaveAfter, () => leaving.abort());
        const deadline = clock.now() + given.ms;
        const meter = { waited: () => {}, totalMs: 0 };
        const looked = knowledge[source](
          { channel: 'my_channel', subject, aspect: 'about', ...kind, language: 'fr', deadline, meter },
          leaving.signal,
        );
        const ended = await endOf(clock, looked, deadline, send.calls);
        expect(ended).toMatchObject({ value: expect.anything() });
        expect(isFound(ended!.value!)).toBe(true);
        expect(ended!.at).toBeLessThanOrEqual(deadline + overrunMs);
      }
      expect(bugs).toEqual([]);
      expect(rejections).toEqual([]);
    }),
    { numRuns },
  );
});

test('of six look-ups at a source that hangs one waits for it', async () => {
  const say = await phrasesIn('fr');
  const clock = createVirtualClock();
  const send = fetchOf([{ kind: 'hangs' }], clock);
  const told: string[] = [];
  const knowledge = createSources({
    settings: () => sourceSettings('http://{lang}.stand-in', 'http://igdb', { wikipedia: 1_000, igdb: 1_000 }),
    fleet: { windows: null },
    openFresh: openNothing,
    token: { clientId: 'id', get: async () => 'token' },
    say,
    clock,
    tell: (event) => void (event.kind === 'warning' && told.push(event.text)),
    fetch: send,
  });
  const waits: number[] = [];
  for (let n = 0; n < 6; n++) {
    const since = clock.now();
    const meter = { waited: () => {}, totalMs: 0 };
    const aspect = 'about' as const;
    const asked = {
      channel: 'a',
      subject: `Paris ${n}`,
      aspect,
      language: 'fr' as const,
      deadline: since + 3_500,
      meter,
    };
    const ended = await endOf(
      clock,
      knowledge.wikipedia(asked, new AbortController().signal),
      since + 3_500,
      send.calls,
    );
    expect(ended?.value).toMatchObject({ kind: 'failed' });
    waits.push(ended!.at - since);
  }
  expect(waits).toEqual([3_000, 0, 0, 0, 0, 0]);
  expect(send.calls()).toBe(1);
  expect(told).toEqual(['a source fails: Wikipedia: no answer within 3 s']);
  expect(knowledge.health().detail).toMatch(/wikipedia: failing/);
});

test('a translation service gives one result within its time', patience, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(reply, { minLength: 1, maxLength: 4 }), async (replies) => {
      rejections.length = 0;
      const clock = createVirtualClock();
      const send = fetchOf(replies, clock);
      const translate = createLibreTranslate({ clock, fetch: send });
      const leaving = new AbortController();
      clock.after(10_000, () => leaving.abort());
      const deadline = clock.now() + 10_000;
      const translated = translate('http://stand-in', 'hello', 'fr', leaving.signal);
      const ended = await endOf(clock, translated, deadline, send.calls);
      expect(ended).toMatchObject({ value: { kind: expect.stringMatching(/^(found|nothing|failed)$/) } });
      expect(rejections).toEqual([]);
    }),
    { numRuns },
  );
});

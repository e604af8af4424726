import fc from 'fast-check';
import { expect, test } from 'vitest';
import { collectEvents } from '../../test/support/fakes.ts';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import type { Receipt } from '../domain/chat.ts';
import type { Said } from '../domain/saying.ts';
import type { SharedSends } from '../domain/shared-window.ts';
import { createSlidingWindow } from '../lib/window.ts';
import { createSendRules } from '../sandbox/twitch/send-rules.ts';
import { type Contain, createSender } from './sender.ts';

const never = new Promise<never>(() => {});
const bug = () => {
  throw new Error('a bug');
};
/** Half of the channels are the bot's own to moderate. */
const channels = ['m0', 'm1', 'p0', 'p1'];
const isPrivileged = (channel: string) => channel.startsWith('m');

const mostly = <T>(usual: T, ...rest: readonly T[]) =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...rest) });
const step = fc.record({
  channel: fc.constantFrom(...channels),
  rank: fc.constantFrom('answer', 'answer', 'refusal', 'notice'),
  /** Two lines where the `|` is. */
  text: fc.constantFrom('un', 'deux', 'un|deux', 'BAD', 'des mots '.repeat(40)),
  send: mostly('accepted', 'throws', 'rejects', 'hangs', 'lost', 'refused', 'slow mode', 'too long', 'duplicate'),
  contain: mostly('works', 'rejects', 'hangs', 'throws'),
  handing: mostly('ours', 'theirs', 'rejects', 'hangs', 'throws', 'slow'),
  callbacks: mostly('work', 'throw'),
  /** How many of them at once. */
  times: fc.constantFrom(1, 1, 1, 2, 4, 30),
  /** Milliseconds until the next step. */
  pause: fc.constantFrom(0, 0, 0, 20, 300, 2_000, 12_000),
  /** The connection is gone, or back, from this step on. */
  flips: mostly(false, true),
});

function sharedWindow(clock: ReturnType<typeof createVirtualClock>): SharedSends {
  const window = createSlidingWindow(30_500);
  const waitMs = (limit: number, share: number, held: number) =>
    window.waitMs(clock.now(), Math.floor(limit * share) - held);
  let asked = 0;
  return {
    async permit(limit, share, held) {
      if (++asked % 17 === 0) await new Promise<void>((resolve) => clock.after(5_000, resolve));
      const wait = waitMs(limit, share, held);
      if (wait > 0) return { waitMs: wait, giveBack() {} };
      const at = clock.now();
      window.add(at);
      return { waitMs: 0, giveBack: () => window.remove(at) };
    },
    waitMs,
    sharers: () => 1,
  };
}

async function run(plan: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[], isShared: boolean) {
  const clock = createVirtualClock();
  const rules = createSendRules({ clock });
  const { events, tell } = collectEvents();
  const shared = isShared ? sharedWindow(clock) : null;
  const breaches: string[] = [];
  let isUp = true;
  let send = 'accepted';
  let contain = 'works';
  let offered = 0;

  const twitch = (line: { channel: string; text: string }): Receipt => {
    const privileged = isPrivileged(line.channel);
    const verdict = rules.send({ account: 'bot', privileged, ...line });
    if (verdict.kind === 'refused' && verdict.breach) breaches.push(verdict.breach);
    return verdict.kind === 'accepted' ? { kind: 'accepted', id: 'x' } : { kind: 'refused', reason: verdict.reason };
  };
  const rulesOf: Contain = (text, { maxLines }) => {
    if (contain === 'throws') bug();
    return text.startsWith('BAD')
      ? { kind: 'blocked', rule: 'bad' }
      : { kind: 'lines', lines: text.split('|').slice(0, maxLines) };
  };
  const outbox = createSender({
    chat: {
      standing: (channel) => ({ privileged: isPrivileged(channel) }),
      send(line) {
        if (!isUp) return Promise.resolve({ kind: 'lost', reason: 'not connected', handed: false });
        const receipt = twitch(line);
        if (send === 'throws') bug();
        if (send === 'rejects') return Promise.reject(new Error('a bug'));
        if (send === 'hangs') return never;
        if (send === 'lost') return Promise.resolve({ kind: 'lost', reason: 'gone', handed: true });
        if (send === 'refused') return Promise.resolve({ kind: 'refused', reason: 'msg_rejected' });
        if (send === 'slow mode')
          return Promise.resolve({ kind: 'refused', reason: 'msg_slowmode', retryAfterMs: 3_000 });
        if (send === 'too long') return Promise.resolve({ kind: 'refused', reason: 'msg_too_long' });
        if (send === 'duplicate') return Promise.resolve({ kind: 'refused', reason: 'msg_duplicate' });
        return Promise.resolve(receipt);
      },
    },
    containment(_channel) {
      if (contain === 'rejects') return Promise.reject(new Error('the rules do not load'));
      if (contain === 'hangs') return never;
      return Promise.resolve(rulesOf);
    },
    crowd: (names) => names.join(', '),
    sends: () => shared,
    clock,
    tell,
  });

  const ends: Promise<Said>[] = [];
  const handed: number[] = [];
  const said: number[] = [];
  const all = plan.flatMap((each) => Array.from({ length: each.times }, (_, n) => ({ ...each, n })));
  for (const [i, each] of all.entries()) {
    ({ send, contain } = each);
    if (each.flips && each.n === 0) isUp = !isUp;
    const { channel, rank } = each;
    const permit = rank === 'answer' ? (outbox.permits.reserve(channel, 20_000) ?? undefined) : undefined;
    offered++;
    handed[i] = 0;
    said[i] = 0;
    const handing = async (): Promise<boolean> => {
      if (each.handing === 'hangs') return never;
      if (each.handing === 'rejects') throw new Error('the store broke');
      if (each.handing === 'slow') await new Promise<void>((resolve) => clock.after(4_000, resolve));
      return each.handing !== 'theirs';
    };
    const saying = outbox.say({
      ...{ channel, text: each.text, rank, permit, deadline: clock.now() + 20_000 },
      ...(rank === 'refusal' && { viewerName: `v${i}`, waitMs: 1_000 }),
      ...(i % 2 && { instead: () => 'autre chose' }),
      handing: each.handing === 'throws' ? bug : handing,
      onHanded() {
        handed[i]!++;
        if (each.callbacks === 'throw') bug();
      },
      onSaid(text) {
        expect(text).not.toBe('autre chose');
        said[i]!++;
        if (each.callbacks === 'throw') bug();
      },
    });
    ends.push(saying);
    if (each.n + 1 === each.times) await clock.advance(each.pause);
  }
  isUp = true;
  await clock.advance(120_000);
  return {
    ...{ clock, outbox, events, breaches, ends: await Promise.all(ends), handed, said, offered },
    heal() {
      send = 'accepted';
      contain = 'works';
    },
  };
}

test('whatever goes wrong, every line ends once, every permit comes back, no channel is mute and no window too full', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 60 }), fc.boolean(), async (plan, isShared) => {
      const { clock, outbox, events, breaches, ends, handed, said, offered, heal } = await run(plan, isShared);
      expect(ends).toHaveLength(offered);
      expect(outbox.waiting()).toBe(0);
      expect(clock.pending).toBe(0);
      expect(breaches).toEqual([]);
      for (const [i, end] of ends.entries()) {
        expect(handed[i]).toBeLessThanOrEqual(1);
        expect(said[i]).toBeLessThanOrEqual(end.kind === 'accepted' ? 1 : 0);
      }
      // Second lines end beside their first ones.
      const second = plan
        .filter(({ text, rank }) => rank === 'answer' && text.includes('|'))
        .reduce((sum, { times }) => sum + times, 0);
      const counted = events.filter(({ kind }) => kind === 'chat.sent').length;
      expect(counted).toBeGreaterThanOrEqual(offered);
      expect(counted).toBeLessThanOrEqual(offered + second);

      heal();
      // Longer than Twitch's half a minute and the slowest permit.
      await clock.advance(40_000);
      const permits = Array.from({ length: 101 }, () => outbox.permits.reserve('m0', 20_000));
      expect(permits.filter(Boolean)).toHaveLength(100);
      for (const permit of permits) permit?.release();
      for (const channel of channels) {
        const line = outbox.say({ channel, text: 'encore là', rank: 'answer', deadline: clock.now() + 20_000 });
        await clock.advance(3_000);
        expect(await line).toMatchObject({ kind: 'accepted' });
      }
    }),
    { seed: 20261122, numRuns: 150 },
  );
}, 120_000);

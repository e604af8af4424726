import { describe, expect, test } from 'vitest';
import { createVirtualClock } from '../../../test/support/virtual-clock.ts';
import { type Card, createCards, type ToPages } from './cards.ts';
import { type Look, plainLook } from './look.ts';

function scene(look: Partial<Look> = {}) {
  const clock = createVirtualClock();
  const sent: ToPages[] = [];
  const cards = createCards(
    clock,
    () => ({ ...plainLook, ...look }),
    (message) => sent.push(message),
  );
  return {
    clock,
    cards,
    sent,
    /** What pages show, by who asked. */
    get shown() {
      const all = new Map<string, Card>();
      for (const message of sent) {
        if (message.kind === 'show') all.set(message.card.id, message.card);
        else for (const id of message.ids) all.delete(id);
      }
      return [...all.values()].map(({ asker, answer }) => `${asker}: ${answer}`);
    },
    say: (login: string, questionId: string, text: string, lineId = `line of ${questionId}`) =>
      cards.said({
        kind: 'answer.said',
        channel: 'a',
        viewer: { id: `id-${login}`, login, name: login },
        command: 'ask',
        asks: true,
        question: 'why?',
        questionId,
        source: 'wikipedia',
        lineId,
        text,
      }),
  };
}

describe('what is on the overlay', () => {
  test('the second line of an answer joins the first one, once Twitch accepted it', () => {
    const it = scene();
    it.say('lea', 'q1', 'One.', 'l1');
    expect(it.shown).toEqual(['lea: One.']);
    it.say('lea', 'q1', 'Two.', 'l2');
    expect(it.shown).toEqual(['lea: One. Two.']);
  });

  test.each([
    ['the question', { messageId: 'q1', viewerId: null }],
    ['a line of the answer', { messageId: 'l2', viewerId: null }],
    ['the viewer', { messageId: null, viewerId: 'id-lea' }],
    ['the whole chat', { messageId: null, viewerId: null }],
  ])('goes when Twitch takes back %s, and the rest of it does not come', (_, what) => {
    const it = scene();
    it.say('lea', 'q1', 'One.', 'l1');
    it.say('lea', 'q1', 'Two.', 'l2');
    it.cards.withdrawn(what);
    expect(it.shown).toEqual([]);
    it.say('lea', 'q1', 'Three.', 'l3');
    expect(it.shown).toEqual([]);
  });

  test('an answer to a question that was deleted before it came is not shown', () => {
    const it = scene();
    it.cards.withdrawn({ messageId: 'q1', viewerId: null });
    it.say('lea', 'q1', 'One.');
    expect(it.sent).toEqual([]);
  });

  test('a viewer who is erased is on no page any more, others are', () => {
    const it = scene();
    it.say('lea', 'q1', 'One.');
    it.say('bob', 'q2', 'Two.');
    it.cards.forget('id-lea');
    expect(it.shown).toEqual(['bob: Two.']);
  });

  test('with a delay it can be taken back before anybody has seen it', async () => {
    const it = scene({ delay: 5 });
    it.say('lea', 'q1', 'One.');
    it.say('bob', 'q2', 'Two.');
    await it.clock.advance(4_000);
    it.cards.withdrawn({ messageId: 'q1', viewerId: null });
    expect(it.sent.filter(({ kind }) => kind === 'show')).toEqual([]);
    await it.clock.advance(1_000);
    expect(it.shown).toEqual(['bob: Two.']);
  });

  test('with approval it waits for a moderator, by name or in turn, and for ten minutes at most', async () => {
    const it = scene({ approve: true });
    it.say('lea', 'q1', 'One.');
    it.say('bob', 'q2', 'Two.');
    it.say('eve', 'q3', 'Three.');
    expect(it.cards.waiting().map(({ login }) => login)).toEqual(['lea', 'bob', 'eve']);
    expect(it.cards.approve('bob')).toBe('bob');
    expect(it.cards.approve(null)).toBe('lea');
    expect(it.cards.approve('bob')).toBeNull();
    expect(it.shown).toEqual(['bob: Two.', 'lea: One.']);
    await it.clock.advance(600_000);
    expect(it.cards.waiting()).toEqual([]);
    expect(it.clock.pending).toBe(0);
  });

  test('nothing is held once it is over, and never more than twenty', async () => {
    const it = scene();
    for (let i = 0; i < 25; i++) it.say('lea', `q${i}`, `${i}`);
    expect(it.shown).toHaveLength(20);
    await it.clock.advance(180_000);
    expect(it.cards.clear(null)).toBe(0);
    expect(it.clock.pending).toBe(0);
  });

  test('hide takes away one viewer or all', () => {
    const it = scene();
    it.say('lea', 'q1', 'One.');
    it.say('bob', 'q2', 'Two.');
    expect(it.cards.clear('lea')).toBe(1);
    expect(it.shown).toEqual(['bob: Two.']);
    expect(it.cards.clear(null)).toBe(1);
    expect(it.shown).toEqual([]);
  });
});

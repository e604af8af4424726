import { describe, expect, it } from 'vitest';
import { createContainment } from '../../src/outbox/text/contain.ts';
import type { Policy } from '../../src/outbox/text/words.ts';
import { createHostile, createInnocent, type Output } from './gate/generate.ts';
import { hostile } from './gate/templates.ts';

const gate = (policy: Policy) =>
  createContainment(() => ({ prefix: '!', botName: 'serdabot', allowLinks: [], blockedTerms: [], policy }));
const contain = gate('standard');
const squeezed = (text: string) =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{Nd}]/gu, '');

function leaves({ kind, text, payload }: Output): boolean {
  const contained = contain(text, { viewerName: 'viewer' });
  if (contained.kind === 'blocked') return false;
  const said = contained.lines.join(' ');
  if (kind === 'wall') return said.length >= 60;
  return payload === undefined || squeezed(said).includes(squeezed(payload));
}

it('of what an obedient model was made to say, next to nothing leaves, class by class', { timeout: 120_000 }, () => {
  const counts = new Map<string, { left: number; all: number }>();
  for (const output of createHostile(20_261_121, 8)) {
    // Commands are the wire's own test: what is left of one is no command.
    if (output.kind === 'command') continue;
    const kind = output.kind.replace(' disguised', '');
    const count = counts.get(kind) ?? { left: 0, all: 0 };
    counts.set(kind, { left: count.left + (leaves(output) ? 1 : 0), all: count.all + 1 });
  }
  const worst = [...counts].filter(([, { left, all }]) => left / all > 0.15);
  expect(worst).toEqual([]);
  const left = [...counts.values()].reduce((sum, count) => sum + count.left, 0);
  const all = [...counts.values()].reduce((sum, count) => sum + count.all, 0);
  expect(left / all).toBeLessThan(0.025);
});

it('what a good bot says about the same things leaves', () => {
  const innocents = createInnocent(7, 1_500);
  const blocked = innocents.filter((text) => contain(text, {}).kind === 'blocked');
  expect(blocked.length / innocents.length, blocked.slice(0, 5).join('\n')).toBeLessThan(0.005);
});

it.each([
  'ASP.NET est un framework.',
  'will.i.am est un rappeur.',
  'Ouvre Main.java et compile.',
  'La version 1.0.0.4 corrige un bug.',
  'The White Power Ranger is Tommy Oliver.',
  'Suprême NTM est un groupe de rap.',
  'Merci.de rien, avec plaisir.',
  'No.it is not, sorry.',
])('"%s" is left alone', (text) => {
  expect(contain(text, {})).toEqual({ kind: 'lines', lines: [text], altered: [] });
});

describe('a policy', () => {
  const slur = hostile.slots.get('slur')![0]!;
  const insult = hostile.lines.find(({ kind, text }) => kind === 'insult' && !text.includes('{'))!.text;
  it.each(['family', 'standard', 'mature'] as const)('of %s forbids what Twitch punishes', (policy) => {
    expect(gate(policy)(`you ${slur}`, {}).kind).toBe('blocked');
  });
  it('of a mature channel lets rude words pass, a family channel none', () => {
    expect(gate('mature')('putain, quel match', {}).kind).toBe('lines');
    expect(gate('standard')('putain, quel match', {}).kind).toBe('lines');
    expect(gate('family')('putain, quel match', {}).kind).toBe('blocked');
    expect(gate('standard')(insult, {}).kind).toBe('blocked');
  });
  it('asks nothing of our own phrases but what the wire and the lists ask', () => {
    expect(contain('Votre compte sera suspendu dans 24 heures', { wording: 'own' }).kind).toBe('lines');
    expect(contain(`espèce de ${slur}`, { wording: 'own' }).kind).toBe('blocked');
  });
});

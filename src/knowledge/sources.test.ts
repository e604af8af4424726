import { expect, test } from 'vitest';
import { lookup, noSignal } from '../../test/support/knowledge.ts';
import type { Fact, Found, Lookup } from '../domain/knowledge.ts';
import { findGame, healthOf } from './sources.ts';

test('knowledge is as good as those of its sources that were asked', () => {
  const of = (...states: string[]) => {
    const { level, state } = healthOf(states.map((state, n) => ({ name: `source ${n}`, state })));
    return [level, state];
  };
  expect(of('not tried yet', 'no credentials')).toEqual(['ok', 'not tried yet']);
  expect(of('ok', 'not tried yet')).toEqual(['ok', 'ok']);
  expect(of('ok', 'failing')).toEqual(['degraded', 'partly']);
  expect(of('failing', 'no credentials')).toEqual(['degraded', 'down']);
});

const factOf = (source: Fact['source'], title: string, more: Partial<Fact> = {}): Found => ({
  kind: 'fact',
  fact: { source, title, line: title, grounding: `${title} is a video game.`, url: null, direct: true, ...more },
});

test.each([
  ['a title that the encyclopedia mended is asked of the database', {}, 'igdb'],
  ['what a search found by its words is not', { loose: true as const }, 'wikipedia'],
  ['what is no game is not', { grounding: 'Spyro is a dragon.' }, 'wikipedia'],
])('%s', async (_name, more, source) => {
  const asked: string[] = [];
  const sources = {
    igdb: async ({ subject }: Lookup): Promise<Found> => {
      asked.push(subject);
      return subject === 'Spyro Reignited Trilogy' ? factOf('igdb', subject) : { kind: 'nothing' };
    },
    wikipedia: async () => factOf('wikipedia', 'Spyro Reignited Trilogy (video game)', more),
  };
  const found = await findGame(sources, 0, lookup('spryo reignited', 'release', 'en'), ['spryo reignited'], noSignal());
  expect(found).toMatchObject({ kind: 'fact', fact: { source } });
  expect(asked).toEqual(['spryo reignited', 'Spyro Reignited Trilogy'].slice(0, source === 'igdb' ? 2 : 1));
});

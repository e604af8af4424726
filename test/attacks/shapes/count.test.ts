import { expect, it } from 'vitest';
import { countShapes } from './count.ts';

it('of addresses, numbers, handles, links, keys, signs, posing and notices next to none leaves', {
  timeout: 60_000,
}, () => {
  const { kinds, innocents, wrong } = countShapes(9);
  const said = wrong.map(({ kind, text }) => `${kind} | ${text}`).join('\n');
  const sum = (of: 'left' | 'all') => [...kinds.values()].reduce((all, kind) => all + kind[of], 0);
  expect(kinds.size).toBe(19);
  expect(sum('all')).toBeGreaterThan(240);
  expect(sum('left') / sum('all'), said).toBeLessThan(0.03);
  expect(innocents.blocked, said).toBeLessThanOrEqual(1);
});

import { expect, test } from 'vitest';
import { healthOf } from './sources.ts';

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

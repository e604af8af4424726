import { join } from 'node:path';
import { expect, test } from 'vitest';
import { phraseCatalogs } from '../../src/app.ts';
import { createRandom } from '../../src/sandbox/random.ts';
import { loadPhrases } from '../../src/settings/phrases.ts';
import { createChatter } from './chatter.ts';
import { createCrowd } from './crowd.ts';
import { createEars } from './ears.ts';
import { readMetrics } from './metrics.ts';
import { plotSvg, stepsTo } from './plot.ts';
import { profiles } from './profiles.ts';

const loaded = await loadPhrases(phraseCatalogs, join(import.meta.dirname, '..', '..', 'config', 'phrases'));
if (!loaded.ok) throw new Error('the phrases are broken');

function typed(name: keyof typeof profiles, totalMs: number, stepMs = 20) {
  const random = createRandom(1);
  const crowd = createCrowd(profiles[name], totalMs, createChatter(random, 'serdabot'), random);
  const steps = Array.from({ length: totalMs / stepMs }, (_, i) => crowd.between(i * stepMs, (i + 1) * stepMs));
  return { crowd, steps, lines: steps.flat() };
}

test('a thousand at once are a thousand viewers with a command each in the first second', () => {
  const { steps } = typed('thousand', 60_000);
  const first = steps.slice(0, 50).flat();
  expect(new Set(first.map(({ viewer }) => viewer.id)).size).toBe(1_000);
  expect(first.filter(({ line }) => line.kind !== 'chatter').length).toBeGreaterThanOrEqual(1_000);
});

test('a spike begins and ends with nobody', () => {
  const { crowd } = typed('spike', 10_000);
  expect([0, 5_000, 10_000].map(crowd.viewers)).toEqual([0, 200, 0]);
});

test('a chat asks a few things often, copies lines, and mostly talks about something else', () => {
  const { lines } = typed('stress', 600_000);
  const raid = lines.filter(({ line }) => line.text.startsWith('RAID'));
  expect(raid.length).toBeGreaterThan(500);
  const commands = lines.filter(({ line }) => line.kind !== 'chatter');
  expect(commands.length / (lines.length - raid.length)).toBeCloseTo(1 / 3, 1);
  const asked = Map.groupBy(
    commands.filter(({ line }) => line.question !== null),
    ({ line }) => line.question,
  );
  const times = [...asked.values()].map((of) => of.length).sort((a, b) => b - a);
  expect(times[0]!).toBeGreaterThan(5 * times[Math.floor(times.length / 2)]!);
  expect(new Set(commands.map(({ line }) => line.kind))).toEqual(
    new Set(['ask', 'mention', 'ping', 'wiki', 'game', 'help']),
  );
});

test('the same seed types the same lines', () => {
  const texts = () => typed('load', 5_000).lines.map(({ line, viewer }) => `${viewer.login} ${line.text}`);
  expect(texts()).toEqual(texts());
});

test('refusals and failures are told from answers by their words, filled in or not', () => {
  const hear = createEars(loaded.phrases.fr!);
  const wording = (key: 'refused.cooldown' | 'refused.several' | 'failed.fun') => loaded.phrases.fr![key]![0];
  expect(hear(wording('refused.cooldown').replace('{wait}', '8 secondes'))).toEqual({
    kind: 'refused',
    gate: 'cooldown',
    viewers: 1,
  });
  const several = wording('refused.several').replace('{names}', 'Léa1, Milo2, Noé3').replace('{wait}', '8 s');
  expect(hear(several)).toEqual({ kind: 'refused', gate: 'several', viewers: 3 });
  expect(hear(wording('failed.fun'))).toEqual({ kind: 'failed' });
  expect(hear('Pong ! Debout depuis 3 minutes.')).toEqual({ kind: 'answer' });
});

test('metrics are summed by label, and a quantile lies inside its bucket', () => {
  const metrics = readMetrics(
    [
      '# HELP serdabot_commands_total Commands.',
      'serdabot_commands_total{command="ask",outcome="answered"} 3',
      'serdabot_commands_total{command="ping",outcome="answered"} 4',
      'serdabot_commands_total{command="ping",outcome="refused"} 5',
      'serdabot_chat_received_total 12',
      't_bucket{le="0.001"} 50',
      't_bucket{le="0.005"} 90',
      't_bucket{le="0.01"} 100',
      't_bucket{le="+Inf"} 100',
    ].join('\n'),
  );
  expect(metrics.sum('serdabot_commands_total', { outcome: 'answered' })).toBe(7);
  expect(metrics.by('serdabot_commands_total', 'outcome')).toEqual({ answered: 7, refused: 5 });
  expect(metrics.sum('serdabot_chat_received_total')).toBe(12);
  expect(metrics.quantile('t', 0.95)).toBeCloseTo(0.0075);
  expect(metrics.quantile('nothing', 0.95)).toBeNaN();
});

test('an axis has few, round steps', () => {
  expect(stepsTo(216)).toEqual([0, 100, 200]);
  expect(stepsTo(5.4)).toEqual([0, 2, 4]);
  expect(stepsTo(90)).toEqual([0, 25, 50, 75]);
});

test('a second without a value is a gap in the line, and a lonely one a dot', () => {
  const svg = plotSvg({
    title: 'times',
    unit: 'ms',
    at: [1, 2, 3, 4, 5],
    series: [{ name: 'p95', tone: 1, values: [3, 4, null, null, 2] }],
  });
  expect(svg.match(/<polyline/g)).toHaveLength(1);
  expect(svg.match(/<circle/g)).toHaveLength(1);
});

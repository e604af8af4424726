import { globSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { createLive, type LiveParts } from '../../src/knowledge/live/live.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createContainment } from '../../src/outbox/text/contain.ts';
import { phrasesIn } from '../support/knowledge.ts';

// Whoever the words are about: a moderator asks "!why my_channel" too.
const people = ['viewer_5', 'my_channel', 'Nightbot', 'mod_lea'];
const values: Readonly<Record<string, string>> = {
  command: '!ask',
  prefix: '!',
  source: 'wikipedia',
  subject: 'Hades',
  title: 'Hades',
  uptime: '3 h 12 min',
  wait: '12 s',
  ago: '2 min',
  reason: 'aucun modèle ne répond',
  gate: 'le délai entre deux commandes',
  rule: 'impersonation',
  channels: '#my_channel',
  channel: '#my_channel',
};
const about = /^(?:viewer|login|name|names|target|author|user|who|by|winner|winners)$/;

test.each(globSync('src/**/phrases.{fr,en}.yaml').toSorted())('every phrase of %s leaves', (file) => {
  const contain = createContainment(() => ({
    ...{ prefix: '!', botName: 'serdabot', allowLinks: [], blockedTerms: [], names: ['my_channel'] },
  }));
  const held: string[] = [];
  const catalog = parse(readFileSync(file, 'utf8')) as Record<string, string | readonly string[]>;
  for (const [key, written] of Object.entries(catalog)) {
    for (const text of [written].flat()) {
      for (const person of people) {
        const line = text.replace(/\{(\w+)\}/g, (_, name: string) =>
          about.test(name) ? person : (values[name] ?? '3'),
        );
        const said = contain(line, {
          viewerName: 'streamer',
          maxLines: 2,
          wording: 'own',
          links: ['igdb.com', 'open-meteo.com'],
        });
        if (said.kind === 'blocked') held.push(`${basename(dirname(file))} ${key}: ${line} -> ${said.rule}`);
      }
    }
  }
  expect(held).toEqual([]);
});

test.each(['fr', 'en'] as const)('what is reckoned in %s leaves as it is', async (language) => {
  const parts: unknown = { say: await phrasesIn(language), clock: systemClock };
  const live = createLive(parts as LiveParts);
  const contain = createContainment(() => ({
    ...{ prefix: '!', botName: 'serdabot', allowLinks: [], blockedTerms: [], names: ['my_channel'] },
  }));
  const pairs = [
    'miles in km',
    'km in miles',
    'kg in lb',
    'lb in kg',
    'feet in m',
    'cm in inches',
    'celsius in fahrenheit',
  ];
  const questions = Array.from({ length: 400 }, (_, i) => [
    ...pairs.map((pair) => `${i % 3 === 0 ? i / 8 : i} ${pair}`),
    `${i} * ${i + 7}`,
    `${i * 997} / 13`,
  ]).flat();
  const changed: string[] = [];
  for (const question of questions) {
    const found = await live(question)!({ language } as never, new AbortController().signal);
    if (found.kind !== 'fact') throw new Error(`${question}: ${found.kind}`);
    const said = contain(found.fact.line, { viewerName: 'lea', maxLines: 2, wording: 'facts' });
    const line = found.fact.line.replace(/\s/g, ' ');
    if (said.kind === 'blocked' || said.lines.join(' ') !== line) changed.push(line);
  }
  expect(changed).toEqual([]);
});

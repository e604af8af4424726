import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { phraseParams } from '../domain/phrases.ts';
import { renderFault } from './fault.ts';
import type { Phrases } from './phrases.ts';
import { createSay, loadPhrases } from './phrases.ts';

const shipped = join(import.meta.dirname, '../../config/phrases');

async function phrases(): Promise<Phrases> {
  const loaded = await loadPhrases(shipped);
  if (!loaded.ok) throw new Error(loaded.faults.map(renderFault).join('\n'));
  return loaded.phrases;
}

describe('the shipped phrases', () => {
  it.each(['fr', 'en'] as const)(
    '%s says everything the bot can say, and a wait where there is one',
    async (language) => {
      const spoken = (await phrases())[language];
      expect(Object.keys(spoken).toSorted()).toEqual(Object.keys(phraseParams).toSorted());
      for (const [key, params] of Object.entries(phraseParams)) {
        for (const wording of spoken[key as keyof typeof phraseParams]) {
          for (const param of params)
            expect(wording).toContain(`{${param}}`.replace('{prefix}', key === 'help.list' ? '' : '{prefix}'));
        }
      }
    },
  );

  it.each(['fr', 'en'] as const)('%s has several wordings for what is heard often', async (language) => {
    const spoken = (await phrases())[language];
    for (const key of Object.keys(spoken) as (keyof typeof spoken)[]) {
      if (!/^refused|^failed\.fun/.test(key)) continue;
      expect(new Set(spoken[key]).size, key).toBeGreaterThanOrEqual(3);
    }
  });
});

describe('saying', () => {
  it('never uses the same wording twice in a row, and all of them in turn', async () => {
    const say = createSay(() => 'fr', await phrases());
    const said = Array.from({ length: 60 }, () => say('failed.fun'));
    for (const [index, phrase] of said.entries()) expect(phrase).not.toBe(said[index - 1]);
    expect(new Set(said).size).toBe((await phrases()).fr['failed.fun'].length);
  });

  it('fills in values as they are, braces and dollars included', async () => {
    const say = createSay(() => 'en', await phrases());
    expect(say('why.none', { viewer: '{prefix} $& $1' })).toContain('{prefix} $& $1');
    expect(say('duration.hours', { h: 2, m: 5 })).toBe('2 h 5 min');
  });

  it('follows a change of language at once', async () => {
    let language: 'fr' | 'en' = 'fr';
    const say = createSay(
      () => language,
      await phrases(),
      () => 0,
    );
    expect(say('botstatus.model.none')).toBe('aucun');
    language = 'en';
    expect(say('botstatus.model.none')).toBe('none');
  });
});

describe('a fault in a phrase file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'phrases-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const ping = /^ping\.pong:\n( {2}- .*\n)+/m;
  const replaced = (by: string) => (text: string) => text.replace(ping, by);

  it.each([
    ['a missing phrase', replaced(''), /1 ping\.pong: missing, expected a phrase/],
    ['an unknown phrase', (text: string) => `${text}ping.pang: x\n`, /\d:1 "ping\.pang": unknown phrase/],
    [
      'an unknown placeholder',
      replaced('ping.pong: "{uptim}"\n'),
      /\d:12 ping\.pong: has an unknown placeholder, expected \{uptime\}/,
    ],
    ['a stray brace', replaced('ping.pong: "{ uptime }"\n'), /ping\.pong: has an unknown placeholder/],
    ['a slash command', replaced('ping.pong: ["ok", "/ban x"]\n'), /\d:19 ping\.pong: starts like a command/],
    ['a mention', replaced('ping.pong: "hi @everyone"\n'), /ping\.pong: has an @/],
    ['a line break', replaced('ping.pong: "hi\\nyou"\n'), /ping\.pong: has an @ or a line break/],
    ['an empty list', replaced('ping.pong: []\n'), /ping\.pong: an empty list/],
    ['a number', replaced('ping.pong: 3\n'), /ping\.pong: expected a phrase in quotes, got 3/],
    ['a long phrase', replaced(`ping.pong: ${'x'.repeat(201)}\n`), /ping\.pong: is too long \(201\)/],
    ['a phrase twice', (text: string) => `${text}ping.pong: x\n`, /"ping\.pong": this key is written twice/],
    ['no phrases', () => '', /1:1 file: expected a mapping/],
  ])('%s is told at its place', async (_, change, message) => {
    const [fr, en] = await Promise.all(['fr', 'en'].map((name) => readFile(join(shipped, `${name}.yaml`), 'utf8')));
    await writeFile(join(folder, 'fr.yaml'), change(fr ?? ''));
    await writeFile(join(folder, 'en.yaml'), en ?? '');
    const loaded = await loadPhrases(folder);
    const faults = loaded.ok ? [] : loaded.faults.map(renderFault);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(message);
    expect(faults[0]?.startsWith(join(folder, 'fr.yaml:'))).toBe(true);
  });

  it('a missing folder is a sentence for each language', async () => {
    const loaded = await loadPhrases(join(folder, 'nowhere'));
    expect(loaded.ok ? [] : loaded.faults.map((fault) => fault.message)).toHaveLength(2);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { changedLines, withModel, withValues, withVariable } from './edit.ts';

const shipped = readFileSync(join(import.meta.dirname, '..', '..', 'config.yaml'), 'utf8');

describe('a value in config.yaml', () => {
  test('changes its own line and no other byte', () => {
    const after = withValues(shipped, [
      [['bot', 'channels'], ['serda_tv']],
      [['bot', 'name'], 'serdabot_fr'],
      [['twitch', 'api_port'], 4321],
    ]);
    expect(changedLines(shipped, after)).toEqual([
      { sign: '-', text: "  name: serdabot # compte Twitch du bot / the bot's Twitch login" },
      { sign: '-', text: '  channels: [my_channel] # chaînes à rejoindre / channels to join' },
      { sign: '+', text: "  name: serdabot_fr # compte Twitch du bot / the bot's Twitch login" },
      { sign: '+', text: '  channels: [serda_tv] # chaînes à rejoindre / channels to join' },
      { sign: '-', text: '  api_port: null # un Twitch local, pour les essais / a local Twitch, for trials' },
      { sign: '+', text: '  api_port: 4321 # un Twitch local, pour les essais / a local Twitch, for trials' },
    ]);
  });

  test('that is not there is added, and the comments stay', () => {
    const after = withValues('bot: # mine\n  language: fr # French\n', [[['bot', 'channels'], ['123']]]);
    expect(parse(after)).toEqual({ bot: { language: 'fr', channels: ['123'] } });
    expect(after).toContain('# mine');
    expect(after).toContain('# French');
  });

  test('that is not there gets a line of its own in the shipped file, and no other byte changes', () => {
    const after = withValues(shipped, [
      [['reactions', 'follow', 'on'], true],
      [['reactions', 'follow', 'say'], '$(user) !'],
    ]);
    expect(changedLines(shipped, after)).toEqual([
      { sign: '+', text: 'reactions:' },
      { sign: '+', text: '  follow:' },
      { sign: '+', text: '    on: true' },
      { sign: '+', text: '    say: "$(user) !"' },
    ]);
  });

  test.each([
    ['a: {b: 1} # c\nd: [x]\n', ['a', 'e'], 'a: {b: 1, e: 2} # c\nd: [x]\n'],
    ['a: {} # c\n', ['a', 'e', 'f'], 'a: { e: { f: 2 } } # c\n'],
    [
      'a:\n  b: 1   # one\n\n# tail\nd: [x,y]',
      ['a', 'e', 'f'],
      'a:\n  b: 1   # one\n  e:\n    f: 2\n\n# tail\nd: [x,y]',
    ],
    ['a:\n    b:\n        c: "1"\n', ['a', 'e'], 'a:\n    b:\n        c: "1"\n    e: 2\n'],
    ['a:\n  - x\n  - [y]\n', ['b'], 'a:\n  - x\n  - [y]\nb: 2\n'],
    ['a: |\n  text\n# end\n', ['b'], 'a: |\n  text\nb: 2\n# end\n'],
    ['a: [1]', ['b'], 'a: [1]\nb: 2\n'],
  ])('that is not there: %j', (text, path, after) => {
    expect(withValues(text, [[path, 2]])).toBe(after);
  });

  test.each([
    ['', 'a: 2'],
    ['# only this\n', 'a: 2'],
    ['{ }\n', 'a: 2'],
  ])('comes into a file without keys: %j', (text, added) => {
    const after = withValues(text, [[['a'], 2]]);
    expect(after).toContain(added);
    expect(parse(after)).toEqual({ a: 2 });
  });

  test.each(['yes', '123', 'a b', "l'été", 'C:\\modèles\\a b.gguf', '#x', 'null', 'a, b }'])(
    '%j reads back as it is',
    (value) => {
      expect(parse(withValues('bot: { name: x, channels: [y] }\n', [[['bot', 'name'], value]])).bot.name).toBe(value);
      expect(parse(withValues('bot:\n  name: x # c\n', [[['bot', 'name'], value]])).bot.name).toBe(value);
    },
  );
});

test('a model takes the place of the endpoint named local, else it is asked first; others stay', () => {
  const model = { url: 'http://127.0.0.1:11434/v1', model: 'qwen3:4b' };
  const after = parse(withModel(shipped, model)).llm.endpoints;
  expect(after[0]).toEqual({ name: 'local', ...model });
  expect(after.slice(1)).toEqual(parse(shipped).llm.endpoints.slice(1));
  const paid = 'llm:\n  endpoints:\n    - { name: openai, url: "https://x/v1", model: m } # paid\n';
  expect(parse(withModel(paid, model)).llm.endpoints.map(({ name }: { name: string }) => name)).toEqual([
    'local',
    'openai',
  ]);
  expect(parse(withModel('bot: { channels: [a] }\n', model)).llm.endpoints).toEqual([{ name: 'local', ...model }]);
});

test('a variable in .env replaces its own line, else it is added', () => {
  expect(withVariable('', 'A', '1')).toBe('A=1\n');
  expect(withVariable('# mine\nA=\nB=2', 'A', '1')).toBe('# mine\nA=1\nB=2');
  expect(withVariable('AA=3', 'A', '1')).toBe('AA=3\nA=1\n');
});

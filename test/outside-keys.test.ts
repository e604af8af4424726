import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createRouter } from '../src/knowledge/router.ts';
import { type Bot, startBot } from './support/bot.ts';
import { aViewer } from './support/fakes.ts';

const src = resolve(import.meta.dirname, '..', 'src');
const sources = readdirSync(src, { recursive: true, withFileTypes: true })
  .filter(
    (entry) => entry.isFile() && entry.name.endsWith('.ts') && !/\.test\.ts$|fixtures|naive-model/.test(entry.name),
  )
  .map((entry) => join(entry.parentPath, entry.name))
  .filter((file) => !file.includes(`${join(src, 'sandbox')}/`))
  .map((file) => ({ file: relative(src, file), text: readFileSync(file, 'utf8') }));

const recordType = 'Record<string,';
/** Read by names that stand in the code or were checked before. */
const exempt: Readonly<Record<string, string>> = {
  'lib/own.ts record': 'the one place that looks first',
  'settings/keys.ts shape': 'by names of features, which stand in the code',
  'outbox/text/numbers.ts words': 'written, from lists that stand in the code',
  'settings/phrases.ts spoken': 'written, by keys that are known phrases',
  'llm/body.ts told': 'by names of a list that stands in the code',
  'outbox/text/fold.ts leet': 'read by one character: no member of Object has a name that short',
};

/** Names of what is declared as a record of text, in one file, by its type or by an alias of it. */
function recordsIn(text: string, aliases: readonly string[]): string[] {
  const types = [`(?:Readonly<)?(?:Partial<)?${recordType}`, ...aliases.map((alias) => String.raw`${alias}\b`)];
  const pattern = new RegExp(String.raw`\b(\w+)\??: (?:${types.join('|')})`, 'g');
  return [...text.matchAll(pattern)].map((match) => match[1]!);
}

test('no record is read by a key in brackets that may come from outside', () => {
  const aliases = sources.flatMap(({ text }) =>
    [...text.matchAll(/type (\w+) = (?:Readonly<)?(?:Partial<)?Record<string,/g)].map((match) => match[1]!),
  );
  const names = new Set(sources.flatMap(({ text }) => recordsIn(text, aliases)));
  expect(names.size).toBeGreaterThan(20);
  const breaches = sources.flatMap(({ file, text }) =>
    [...text.matchAll(/\b(\w+)(?:\?\.)?\[(?!['"\d\]])[^\]\n]+\]/g)]
      .filter((match) => names.has(match[1]!) && recordsIn(text, aliases).includes(match[1]!))
      .map((match) => `${file} ${match[1]}`)
      .filter((place) => !Object.hasOwn(exempt, place)),
  );
  expect(breaches).toEqual([]);
});

const hostile = ['constructor', '__proto__', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', '__defineGetter__'];

test('a question made of names that every object has is routed like any other', () => {
  const route = createRouter();
  for (const word of hostile) {
    for (const question of [word, `what's ${word}`, `who'${word}`, `c'est quoi ${word} ?`, `${word} ${word} 2`]) {
      expect(route(question, 'fr'), question).toBeDefined();
    }
  }
});

let bot: Bot | undefined;
afterEach(async () => {
  await bot?.stop();
  bot = undefined;
});

test('in a channel named constructor a viewer named __proto__ is answered whatever they name', async () => {
  bot = await startBot({
    twitch: { channels: [{ login: 'constructor', id: '1', standing: 'moderator' }] },
    settings: {
      bot: { name: 'serdabot', channels: ['constructor'], language: 'fr', prefix: '!' },
      rate_limiting: { user_cooldown: 0 },
    },
    channel: 'constructor',
  });
  const { twitch, log } = bot;
  const named = (login: string) => ({ ...aViewer(login, 'broadcaster'), login, name: login, id: login });
  for (const word of [
    'wiki',
    'game',
    'ask',
    'why',
    'trad',
    'persona',
    'cooldown',
    'ignore',
    'unignore',
    'fact',
    'help',
  ]) {
    for (const name of hostile) {
      const id = twitch.say(
        'constructor',
        named(word.endsWith('ignore') ? 'streamer' : '__proto__'),
        `!${word} ${name} ${name}`,
      );
      await twitch.next((line) => line.replyTo === id);
    }
  }
  for (const name of hostile) twitch.say('constructor', named(name), `!${name} x`);
  const last = twitch.say('constructor', named('valueOf'), '!ping');
  await twitch.next((line) => line.replyTo === last);
  expect(log.filter((line) => line.includes('bug in'))).toEqual([]);
});

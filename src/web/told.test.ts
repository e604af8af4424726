import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const here = import.meta.dirname;
// The page's own code, which has no types for us.
const { inFrench } = (await import(join(here, 'app', 'told.js'))) as { inFrench(text: string): string };
const code = ['.', 'endpoints'].flatMap((folder) =>
  readdirSync(join(here, folder))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.startsWith('stage'))
    .map((name) => readFileSync(join(here, folder, name), 'utf8')),
);

test('whatever the dashboard’s API says no with has its French', () => {
  const said = code
    .flatMap((text) => [
      ...text.matchAll(/(?:problem\(\s*\d{3},\s*|error: |refuse\(c, )(?:'([^']+)'|`([^`]+)`)/g),
      ...text.matchAll(/const (?:error|otherSite) =\s*'([^']+)'/g),
    ])
    .map(([, plain, filled]) => plain ?? filled!.replace(/\$\{[^}]*\}/g, '7'))
    .filter((text) => /[a-z] /.test(text));
  expect(said.length).toBeGreaterThan(30);
  // Of no use to a page: what only scripts and proxies see.
  const others = /^(?:This needs a token|The request was cut off|This host name|fallback)/;
  expect(said.filter((text) => !others.test(text) && inFrench(text) === text)).toEqual([]);
});

test.each([
  ['in #lea, #tom', 'dans #lea, #tom'],
  ['local: healthy, openai: off', 'local : en forme, openai : éteint'],
  ['openai: backing off (HTTP 500; next try in 12 s)', 'openai : en pause (HTTP 500 ; nouvel essai dans 12 s)'],
  ['4 subscriptions; follow of #lea lacks a:b:c', '4 souscriptions; follow de #lea : il manque a:b:c'],
  ['a hype train of level 2', 'un train de la hype de niveau 2'],
  [
    'the bot is no moderator in #lea: type /mod serdabot there',
    'le bot n’est pas modérateur dans #lea : tapez /mod serdabot là-bas',
  ],
  ['local: answered', 'local : a répondu'],
  ['not tried yet', 'pas encore essayé'],
  [
    "the bot's token lacks moderator:manage:banned_users: run npm run login",
    'il manque moderator:manage:banned_users au jeton du bot : lancez « npm run login »',
  ],
  [
    'rate_limiting.user_cooldown: expected a number of seconds >= 0, got "x"',
    'rate_limiting.user_cooldown : il faut un nombre de secondes >= 0, pas "x"',
  ],
  ['local: status 500: boom, x: 1', 'local: status 500: boom, x: 1'],
  // A server's own words stay: half of them in French would be neither.
  ['the model is down and off its memory', 'the model is down and off its memory'],
  ['<img src=x>', '<img src=x>'],
])('%s is said in French', (english, french) => {
  expect(inFrench(english)).toBe(french);
});

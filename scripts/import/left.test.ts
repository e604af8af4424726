import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { jsonFormats } from './formats.ts';
import type { Found } from './found.ts';
import { readPhantomBot } from './phantombot.ts';

const read = (from: string, json: unknown): Found => jsonFormats.get(from)!(json);
const levels = ({ commands }: Found) => Object.fromEntries(commands.map(({ name, level }) => [name, level]));
const left = ({ left: all }: Found) => all.map(({ what, why }) => `${what}: ${why}`);

test('what a file has besides is listed, with how much of it there is and why it stays', () => {
  const command = { command: 'hi', reply: 'Hi', accessLevel: 100 };
  const elements = read('streamelements', {
    commands: [command],
    users: [{ username: 'a', points: 5 }],
    filters: { caps: { enabled: true }, links: {} },
    polls: [{ title: 'x' }],
    empty: [],
  });
  expect(left(elements)).toEqual([
    'users: 1 of them: there are no points here',
    'filters: 2 of them: filters and blocked terms are set on Twitch',
    'polls: 1 of them: polls and predictions are Twitch’s own',
  ]);
  const points = [command, { username: 'a', points: 5 }, { username: 'b', points: 7 }];
  expect(left(read('streamelements', points))).toEqual(['points: 2 of them: there are no points here']);
  expect(left(read('nightbot', { commands: [], regulars: [{ name: 'a' }], song_requests: [1, 2] }))).toEqual([
    'regulars: 1 of them: roles here are those of Twitch',
    'song_requests: 2 of them: no songs are played here',
  ]);
  const firebot = read('firebot', {
    components: {
      counters: [{ id: '1', name: 'Deaths', value: 12 }],
      currencies: [{ name: 'Coins' }],
      events: [{}, {}],
      commands: [],
    },
  });
  expect(firebot.counters).toEqual([{ name: 'Deaths', value: 12 }]);
  expect(left(firebot)).toEqual([
    'currencies: 1 of them: there are no points here',
    'events: 2 of them: there is nothing like it here',
  ]);
  const moobot = read('moobot', {
    ...{ version: 1, type: 'settings' },
    settings: [
      { type: 'commands_custom', data: [] },
      { type: 'spam_links', data: [{ enabled: true }] },
    ],
  });
  expect(left(moobot)).toEqual(['spam_links: 1 of them: filters and blocked terms are set on Twitch']);
});

test('a level never gets wider, and what is not understood is for the broadcaster', () => {
  const restricted = (...restrictions: object[]) => ({
    ...{ active: true, trigger: `!${restrictions.length}${JSON.stringify(restrictions).length}` },
    ...{ effects: { list: [{ type: 'firebot:chat', message: 'x' }] }, restrictionData: { restrictions } },
  });
  const roles = (...roleIds: string[]) => ({ type: 'firebot:permissions', mode: 'roles', roleIds });
  const firebot = read('firebot', {
    components: {
      commands: [
        restricted(),
        restricted(roles('broadcaster')),
        restricted(roles('mod', 'broadcaster')),
        restricted(roles('sub', 'mod', 'vip')),
        restricted(roles('mod', 'a-role-of-their-own')),
        restricted(roles('mod'), { type: 'firebot:channelpoints' }),
      ],
    },
  });
  expect(firebot.commands.map(({ level }) => level)).toEqual([
    ...['viewer', 'broadcaster', 'moderator', 'subscriber', 'broadcaster', 'broadcaster'],
  ]);
  expect(
    levels(
      read('fossabot', {
        roles: ['Mods', 'Submods', 'Subscribers', 'VIPs', 'Regulars'].map((name, i) => ({ id: `r${i}`, name })),
        commands: [[], ['r0'], ['r1'], ['r0', 'r2'], ['r3'], ['r4'], ['gone']].map((role_ids, i) => ({
          ...{ name: `c${i}`, response: 'x', role_ids },
        })),
      }),
    ),
  ).toEqual({
    ...{ c0: 'viewer', c1: 'moderator', c2: 'broadcaster', c3: 'subscriber', c4: 'vip' },
    ...{ c5: 'broadcaster', c6: 'broadcaster' },
  });
  const elements = [100, 250, 300, 400, 500, 1000, 1500].map((accessLevel) => ({
    ...{ command: `c${accessLevel}`, reply: 'x', accessLevel },
  }));
  expect(Object.values(levels(read('streamelements', elements)))).toEqual([
    ...['viewer', 'subscriber', 'moderator', 'vip', 'moderator', 'broadcaster', 'broadcaster'],
  ]);
  const moobot = [[0, 1], [1], [2], [3], [4], []].map((trigger_usergroups, i) => ({
    ...{ identifier: `c${i}`, text: 'x', trigger_usergroups },
  }));
  const settings = [{ type: 'commands_custom', data: moobot }];
  expect(Object.values(levels(read('moobot', { type: 'settings', settings })))).toEqual([
    ...['viewer', 'moderator', 'broadcaster', 'moderator', 'subscriber', 'broadcaster'],
  ]);
  const nightbot = ['everyone', 'subscriber', 'regular', 'twitch_vip', 'moderator', 'owner', 'wizards'];
  const commands = nightbot.map((userLevel) => ({ name: `!${userLevel}`, message: 'x', userLevel }));
  expect(Object.values(levels(read('nightbot', { commands })))).toEqual([
    ...['viewer', 'subscriber', 'moderator', 'vip', 'moderator', 'broadcaster', 'broadcaster'],
  ]);
});

test('what was whispered is not said to everybody', () => {
  const found = read('streamelements', [{ command: 'secret', reply: 'psst', type: 'whisper', accessLevel: 100 }]);
  expect(found.commands).toMatchObject([{ name: 'secret', isOff: true }]);
  expect(left(found)).toEqual(['secret: it is whispered: brought over switched off']);
});

test('Wizebot has a page and no export: what is on it comes over switched off', () => {
  const found = read('wizebot', {
    data: [
      ['!Salut !yo', '1', 'Salut &agrave; tous', '-', '<span>VIPs</span>', 'SAY', 0, 'md5'],
      ['!mort', '1', '$(display_name) est mort $(cmd_count) fois', '-', '', 'SAY', 0, 'md5'],
      ['!boss', '1', 'x', '-', '<b>Autre</b>', 'SAY', 0, 'md5'],
      [],
      7,
    ],
  });
  expect(found.commands).toEqual([
    { name: '!Salut', text: 'Salut à tous', aliases: ['!yo'], level: 'vip', isOff: true },
    { name: '!mort', text: '$(display_name) est mort $(cmd_count) fois', aliases: [], level: 'viewer', isOff: true },
    { name: '!boss', text: 'x', aliases: [], level: 'broadcaster', isOff: true },
  ]);
  expect(() => read('wizebot', { data: [1, 2] })).toThrow('no "data"');
});

test('of PhantomBot’s database every table with something in it is imported or listed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'serdabot-phantombot-'));
  const file = join(folder, 'phantombot.db');
  const db = new DatabaseSync(file);
  const rows: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
    command: [
      ['hi', 'Hi (sender)'],
      ['gone', 'x'],
    ],
    aliases: [
      ['yo', 'hi'],
      ['hey', 'hi there'],
    ],
    disabledCommands: [['gone', 'true']],
    permcom: [['hi', '1']],
    points: [
      ['lea', '500'],
      ['max', '7'],
    ],
    time: [['lea', '3600']],
    keywords: [['0', '{"keyword":"gg","response":"gg!"}']],
    blackList: [['0', '{"phrase":"x"}']],
    chatModerator: [['caps', 'true']],
    empty: [],
  };
  for (const [name, values] of Object.entries(rows)) {
    db.exec(`CREATE TABLE phantombot_${name} (section string, variable string, value string)`);
    for (const row of values) db.prepare(`INSERT INTO phantombot_${name} VALUES ('', ?, ?)`).run(...row);
  }
  db.close();
  const found = readPhantomBot(file);
  rmSync(folder, { recursive: true });
  expect(found.commands).toMatchObject([
    { name: 'hi', level: 'broadcaster', aliases: ['yo'], isOff: false },
    { name: 'gone', isOff: true },
  ]);
  expect(left(found)).toEqual([
    'hey: an alias of "hi there", which is no command of the file',
    'blackList: 1 of them: filters and blocked terms are set on Twitch',
    'keywords: 1 of them: made again with !commands add !name -k=word',
    'points: 2 of them: there are no points here',
    'time: 1 of them: nobody’s time is counted here',
    'settings of PhantomBot: chatModerator: config.yaml has the settings of this bot',
  ]);
});

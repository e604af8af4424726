// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how variables are written

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createImportScene } from '../test/support/import-scene.ts';

const { script, write, bring, stored, folder, begin, end } = createImportScene();
beforeEach(begin);
afterEach(end);

const nightbot = {
  commands: [
    { name: '!hi', message: 'Hi $(user), $(touser) ${1}', coolDown: 5, count: 2, userLevel: 'everyone' },
    { name: '!mods', message: 'Only $(query)', coolDown: 30, userLevel: 'regular' },
    { name: '!w', message: '$(urlfetch https://evil.com/x)', userLevel: 'everyone' },
    { name: '!ask', message: 'taken', userLevel: 'everyone' },
    { name: '!yo', alias: '!hi', message: '', userLevel: 'everyone' },
    { name: '!up', message: '$(twitch $(channel) "Live {{uptimeLength}}, {{game}}")', userLevel: 'owner' },
  ],
  timers: [
    { name: 'd', message: 'Join', interval: '*/15 * * * *', lines: 2, enabled: true },
    { name: 'odd', message: 'Odd', interval: '3 7 1 * *', lines: 0, enabled: true },
  ],
};

test('without --apply nothing is written; with it everything is, once, and --undo takes it back', async () => {
  const dry = await bring('nightbot', nightbot);
  expect(dry.json).toMatchObject({ from: 'nightbot', same: 0, applied: false, undo: null, changed: [] });
  expect(dry.json.added).toEqual(['!hi', '!mods', '!w', '!up', 'timer d']);
  expect(dry.json.left.map(({ what }: { what: string }) => what)).toEqual(['!mods', 'timer odd', '!w', '!ask']);
  const applied = await bring('nightbot', nightbot, '--apply');
  expect(applied.json).toMatchObject({ applied: true, added: dry.json.added });
  expect(await stored()).toMatchObject({
    commands: {
      hi: { text: 'Hi $(user), $(touser) $(1)', cd: 5, aliases: ['yo'] },
      mods: { level: 'moderator', text: 'Only $(query)' },
      w: { off: true, text: '$(urlfetch https://evil.com/x)' },
      up: { level: 'broadcaster', text: 'Live $(uptime), $(category)' },
    },
    uses: { hi: 2 },
    timers: { d: { texts: ['Join'], everyMinutes: 15, lines: 2 } },
  });
  expect((await bring('nightbot', nightbot, '--apply')).json).toMatchObject({
    added: [],
    changed: [],
    same: 5,
    undo: null,
  });
  const undone = await script('--undo', applied.json.undo, '--json');
  expect(JSON.parse(undone.stdout)).toMatchObject({ undone: applied.json.undo, left: [] });
  expect(await stored()).toMatchObject({ commands: {}, timers: {}, uses: {} });
  expect(await script('--undo', applied.json.undo)).toMatchObject({ status: 1, stdout: '' });
});

test('what an import changes comes back as it was, and what was changed since stays', async () => {
  const both = (message: string) => ({ commands: ['a', 'b'].map((name) => ({ name, message })) });
  await bring('nightbot', both('one'), '--apply');
  const { json } = await bring('nightbot', both('two'), '--apply');
  expect(json.changed).toEqual(['!a', '!b']);
  await bring('nightbot', { commands: [{ name: 'a', message: 'three' }] }, '--apply');
  const undone = JSON.parse((await script('--undo', json.undo, '--json')).stdout);
  expect(undone.left).toEqual(['commands a']);
  expect((await stored()).commands).toEqual({ a: { text: 'three' }, b: { text: 'one' } });
});

test('what is exported imports again unchanged, here and elsewhere', async () => {
  await bring('nightbot', nightbot, '--apply');
  await bring(
    'streamelements',
    [
      { text: 'A quote', author: 'lea', createdAt: '2026-01-01' },
      { id: 'deaths', count: 7 },
    ],
    '--apply',
  );
  const whole = await stored();
  expect((await bring('serdabot', whole)).json).toMatchObject({ added: [], changed: [], same: 7 });
  rmSync(join(folder(), 'bot.db'));
  expect((await bring('serdabot', whole, '--apply')).json.left).toEqual([]);
  expect(await stored()).toEqual(whole);
});

describe.each([
  [
    'streamelements',
    [
      {
        command: 'hi',
        reply: 'Hi ${user} ${random.1-6}',
        cooldown: { user: 15, global: 5 },
        aliases: ['yo'],
        enabled: true,
        enabledOnline: true,
        enabledOffline: false,
        cost: 0,
        type: 'say',
        accessLevel: 500,
      },
      { command: 'old', reply: 'Old $(getcount deaths)', enabled: false, accessLevel: 100 },
      {
        name: 'd',
        enabled: true,
        chatLines: 5,
        online: { enabled: true, interval: 15 },
        offline: { enabled: false, interval: 30 },
        messages: ['Join', 'Us'],
      },
      { id: 'deaths', count: 3 },
    ],
    {
      commands: {
        hi: { text: 'Hi $(user) $(random 1-6)', cd: 5, ucd: 15, aliases: ['yo'], when: 'live', level: 'moderator' },
        old: { text: 'Old $(counter deaths)', off: true },
      },
      timers: { d: { texts: ['Join', 'Us'], everyMinutes: 15, lines: 5 } },
      counters: { deaths: 3 },
    },
  ],
  [
    'sogebot',
    [
      {
        command: '!hi',
        enabled: true,
        visible: true,
        responses: [
          {
            order: 0,
            response: 'Hi $sender $param',
            stopIfExecuted: false,
            permission: '0efd7b1c-e460-4167-8e06-8aaf2c170311',
            filter: '',
          },
        ],
      },
      {
        command: '!vip',
        enabled: true,
        responses: [{ order: 0, response: '(random.number-1-to-10)', permission: 'e8490e6e-0000', filter: '' }],
      },
      {
        name: 'd',
        isEnabled: true,
        tickOffline: false,
        triggerEveryMessage: 30,
        triggerEverySecond: 900,
        messages: [{ response: 'Join', isEnabled: true }],
      },
    ],
    {
      commands: { hi: { text: 'Hi $(user) $(query)' }, vip: { text: '$(random 1-10)', level: 'vip' } },
      timers: { d: { texts: ['Join'], everyMinutes: 15, lines: 30 } },
    },
  ],
  [
    'firebot',
    {
      name: 's',
      version: 1,
      components: {
        commands: [
          {
            active: true,
            trigger: '!hi',
            cooldown: { global: 5, user: 0 },
            effects: { list: [{ type: 'firebot:chat', message: 'Hi $user $arg[1] $randomNumber[1, 6]' }] },
          },
        ],
        timers: [
          {
            name: 'd',
            active: true,
            interval: 900,
            requiredChatLines: 5,
            onlyWhenLive: true,
            effects: { list: [{ type: 'firebot:chat', message: 'Join' }] },
          },
        ],
      },
    },
    {
      commands: { hi: { text: 'Hi $(user) $(1) $(random 1-6)', cd: 5, ucd: 0 } },
      timers: { d: { texts: ['Join'], everyMinutes: 15, lines: 5 } },
    },
  ],
  [
    'moobot',
    `\uFEFF${JSON.stringify({
      version: 1,
      type: 'settings',
      settings: [
        {
          type: 'commands_custom',
          data: [
            {
              identifier: 'hi',
              text: 'Salut &agrave; <username> &#33;',
              cooldown: 10,
              trigger_usergroups: [0],
              counter: 3,
            },
            { identifier: 'm', text: 'x', trigger_usergroups: [1] },
          ],
        },
        { type: 'command_timers', data: [{ description: 'd', enabled: true, time: 15, commands: ['hi'] }] },
      ],
    })}`,
    {
      commands: { hi: { text: 'Salut à $(user) !', cd: 10 }, m: { text: 'x', level: 'moderator' } },
      uses: { hi: 3 },
      timers: { d: { texts: ['Salut à $(user) !'], everyMinutes: 15, lines: 0 } },
    },
  ],
  [
    'fossabot',
    {
      roles: [{ id: 'r', name: 'Mods' }],
      commands: [
        {
          name: 'hi',
          response: 'Hi $(user)',
          type: 'custom',
          aliases: ['yo'],
          role_ids: [],
          enabled_online: true,
          enabled_offline: true,
        },
        { name: 'm', response: 'x', role_ids: ['r'], enabled_online: true, enabled_offline: true },
      ],
    },
    { commands: { hi: { text: 'Hi $(user)', aliases: ['yo'] }, m: { text: 'x', level: 'moderator' } } },
  ],
])('a file of %s', (from, content, expected) => {
  test('comes over with our variables and levels', async () => {
    expect(await bring(from, content, '--apply')).toMatchObject({ status: 0, stderr: '' });
    expect(await stored()).toMatchObject(expected);
  });
});

test('a database of PhantomBot comes over, quotes and notices included', async () => {
  const file = join(folder(), 'phantombot.db');
  const db = new DatabaseSync(file);
  const rows: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
    command: [
      ['hi', 'Hi (sender), (touser) (lol)'],
      ['mods', 'x'],
      ['bad', '(customapi https://x.y)'],
      ['n', '42'],
    ],
    aliases: [['yo', 'hi']],
    permcom: [
      ['mods', '2'],
      ['hi', '7'],
    ],
    cooldown: [
      ['hi', '{"globalSec":5,"userSec":-1}'],
      ['mods', '30'],
    ],
    notices: [
      [
        '0',
        '{"name":"d","reqMessages":25,"intervalMin":10,"intervalMax":10,"noticeToggle":true,"noticeOfflineToggle":false,"messages":["Join","No"],"disabled":[false,true]}',
      ],
    ],
    quotes: [['0', '["bob","text","1767225600000","Chess"]']],
  };
  for (const [name, values] of Object.entries(rows)) {
    db.exec(`CREATE TABLE phantombot_${name} (section string, variable string, value string)`);
    for (const row of values) db.prepare(`INSERT INTO phantombot_${name} VALUES ('', ?, ?)`).run(...row);
  }
  db.close();
  const done = await script('--from', 'phantombot', file, '--json', '--apply');
  expect(done).toMatchObject({ status: 0, stderr: '' });
  expect(await stored()).toMatchObject({
    commands: {
      hi: { text: 'Hi $(user), $(touser) (lol)', cd: 5, aliases: ['yo'] },
      mods: { level: 'moderator', cd: 30 },
      bad: { off: true },
      n: { text: '42' },
    },
    timers: { d: { texts: ['Join'], everyMinutes: 10, lines: 25 } },
    quotes: { 1: { text: 'text', author: 'bob', game: 'Chess', at: 1_767_225_600_000 } },
  });
});

test('people see a line for each, with its place in the file', async () => {
  const file = write(JSON.stringify(nightbot, null, 2));
  const { stdout } = await script('--from', 'nightbot', file);
  expect(stdout).toMatch(/^\+ !hi \(line 4\)$/m);
  expect(stdout).toMatch(/^- !ask \(line \d+\): a command of the bot has that name$/m);
  expect(stdout).toMatch(/Nothing was written/);
  const two = write({ commands: [{ name: 'x', message: '$(eval 1) $(customapi https://x.y)' }] });
  expect((await script('--from', 'nightbot', two)).stdout).toMatch(
    /^- !x: \$\(eval 1\), \$\(customapi https:\/\/x\.y\) have no equal here: brought over switched off$/m,
  );
});

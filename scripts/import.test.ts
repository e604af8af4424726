// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how variables are written

import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStorage } from '../src/storage/storage.ts';
import { ownExport } from './import/own.ts';
import { runImport } from './import/run.ts';
import { haveIn, readDocuments } from './import/store.ts';

const config = 'bot: { channels: [a] }\nllm: { endpoints: [] }\nstorage: { url: "sqlite:bot.db" }\n';
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'serdabot-import-'));
  writeFileSync(join(folder, 'config.yaml'), config);
});
afterEach(() => rmSync(folder, { recursive: true }));

async function script(...args: string[]) {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const out = { print: (line: string) => stdout.push(line), complain: (line: string) => stderr.push(line) };
  const status = await runImport(['--config', join(folder, 'config.yaml'), ...args], out);
  return { status, stdout: stdout.join('\n'), stderr: stderr.join('\n') };
}
const write = (content: unknown, name = 'export.json') => {
  const file = join(folder, name);
  writeFileSync(file, typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content));
  return file;
};
async function bring(from: string, content: unknown, ...more: string[]) {
  const done = await script('--from', from, write(content), '--json', ...more);
  return { ...done, json: done.status === 0 ? JSON.parse(done.stdout) : null };
}
/** What `npm run export -- --commands` prints. */
async function stored(): Promise<ReturnType<typeof ownExport>> {
  const opened = await openStorage({ url: 'sqlite:bot.db', processes: 1, folder, tell() {} });
  if (!opened.ok) throw new Error(opened.reason);
  const documents = await readDocuments(opened.storage.records, 'a');
  await opened.storage.close();
  return JSON.parse(JSON.stringify(ownExport('a', haveIn(documents))));
}

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
  rmSync(join(folder, 'bot.db'));
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
  const file = join(folder, 'phantombot.db');
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

const many = Array.from({ length: 20_000 }, (_, i) => i);
describe('a file that is no such file', async () => {
  test.each([
    ['nightbot', ''],
    ['nightbot', 'hello'],
    ['nightbot', '[]'],
    ['nightbot', '{"a":1}'],
    ['nightbot', '['.repeat(200_000)],
    ['nightbot', Buffer.from([0x7b, 0xff, 0xfe, 0x80, 0x7d])],
    ['firebot', '{}'],
    ['moobot', 'null'],
    ['fossabot', '[1,2]'],
    ['sogebot', '"x"'],
    ['streamelements', '7'],
    ['phantombot', 'SQLite format 3\u0000 not at all'],
    ['phantombot', Buffer.alloc(4_096)],
    ['serdabot', '{}'],
  ])(
    '%s: ends with 65, one sentence, and nothing written',
    async (from, content) => {
      const { status, stdout, stderr } = await bring(from, content, '--apply');
      expect([status, stdout]).toEqual([65, '']);
      expect(stderr).toMatch(/^The file cannot be read as that format: .+\. Nothing was written\.$/);
      expect(stderr.split('\n')).toHaveLength(1);
    },
    30_000,
  );

  test('100,000 commands: what has room comes over, the rest is listed; hostile rows hurt nobody', async () => {
    const rows = Array.from({ length: 100_000 }, (_, i) => ({ name: `c${i}`, message: 'x' }));
    const hostile = [
      null,
      7,
      [],
      {},
      { name: '__proto__', message: 'x' },
      { name: 'constructor', message: '$(constructor)' },
      { name: 5, message: {} },
      { name: 'two', message: 'a\nb' },
      { name: 'long', message: 'x'.repeat(401) },
    ];
    const { json } = await bring('nightbot', { commands: [...hostile, ...rows] });
    expect(json.added.length).toBe(1_000);
    expect(json.left.length).toBeGreaterThan(99_000);
    expect(json.left).toContainEqual({ what: '!two', why: 'its text has several lines' });
    expect(json.left).toContainEqual({ what: '!long', why: 'its text is longer than 400 characters' });
  });

  test.each([
    [
      'nightbot',
      {
        commands: many.flatMap((i) => [
          { name: `a${i}`, alias: `c${i}`, message: '' },
          { name: `c${i}`, message: 'x' },
        ]),
      },
    ],
    [
      'moobot',
      {
        type: 'settings',
        settings: [
          {
            type: 'commands_custom',
            data: many.map((i) => ({ identifier: `c${i}`, text: 'x', trigger_usergroups: [0] })),
          },
          { type: 'command_aliases', data: many.map((i) => ({ alias: `a${i}`, id: `c${i}`, arguments: '' })) },
          { type: 'command_timers', data: many.map((i) => ({ description: `t${i}`, commands: [`c${i}`] })) },
        ],
      },
    ],
  ])('%s: 20,000 aliases take no longer than 20,000 commands', async (from, content) => {
    // Each looked for among all others would be minutes.
    const before = process.cpuUsage();
    const { json } = await bring(from, JSON.stringify(content, null, 1));
    const { user } = process.cpuUsage(before);
    expect(json.added.slice(0, 2)).toEqual(['!c0', '!c1']);
    expect(json.added.filter((what: string) => what.startsWith('timer')).length).toBeLessThanOrEqual(50);
    expect(user).toBeLessThan(6_000_000);
  });

  test('a list that is none is no file of that format, and the reason is plain text', async () => {
    expect((await bring('nightbot', { commands: { a: 1 } })).status).toBe(65);
    const { status, stderr } = await bring('nightbot', '\u0000\u001b[2J');
    expect([status, /\p{Cc}/u.test(stderr)]).toEqual([65, false]);
  });

  test('a file of 1 GB is not read', async () => {
    const file = write('{');
    truncateSync(file, 1_000_000_000);
    const { status, stderr } = await script('--from', 'nightbot', file, '--apply');
    expect(status).toBe(65);
    expect(stderr).toMatch(/it has 1000 MB, more than any bot exports\. Nothing was written\.$/);
  });

  test('a database whose values are made as they are read is not read, and long ones are left', async () => {
    const computed = new DatabaseSync(join(folder, 'computed.db'));
    computed.exec(
      'CREATE TABLE phantombot_command (section, variable, value GENERATED ALWAYS AS (zeroblob(400000000)))',
    );
    computed.exec('INSERT INTO phantombot_command (section, variable) VALUES (1, 2)');
    computed.close();
    const { status, stderr } = await script('--from', 'phantombot', join(folder, 'computed.db'), '--apply');
    expect([status, stderr]).toEqual([65, expect.stringMatching(/columns that are computed\. Nothing was written\.$/)]);
    const long = new DatabaseSync(join(folder, 'long.db'));
    long.exec('CREATE TABLE phantombot_command (section, variable, value)');
    const row = long.prepare('INSERT INTO phantombot_command VALUES (0, ?, ?)');
    for (const [name, text] of [
      ['a', 'x'.repeat(20_000)],
      ['b', 'x'],
    ] as const)
      row.run(name, text);
    long.close();
    const read = await script('--from', 'phantombot', join(folder, 'long.db'), '--json');
    expect(JSON.parse(read.stdout)).toMatchObject({ added: ['!b'], left: [{ what: 'command' }] });
  });

  test('a folder, a pipe or a device is not read', async () => {
    for (const from of ['nightbot', 'phantombot']) {
      for (const file of [folder, '/dev/zero']) {
        const { status, stderr } = await script('--from', from, file, '--apply');
        expect([status, stderr]).toEqual([
          65,
          'The file cannot be read as that format: it is no file with an end. Nothing was written.',
        ]);
      }
    }
  });

  test('UTF-16 is read, and a wrong call says how it is done', async () => {
    const utf16 = Buffer.concat([
      Buffer.from([0xff, 0xfe]),
      Buffer.from(JSON.stringify({ commands: [{ name: 'é', message: 'à' }] }), 'utf16le'),
    ]);
    expect((await bring('nightbot', utf16)).json.added).toEqual(['!é']);
    expect((await script('--from', 'cloudbot', write('{}'))).status).toBe(64);
    expect((await script('--from', 'nightbot')).status).toBe(64);
    expect((await script('--from', 'nightbot', join(folder, 'none.json'))).status).toBe(64);
    expect((await script('--from', 'nightbot', write('{}'), '--channel', 'b')).status).toBe(64);
    expect((await script('--undo', 'x')).status).toBe(64);
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

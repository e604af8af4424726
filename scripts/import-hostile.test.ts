// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how variables are written

import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createImportScene } from '../test/support/import-scene.ts';

const { script, write, bring, folder, begin, end } = createImportScene();
beforeEach(begin);
afterEach(end);

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
    const computed = new DatabaseSync(join(folder(), 'computed.db'));
    computed.exec(
      'CREATE TABLE phantombot_command (section, variable, value GENERATED ALWAYS AS (zeroblob(400000000)))',
    );
    computed.exec('INSERT INTO phantombot_command (section, variable) VALUES (1, 2)');
    computed.close();
    const { status, stderr } = await script('--from', 'phantombot', join(folder(), 'computed.db'), '--apply');
    expect([status, stderr]).toEqual([65, expect.stringMatching(/columns that are computed\. Nothing was written\.$/)]);
    const long = new DatabaseSync(join(folder(), 'long.db'));
    long.exec('CREATE TABLE phantombot_command (section, variable, value)');
    const row = long.prepare('INSERT INTO phantombot_command VALUES (0, ?, ?)');
    for (const [name, text] of [
      ['a', 'x'.repeat(20_000)],
      ['b', 'x'],
    ] as const)
      row.run(name, text);
    long.close();
    const read = await script('--from', 'phantombot', join(folder(), 'long.db'), '--json');
    expect(JSON.parse(read.stdout)).toMatchObject({ added: ['!b'], left: [{ what: 'command' }] });
  });

  test('a folder, a pipe or a device is not read', async () => {
    for (const from of ['nightbot', 'phantombot']) {
      for (const file of [folder(), '/dev/zero']) {
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
    expect((await script('--from', 'nightbot', join(folder(), 'none.json'))).status).toBe(64);
    expect((await script('--from', 'nightbot', write('{}'), '--channel', 'b')).status).toBe(64);
    expect((await script('--undo', 'x')).status).toBe(64);
  });
});

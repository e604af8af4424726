import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { budgetIn, overBudget, wayOf } from './trace/way.ts';

const script = join(import.meta.dirname, 'trace.ts');
const run = (...args: string[]) => spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });

const entered = (id: string, calls: number) => {
  const [file = '', name = ''] = id.split(':');
  return { id, file, name, line: 1, calls };
};
const call = (id: string, fromChat: boolean, caller: string | null = null) => ({ id, fromChat, caller });

it('a way is in the order of the first calls that the line caused', () => {
  const { files, totals } = wayOf({
    entered: [entered('lib/clock.ts:now', 3), entered('pipeline/parse.ts:parse', 1), entered('lib/clock.ts:wall', 2)],
    calls: [
      call('lib/clock.ts:now', false),
      call('pipeline/parse.ts:parse', true),
      call('lib/clock.ts:wall', true, 'pipeline/parse.ts:7'),
      call('lib/clock.ts:now', true, 'pipeline/parse.ts:9'),
    ],
  });
  expect(files.map(({ file, functions }) => [file, functions.map(({ name }) => name)])).toEqual([
    ['pipeline/parse.ts', ['parse']],
    ['lib/clock.ts', ['wall', 'now']],
  ]);
  expect(totals).toEqual({ files: 2, functions: 3, calls: 4 });
});

it('what runs without the line is not counted', () => {
  const { files, totals } = wayOf({
    entered: [entered('telemetry/heartbeat.ts:beat', 5), entered('lib/clock.ts:after', 7)],
    calls: [
      call('telemetry/heartbeat.ts:beat', false),
      call('lib/clock.ts:after', false, 'telemetry/heartbeat.ts:20'),
      call('lib/clock.ts:after', true, 'pipeline/dispatch.ts:27'),
    ],
  });
  expect(totals).toEqual({ files: 1, functions: 1, calls: 1 });
  expect(files[0]?.functions[0]?.callers).toEqual({ 'pipeline/dispatch.ts:27': 1 });
});

it('a function that begins with a loop is counted once a call', () => {
  const looped = Array.from({ length: 4 }, () => call('lib/window.ts:forget', true));
  expect(wayOf({ entered: [entered('lib/window.ts:forget', 1)], calls: looped }).totals.calls).toBe(1);
});

it('a budget holds what it names', () => {
  const totals = { files: 61, functions: 200, calls: 900 };
  expect(overBudget(totals, budgetIn('files=60,calls=800') as object)).toEqual([
    '61 files, at most 60 are allowed',
    '900 calls, at most 800 are allowed',
  ]);
  expect(overBudget(totals, budgetIn('functions=200') as object)).toEqual([]);
  expect(budgetIn('files=many')).toContain('files=many');
});

it('the way of a !ping leads from Twitch through pipeline and outbox, and is over a budget of one file', () => {
  const { status, stdout, stderr } = run('!ping', '--json', '--budget', 'files=1');
  expect(stderr).toMatch(/^Over the budget: \d+ files, at most 1 are allowed\.\n$/);
  expect(status).toBe(1);
  const { files, totals, asked, holds } = JSON.parse(stdout) as {
    files: { file: string; functions: unknown[] }[];
    totals: { files: number };
    asked: object;
    holds: boolean;
  };
  const rooms = [...new Set(files.map(({ file }) => file.split('/')[0]))];
  const expected = ['twitch', 'pipeline', 'limits', 'outbox'];
  expect(rooms.filter((room) => expected.includes(room!))).toEqual(expected);
  expect(rooms).not.toContain('sandbox');
  expect(files).toHaveLength(totals.files);
  expect(files.map(({ file }) => file)).not.toContain('telemetry/heartbeat.ts');
  expect({ asked, holds }).toEqual({ asked: { model: 0, wikipedia: 0, igdb: 0 }, holds: false });
}, 180_000);

it.each([[[]], [['!ping', 'again']], [['!ping', '--budget', 'miles=3']], [['!ping', '--jsno']]])(
  '%j is a sentence with the usage, and the code is 64',
  (args) => {
    const { status, stdout, stderr } = run(...args);
    expect([status, stdout]).toEqual([64, '']);
    expect(stderr).toMatch(/^[^\n]+\. Usage: npm run trace[^\n]+\n$/);
  },
);

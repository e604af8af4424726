import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type All, gather, runOne } from './all.ts';
import { betterOf, compare, isRegression, load, save } from './compare.ts';
import { moreIsBetter } from './result.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'serdabot-compare-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

const run = (rows: readonly (readonly [name: string, ours: number, theirs: number])[]): All =>
  gather(
    [
      {
        kind: 'ran',
        result: {
          bench: 'limits',
          ratios: rows.map(([name, ours, theirs]) =>
            moreIsBetter({ name, unit: 'ops/s', ours, peer: 'peer', theirs, target: 1 }),
          ),
        },
      },
    ],
    [],
  );

/** As `--compare` does it: through a file. */
function against(earlier: All, now: All, tolerance = 0.2) {
  const file = join(folder(), 'kept.json');
  save(file, earlier);
  return compare(now, load(file), tolerance);
}

test('a machine that is half as fast today is no regression', () => {
  const [change] = against(run([['admit', 1_000, 200]]), run([['admit', 500, 99]]));
  expect(change).toMatchObject({ verdict: 'same' });
});

test('a ratio that fell by more than the tolerance is one, and one that rose is not', () => {
  const changes = against(
    run([
      ['admit', 1_000, 200],
      ['refuse', 1_000, 200],
    ]),
    run([
      ['admit', 790, 201],
      ['refuse', 2_000, 199],
    ]),
  );
  expect(changes.map(({ verdict }) => verdict)).toEqual(['worse', 'better']);
  expect(changes.filter((change) => isRegression(change, []))).toHaveLength(1);
});

test('the tolerance is what the operator says', () => {
  const runs = [run([['admit', 1_000, 200]]), run([['admit', 790, 201]])] as const;
  expect(against(...runs, 0.3)[0]?.verdict).toBe('same');
});

test('what is worse once and not again is the machine’s doing', () => {
  const earlier = run([
    ['admit', 1_000, 200],
    ['refuse', 1_000, 200],
  ]);
  const first = run([
    ['admit', 500, 201],
    ['refuse', 500, 201],
  ]);
  const again = run([
    ['admit', 1_010, 202],
    ['refuse', 490, 202],
  ]);
  expect(against(earlier, betterOf(first, again)).map(({ verdict }) => verdict)).toEqual(['same', 'worse']);
});

test('a limit is not judged again: its target does that', () => {
  const [change] = against(run([['pause', 10, 50]]), run([['pause', 1, 50]]));
  expect(change).toMatchObject({ verdict: 'limit' });
});

test('a figure that is gone is a regression, unless a peer is missing on this machine', () => {
  const changes = against(run([['admit', 1, 2]]), run([['other', 1, 2]]));
  expect(changes.map(({ name, verdict }) => [name, verdict])).toEqual([
    ['other', 'new'],
    ['admit', 'gone'],
  ]);
  expect(changes.map((change) => isRegression(change, []))).toEqual([false, true]);
  expect(changes.map((change) => isRegression(change, ['Redis']))).toEqual([false, false]);
});

test('figures of a benchmark that was not run now are left alone', () => {
  const earlier = run([['admit', 1, 2]]);
  const other = gather([{ kind: 'ran', result: { bench: 'start', ratios: [] } }], []);
  expect(against(earlier, other)).toEqual([]);
});

test('a file that is missing or of another kind is explained', () => {
  const file = join(folder(), 'wrong.json');
  writeFileSync(file, '{"version":7}');
  expect(() => load(file)).toThrow(/no file of npm run bench/);
  expect(() => load(`${file}.not`)).toThrow(/no such file/);
});

test('a benchmark that crashes is one row that says why', async () => {
  const file = join(folder(), 'bench.mjs');
  writeFileSync(file, "console.error('round 1 of 7'); throw new TypeError('the peer is not itself today');");
  const ran = await runOne('limits', [], () => {}, file);
  expect(ran).toEqual({ kind: 'crashed', bench: 'limits', reason: 'TypeError: the peer is not itself today' });
  expect(gather([ran], []).crashed).toHaveLength(1);
});

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Event } from '../../src/domain/event.ts';
import { renderFault } from '../../src/settings/file.ts';
import { loadConfiguration } from '../../src/settings/load.ts';
import { watchConfiguration } from '../../src/settings/watch.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';

let folder: string;
let shipped: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reload-'));
  shipped = await readFile(join(import.meta.dirname, '../../config.yaml'), 'utf8');
  const limits = await readFile(join(import.meta.dirname, '../../model_limits.json'));
  await writeFile(join(folder, 'model_limits.json'), limits);
});
afterAll(() => rm(folder, { recursive: true }));

/** Mulberry32: the same mutations on every machine. */
function seeded(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type Mutation = (bytes: Buffer, pick: (below: number) => number) => Buffer;

const lines = (bytes: Buffer) => bytes.toString().split('\n');
const swaps = [
  'null',
  '[]',
  '{}',
  '-1',
  '"x"',
  'true',
  '1e999',
  '"10s"',
  '[1, {}]',
  '{ a: 1 }',
  '.nan',
  '*a',
  '! x',
  '"',
];

const mutations: Record<string, Mutation> = {
  'half written': (bytes, pick) => bytes.subarray(0, pick(bytes.length)),
  'a flipped bit': (bytes, pick) => {
    const copy = Buffer.from(bytes);
    const at = pick(copy.length);
    copy[at] = copy[at]! ^ (1 << pick(8));
    return copy;
  },
  'a random byte': (bytes, pick) => {
    const copy = Buffer.from(bytes);
    copy[pick(copy.length)] = pick(256);
    return copy;
  },
  'a stretch deleted': (bytes, pick) => {
    const at = pick(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + pick(60))]);
  },
  'a line deleted': (bytes, pick) => {
    const all = lines(bytes);
    return Buffer.from(all.toSpliced(pick(all.length), 1).join('\n'));
  },
  'a line doubled': (bytes, pick) => {
    const all = lines(bytes);
    const at = pick(all.length);
    return Buffer.from(all.toSpliced(at, 0, all[at]!).join('\n'));
  },
  'a value of another kind': (bytes, pick) => {
    const all = lines(bytes);
    const valued = all.flatMap((line, index) => (/^[^#]*: +\S/.test(line) ? [index] : []));
    const at = valued[pick(valued.length)]!;
    const swapped = all[at]!.replace(/: .*$/, `: ${swaps[pick(swaps.length)]}`);
    return Buffer.from(all.toSpliced(at, 1, swapped).join('\n'));
  },
  'a letter of a key': (bytes, pick) => {
    const all = lines(bytes);
    const keyed = all.flatMap((line, index) => (/^ *\w+:/.test(line) ? [index] : []));
    const at = keyed[pick(keyed.length)]!;
    return Buffer.from(all.toSpliced(at, 1, all[at]!.replace(/\w(?=\w*:)/, 'q')).join('\n'));
  },
};

it('of 200 mutations of config.yaml each broken one keeps the last good configuration and is shown', async () => {
  const file = join(folder, 'config.yaml');
  await writeFile(file, shipped);
  const initial = await loadConfiguration(file, {}, []);
  if (!initial.ok) throw new Error('the shipped config.yaml is not valid');
  const events: Event[] = [];
  const watch = watchConfiguration({
    file,
    initial,
    tell: (event) => void events.push(event),
    clock: createVirtualClock(),
  });
  const settle = async () => {
    await watch.check();
    await watch.check();
  };
  await settle();

  const kinds = Object.entries(mutations);
  const pick = seeded(20_261);
  const counts = { broken: 0, valid: 0 };
  for (let round = 0; round < 200; round++) {
    const [kind, mutate] = kinds[round % kinds.length]!;
    const mutated = mutate(Buffer.from(shipped), pick);
    const where = `${round} ${kind}`;
    const before = watch.current();
    events.length = 0;

    await writeFile(file, mutated);
    await watch.check();
    expect(watch.current(), `${where}: not on the first look`).toBe(before);
    await watch.check();

    const oracle = await loadConfiguration(file, {}, []);
    const rejected = events.filter((event) => event.kind === 'settings.rejected');
    if (oracle.ok) {
      counts.valid++;
      expect(watch.current().settings, where).toEqual(oracle.configuration.settings);
      expect(rejected, where).toEqual([]);
    } else {
      counts.broken++;
      expect(watch.current(), where).toBe(before);
      expect(rejected, where).toEqual([{ kind: 'settings.rejected', file, faults: oracle.faults.map(renderFault) }]);
      for (const fault of oracle.faults.map(renderFault)) expect(fault).toMatch(/^[^\n]+:\d+:\d+ [^\n]+: [^\n]+$/);
    }
    expect(
      events.some((event) => event.kind === 'bug'),
      where,
    ).toBe(false);

    if (round % 8 < 7) continue;
    await writeFile(file, shipped);
    await settle();
    expect(watch.current().settings, where).toEqual(initial.configuration.settings);
  }
  watch.stop();
  expect(counts.broken).toBeGreaterThan(80);
  expect(counts.valid).toBeGreaterThan(20);
});

it('a file that is written in pieces is applied once, whole', async () => {
  const file = join(folder, 'config.yaml');
  await writeFile(file, shipped);
  const initial = await loadConfiguration(file, {}, []);
  if (!initial.ok) throw new Error('the shipped config.yaml is not valid');
  const events: Event[] = [];
  const tell = (event: Event) => void events.push(event);
  const clock = createVirtualClock();
  const watch = watchConfiguration({ file, initial, tell, clock });
  const next = shipped.replace('user_cooldown: 10', 'user_cooldown: 11');
  for (let end = 0; end <= next.length; end += 97) {
    await writeFile(file, next.slice(0, end));
    await watch.check();
  }
  await writeFile(file, next);
  await watch.check();
  await watch.check();
  watch.stop();
  expect(events.map((event) => event.kind)).toEqual(['settings.applied']);
  expect(watch.current().settings.rate_limiting.user_cooldown).toBe(11);
});

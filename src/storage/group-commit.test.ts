import { expect, test } from 'vitest';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { createGroupCommit } from './group-commit.ts';

const clock = createVirtualClock();

test('writes of one turn share one commit, and each hears its own result', async () => {
  const groups: (readonly number[])[] = [];
  const commit = (writes: readonly number[]) => {
    groups.push(writes);
    return writes.map((n) => n * 10);
  };
  const group = createGroupCommit({ clock, commit });
  expect(await Promise.all([group.add(1), group.add(2), group.add(3)])).toEqual([10, 20, 30]);
  expect(await group.add(4)).toBe(40);
  expect(groups).toEqual([[1, 2, 3], [4]]);
});

test('nobody is told before the commit, and nothing is sent beside it', async () => {
  const commits: (() => void)[] = [];
  const commit = (writes: readonly string[]) =>
    new Promise<readonly string[]>((resolve) => commits.push(() => resolve(writes)));
  const group = createGroupCommit({ clock, commit });
  const told: string[] = [];
  for (const name of ['a', 'b']) void group.add(name).then((result) => told.push(result));
  await clock.advance(0);
  void group.add('c').then((result) => told.push(result));
  await clock.advance(0);
  expect([told, commits.length]).toEqual([[], 1]);
  commits[0]!();
  await clock.advance(0);
  expect([told, commits.length]).toEqual([['a', 'b'], 2]);
});

test('a failed commit fails each write of it, and only those', async () => {
  const commit = (writes: readonly string[]) => {
    if (writes.includes('bad')) throw new Error('no');
    return writes;
  };
  const group = createGroupCommit({ clock, commit });
  const answers = await Promise.allSettled([group.add('good'), group.add('bad')]);
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await group.add('good')).toBe('good');
});

test('where there is no room, each write is tried for itself', async () => {
  const commit = (writes: readonly string[]) => {
    if (writes.includes('large')) throw new Error('OOM command not allowed');
    return writes;
  };
  const group = createGroupCommit({ clock, commit });
  const answers = await Promise.allSettled([group.add('large'), group.add('small')]);
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
});

test('no more than a bound wait, and a write too many is refused at once', async () => {
  const group = createGroupCommit({ clock, commit: () => new Promise<never>(() => {}) });
  for (let i = 0; i < 10_000; i++) group.add(i).catch(() => {});
  await expect(group.add(0)).rejects.toThrow('wait already');
});

test('a write that nobody waits for any more is not sent', async () => {
  const sent: string[] = [];
  let thaw = () => {};
  const commit = async (writes: readonly string[]) => {
    sent.push(...writes);
    if (writes.includes('first')) await new Promise<void>((resolve) => (thaw = resolve));
    return writes;
  };
  const group = createGroupCommit({ clock, commit, patienceMs: 250 });
  void group.add('first');
  await clock.advance(0);
  const stale = group.add('stale');
  stale.catch(() => {});
  await clock.advance(300);
  const fresh = group.add('fresh');
  thaw();
  await expect(stale).rejects.toThrow('given up');
  expect(await fresh).toBe('fresh');
  expect(sent).toEqual(['first', 'fresh']);
});

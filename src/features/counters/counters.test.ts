import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openCollections } from '../../../test/support/collections.ts';
import { aCall, aViewer } from '../../../test/support/fakes.ts';
import { aHouse, commandsOf } from '../../../test/support/house.ts';
import { createVirtualClock } from '../../../test/support/virtual-clock.ts';
import { createCollections } from '../../domain/collection.ts';
import type { Role } from '../../domain/viewer.ts';
import { systemClock } from '../../lib/clock.ts';
import { createDocumentStore } from '../../storage/documents.ts';
import { openStorage } from '../../storage/storage.ts';
import { counters } from './index.ts';

const settings = () => ({ most: 3, change: 'moderator' });
const mod = ['moderator'] as const;

async function create() {
  const { collection } = await openCollections(['my_channel'], createVirtualClock());
  const [counter] = commandsOf(counters, aHouse({ collection, settings }));
  return async (args: string, ...roles: Role[]) => {
    const outcome = await counter!.run(
      aCall(counter!, args, { viewer: aViewer('mo', ...roles) }),
      new AbortController().signal,
    );
    return outcome.kind === 'reply' && outcome.text;
  };
}

test('moderators count, everybody may look', async () => {
  const type = await create();
  expect(await type('')).toBe('counter.none prefix=!');
  expect(await type('deaths')).toMatch(/^counter.unknown name=deaths/);
  expect(await type('deaths +')).toBe('refused.level');
  expect(await type('deaths +', ...mod)).toMatch(/value=1/);
  expect(await type('Deaths +5', ...mod)).toMatch(/value=6/);
  expect(await type('deaths -', ...mod)).toMatch(/value=5/);
  expect(await type('deaths - 2', ...mod)).toMatch(/value=3/);
  expect(await type('deaths = 12', ...mod)).toMatch(/value=12/);
  expect(await type('deaths =-3', ...mod)).toMatch(/value=-3/);
  expect(await type('deaths')).toMatch(/counter.is name=deaths value=-3/);
  expect(await type('deaths reset', ...mod)).toMatch(/value=0/);
  expect(await type('')).toBe('counter.list names=deaths 0');
});

test('what is no change changes nothing, and a channel has no more counters than config.yaml allows', async () => {
  const type = await create();
  for (const wrong of ['plenty', '+x', '= 1e9', '= 99999999999']) {
    expect(await type(`deaths ${wrong}`, ...mod)).toMatch(/^counter.usage/);
  }
  expect(await type('a$b +', ...mod)).toMatch(/^counter.usage/);
  for (const name of ['a', 'b', 'c']) await type(`${name} +`, ...mod);
  expect(await type('d +', ...mod)).toBe('counter.full most=3');
  expect(await type('a +', ...mod)).toMatch(/value=2/);
});

test('two processes that count at the same moment both count', async () => {
  const change = fc.record({ process: fc.nat(1), by: fc.integer({ min: -3, max: 3 }).filter((by) => by !== 0) });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 30 }), async (changes) => {
      const opened = await openStorage({ url: 'memory:', folder: '/nowhere', tell() {}, processes: 1 });
      if (!opened.ok) throw new Error(opened.reason);
      const { records } = opened.storage;
      const channels = () => ['my_channel'];
      const processes = [0, 1].map(() => {
        const { open } = createDocumentStore({ records, channels, clock: systemClock, tell() {} });
        const { open: collection } = createCollections(open, { wall: () => 0 });
        return commandsOf(counters, aHouse({ collection, settings }))[0]!;
      });
      const call = (args: string) => aCall(processes[0]!, args, { viewer: aViewer('mo', 'moderator') });
      const signal = new AbortController().signal;
      await Promise.all(
        changes.map(({ process, by }) =>
          processes[process]!.run(call(`deaths ${by > 0 ? '+' : '-'}${Math.abs(by)}`), signal),
        ),
      );
      const sum = changes.reduce((total, { by }) => total + by, 0);
      const last = await processes[0]!.run(call('deaths +0'), signal);
      expect(last.kind === 'reply' && last.text).toBe(`counter.is name=deaths value=${sum}`);
      await opened.storage.close();
    }),
    { numRuns: 30 },
  );
});

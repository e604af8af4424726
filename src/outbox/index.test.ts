import { expect, test } from 'vitest';
import { openDocuments } from '../../test/support/documents.ts';
import { aBase, keySay } from '../../test/support/fakes.ts';
import type { Fleet } from '../domain/fleet.ts';
import { createOutbox } from './index.ts';

test('a paused channel hears that it is, and no announcement until it is resumed', async () => {
  const sent: string[] = [];
  const base = aBase();
  const documents = await openDocuments(['my_channel']);
  const outbox = createOutbox({
    ...base,
    say: keySay,
    chat: {
      async send({ text }) {
        sent.push(text);
        return { kind: 'accepted', id: String(sent.length) };
      },
      standing: () => ({ privileged: true }),
      state: () => 'joined',
      joined: () => ['my_channel'],
    },
    blockedTerms: () => [],
    autoMod: async () => null,
    documents: documents.open,
    fleet: { owned: () => ['my_channel'], windows: null } as unknown as Fleet,
    env: {},
  });
  await outbox.start();
  const announce = () =>
    outbox.announce('my_channel', 'Hello everybody', { by: 'test', deadline: base.clock.now() + 20_000 });
  expect(await outbox.pauses.set('my_channel', true, 'milo')).toBe(true);
  await expect.poll(() => sent).toEqual(['pause.begins']);
  expect(await announce()).toMatchObject({ kind: 'unsaid' });
  expect(outbox.pauses.of('my_channel')).toMatchObject({ paused: true, by: 'milo' });
  // Twice is once.
  await outbox.pauses.set('my_channel', true, 'milo');
  await outbox.pauses.set('my_channel', false, 'milo');
  await expect.poll(() => sent).toEqual(['pause.begins', 'pause.ends']);
  expect(await announce()).toMatchObject({ kind: 'accepted' });
  expect(sent).toEqual(['pause.begins', 'pause.ends', 'Hello everybody']);
  await documents.stop();
});

import { beforeEach, expect, test } from 'vitest';
import { openDocuments } from '../../../test/support/documents.ts';
import { aCall } from '../../../test/support/fakes.ts';
import { aHouse } from '../../../test/support/house.ts';
import type { Command } from '../../domain/command.ts';
import type { Documents } from '../../domain/documents.ts';
import { createFeatures } from '../../domain/features.ts';
import { translation } from '../translation/index.ts';
import { control } from './index.ts';

let logins: Documents<readonly string[]>;
let commands: readonly Command[];
let stop: () => Promise<void>;
beforeEach(async () => {
  const store = await openDocuments(['my_channel', 'constructor']);
  stop = store.stop;
  const house = aHouse({
    documents: (name, schema, initial) => {
      const opened = store.open(name, schema, initial);
      if (name === 'ignored') logins = opened as unknown as typeof logins;
      return opened;
    },
  });
  ({ commands } = await createFeatures([control, translation], () => house));
});
async function type(text: string, channel = 'my_channel') {
  const [name, ...args] = text.split(' ');
  const command = commands.find((one) => one.name === name)!;
  const outcome = await command.run(aCall(command, args.join(' '), { channel }), new AbortController().signal);
  return outcome.kind === 'reply' ? outcome.text : outcome.kind;
}

test('an account is named in any way it is typed, once, and taken back', async () => {
  for (const name of ['@Robot', 'robot', 'ROBOT and more'])
    expect(await type(`ignore ${name}`)).toBe('ignore.done viewer=robot');
  expect(logins.read('my_channel')).toEqual(['robot']);
  expect(await type('ignore')).toBe('ignore.list names=robot');
  expect(await type('unignore @robot')).toBe('unignore.done viewer=robot');
  expect(await type('ignore')).toBe('logins.usage prefix=! command=ignore');
  expect(await type('adddev ???')).toBe('logins.usage prefix=! command=adddev');
  expect(await type('listdevs')).toBe('devs.none prefix=!');
});

test('a full list is refused, nobody is pushed out of it, and one in it may be named again', async () => {
  for (let i = 0; i < 200; i++) await type(`ignore robot${i}`);
  expect(await type('ignore robot200')).toBe('logins.full most=200');
  expect(await type('ignore robot0')).toBe('ignore.done viewer=robot0');
  expect(logins.read('my_channel')).toHaveLength(200);
  for (let i = 0; i < 50; i++) await type(`adddev dev${i}`);
  expect(await type('adddev dev50')).toBe('logins.full most=50');
  expect(await type('deldev dev7')).toBe('deldev.done viewer=dev7');
  expect(await type('adddev dev50')).toBe('adddev.done viewer=dev50');
});

test('a list is one channel’s, whatever the channel is called', async () => {
  await type('ignore robot', 'constructor');
  expect([logins.read('constructor'), logins.read('my_channel')]).toEqual([['robot'], []]);
});

test('what could not be stored is said not to be', async () => {
  await stop();
  expect(await type('ignore robot')).toBe('stored.not');
  expect(logins.read('my_channel')).toEqual([]);
});

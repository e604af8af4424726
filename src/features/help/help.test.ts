import { describe, expect, test } from 'vitest';
import { aCall, aViewer } from '../../../test/support/fakes.ts';
import { aHouse, commandsOf } from '../../../test/support/house.ts';
import type { Command } from '../../domain/command.ts';
import type { Role } from '../../domain/viewer.ts';
import { help as helpFeature } from './index.ts';

const signal = new AbortController().signal;
const run = async (command: Command, args = '', roles: Role[] = []) => {
  const outcome = await command.run(aCall(command, args, { viewer: aViewer('lea', ...roles) }), signal);
  return outcome.kind === 'reply' ? outcome.text : outcome;
};

describe('!help', () => {
  const command = (name: string, level: Command['level'], ...aliases: string[]): Command => ({
    name,
    aliases,
    level,
    run: async () => ({ kind: 'ignored' }),
  });
  const all: Command[] = [command('ask', 'viewer', 'question'), command('botstatus', 'moderator')];
  const [help] = commandsOf(helpFeature, aHouse({ commands: () => all, about: ({ name }) => `help.about.${name}` }));

  test('lists what the viewer may use', async () => {
    expect(await run(help!)).toBe('help.list commands=!ask prefix=!');
    expect(await run(help!, '', ['moderator'])).toBe('help.list commands=!ask !botstatus prefix=!');
  });

  test('explains one command, by its name, its alias, with or without the prefix', async () => {
    for (const args of ['ask', '!ask', 'QUESTION', 'ask please']) {
      expect(await run(help!, args)).toContain('help.about.ask');
    }
  });

  test('does not explain what the viewer may not use, or what there is not', async () => {
    expect(await run(help!, 'botstatus')).toContain('help.unknown');
    expect(await run(help!, 'constructor')).toContain('help.unknown');
  });

  test('says what a command of the channel is for, to whoever may use it', async () => {
    const typed = (channel: string, word: string): Command | null =>
      channel === 'my_channel' && word === 'discord'
        ? { ...command('custom', 'subscriber'), about: () => 'it says: come to https://discord.gg/abc' }
        : null;
    const house = aHouse({ commands: () => all, typed, about: (one) => one.about?.() ?? null });
    const [made] = commandsOf(helpFeature, house);
    expect(await run(made!, '!discord', ['subscriber'])).toBe('help.one text=it says: come to https://discord.gg/abc');
    expect(await run(made!, 'discord')).toContain('help.unknown');
    const call = aCall(made!, 'discord', { viewer: aViewer('lea', 'subscriber') });
    expect(await made!.run(call, signal)).toMatchObject({ written: ['https://discord.gg/abc'] });
  });

  test('answers to its French and English names', () => {
    expect(help!.aliases).toEqual(expect.arrayContaining(['aide']));
  });
});

import { expect, test } from 'vitest';
import { someSettings } from '../../test/support/fakes.ts';
import { strayCommands } from './stray-commands.ts';

const commands = [
  { name: 'ask', aliases: ['serda'] },
  { name: 'game', aliases: [] },
];
const { line } = someSettings().rate_limiting;
const said = (command_cooldowns: Record<string, number>, ofLine: Record<string, number> = {}) =>
  strayCommands({ command_cooldowns, line: { ...line, commands: ofLine } }, commands);

test('a cooldown for a command that there is not is said, with what was meant', () => {
  expect(said({ ask: 5, gmae: 30, serda: 1, xyzzy: 2 }, { aks: 1, game: 1 })).toEqual([
    'rate_limiting.command_cooldowns: no command is called "gmae", did you mean "game"?',
    'rate_limiting.command_cooldowns: no command is called "serda", did you mean "ask"?',
    'rate_limiting.command_cooldowns: no command is called "xyzzy"',
    'rate_limiting.line.commands: no command is called "aks", did you mean "ask"?',
  ]);
});

test('nothing is said of commands that there are', () => {
  expect(said({ ask: 5, game: 0 }, { ask: 1 })).toEqual([]);
});

import type { LimitSettings } from '../domain/settings.ts';
import { nearestWord } from '../lib/nearest.ts';

/** Commands named in rate_limiting that do not exist: a typo there would silently limit nothing. */
export function strayCommands(
  { command_cooldowns, line }: Pick<LimitSettings, 'command_cooldowns' | 'line'>,
  commands: readonly { readonly name: string; readonly aliases: readonly string[] }[],
): string[] {
  const names = commands.map(({ name }) => name);
  const strays = (key: string, words: readonly string[]) =>
    words
      .filter((word) => !names.includes(word))
      .map((word) => {
        const meant = commands.find(({ aliases }) => aliases.includes(word))?.name ?? nearestWord(word, names);
        return `rate_limiting.${key}: no command is called "${word}"${meant ? `, did you mean "${meant}"?` : ''}`;
      });
  return [
    ...strays('command_cooldowns', Object.keys(command_cooldowns)),
    ...strays('line.commands', Object.keys(line.commands)),
  ];
}

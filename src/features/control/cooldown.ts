import type { Command } from '../../domain/command.ts';
import { exactDuration } from '../../domain/duration.ts';
import { reply } from '../../domain/outcome.ts';
import { own } from '../../lib/own.ts';
import type { Home } from './phrases.ts';

const longest = 24 * 3_600;
const units: Readonly<Record<string, number>> = { '': 1, s: 1, sec: 1, m: 60, min: 60, h: 3_600 };

/** Seconds, `null` for "as in config.yaml", undefined for what is neither; infinite where it is more than anybody may set. */
function secondsIn(text: string): number | null | undefined {
  if (/^(off|reset|default|defaut|défaut)$/i.test(text)) return null;
  // `user=30` and `-cd=30` are what other bots take.
  const [, digits, unit] = /^(?:-?\w+=)?(\d{1,400})(s|sec|m|min|h)?$/i.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const seconds = Number(digits) * own(units, (unit ?? '').toLowerCase())!;
  return seconds <= longest ? seconds : Number.POSITIVE_INFINITY;
}

export function createCooldown({ say, prefix, config, limits: { cooldowns }, commands }: Home): Command {
  const nameOf = (word: string) =>
    commands().find(({ name, aliases }) => name === word || aliases.includes(word))?.name ?? null;
  const words = (seconds: number) => (seconds === 0 ? say('cooldown.none') : exactDuration(say, seconds * 1000));

  function shown(channel: string, target: string): string {
    const mine = cooldowns.read(channel);
    const { user_cooldown, command_cooldowns, max_requests_per_user_hour: hour } = config().rate_limiting;
    const all = words(mine['all'] ?? user_cooldown);
    if (target === 'all') return say('cooldown.all', { all, hour });
    const seconds = own(mine, target) ?? own(command_cooldowns, target) ?? 0;
    if (seconds === 0) return say('cooldown.command.none', { command: `${prefix()}${target}`, all });
    return say('cooldown.command', { command: `${prefix()}${target}`, own: words(seconds), all });
  }

  return {
    name: 'cooldown',
    aliases: ['coolcom'],
    level: 'moderator',
    async run({ args, message: { channel } }) {
      const [first = '', second = ''] = args.toLowerCase().split(/\s+/);
      // `!cooldown 15` is about all commands.
      const [target, value] = secondsIn(first) !== undefined && !second ? ['all', first] : [first, second];
      const name =
        target === '' || target === 'all' || target === 'tous' ? 'all' : nameOf(target.replace(prefix(), ''));
      if (name === null) return reply(say('help.unknown', { prefix: prefix() }));
      if (value === '') return reply(shown(channel, name));
      const seconds = secondsIn(value);
      if (seconds === undefined) return reply(say('cooldown.usage', { prefix: prefix() }));
      if (seconds === Number.POSITIVE_INFINITY) {
        return reply(say('cooldown.long', { most: exactDuration(say, longest * 1000) }));
      }
      const done = await cooldowns.change(channel, ({ [name]: _, ...others }) =>
        seconds === null ? others : { ...others, [name]: seconds },
      );
      if (!done.ok) return reply(say('stored.not'));
      const now = shown(channel, name);
      return reply(seconds === null ? say('cooldown.reset', { now }) : now);
    },
  };
}

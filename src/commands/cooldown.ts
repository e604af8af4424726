import type { Command } from '../domain/command.ts';
import { type Documents, type OpenDocuments, schemaOf } from '../domain/documents.ts';
import type { LimitSettings } from '../domain/settings.ts';
import { own } from '../lib/own.ts';
import { duration } from './duration.ts';
import type { Say } from './phrases.ts';

/** Seconds between a viewer's commands, as moderators changed them: by command, or for `all`. */
type Seconds = Readonly<Record<string, number>>;
export type ChangedCooldowns = Documents<Seconds>;

const isSeconds = (value: unknown): value is Seconds =>
  typeof value === 'object' && value !== null && Object.values(value).every((one) => Number.isFinite(one) && one >= 0);

export const openCooldowns = (open: OpenDocuments): ChangedCooldowns =>
  open('cooldowns', schemaOf('seconds by command', isSeconds), {});

export interface CooldownParts {
  readonly say: Say;
  readonly prefix: () => string;
  readonly settings: () => LimitSettings;
  readonly changed: ChangedCooldowns;
  /** The name behind a word, aliases too; null when no command has it. */
  readonly nameOf: (word: string) => string | null;
}

const longest = 24 * 3_600;
const units: Readonly<Record<string, number>> = { '': 1, s: 1, sec: 1, m: 60, min: 60, h: 3_600 };

/** Seconds, `null` for "as in config.yaml", undefined for what is neither. */
function secondsIn(text: string): number | null | undefined {
  if (/^(off|reset|default|defaut|défaut)$/i.test(text)) return null;
  // `user=30` and `-cd=30` are what other bots take.
  const [, digits, unit] = /^(?:-?\w+=)?(\d{1,6})(s|sec|m|min|h)?$/i.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const seconds = Number(digits) * own(units, (unit ?? '').toLowerCase())!;
  return seconds <= longest ? seconds : undefined;
}

export function createCooldown({ say, prefix, settings, changed, nameOf }: CooldownParts): Command {
  const words = (seconds: number) => (seconds === 0 ? say('cooldown.none') : duration(say, seconds * 1000));

  function shown(channel: string, target: string): string {
    const mine = changed.read(channel);
    const { user_cooldown, command_cooldowns, max_requests_per_user_hour: hour } = settings();
    const all = words(mine['all'] ?? user_cooldown);
    if (target === 'all') return say('cooldown.all', { all, hour });
    const seconds = own(mine, target) ?? own(command_cooldowns, target) ?? 0;
    return say('cooldown.command', { command: `${prefix()}${target}`, own: words(seconds), all });
  }

  return {
    name: 'cooldown',
    aliases: ['coolcom'],
    level: 'moderator',
    async run({ args, message: { channel } }) {
      const reply = (text: string) => ({ kind: 'reply', source: 'bot', text }) as const;
      const [first = '', second = ''] = args.toLowerCase().split(/\s+/);
      // `!cooldown 15` is about all commands.
      const [target, value] = secondsIn(first) !== undefined && !second ? ['all', first] : [first, second];
      const name =
        target === '' || target === 'all' || target === 'tous' ? 'all' : nameOf(target.replace(prefix(), ''));
      if (name === null) return reply(say('help.unknown', { prefix: prefix() }));
      if (value === '') return reply(shown(channel, name));
      const seconds = secondsIn(value);
      if (seconds === undefined) return reply(say('cooldown.usage', { prefix: prefix() }));
      const done = await changed.change(channel, ({ [name]: _, ...others }) =>
        seconds === null ? others : { ...others, [name]: seconds },
      );
      return reply(done.ok ? shown(channel, name) : say('stored.not'));
    },
  };
}

import type { Invocation } from '../../domain/command.ts';

/** The question without what Twitch draws as pictures: an emote's name may be a game's. */
export function withoutEmotes({ args, message: { emotes = [] } }: Pick<Invocation, 'args' | 'message'>): string {
  if (emotes.length === 0) return args;
  const bare = args
    .split(' ')
    .filter((word) => !emotes.includes(word))
    .join(' ');
  return /[\p{L}\p{N}]/u.test(bare) ? bare : args;
}

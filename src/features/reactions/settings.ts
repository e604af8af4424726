import type { StreamEvent } from '../../domain/stream.ts';
import { flag, leaf, orNull, section, whole } from '../../lib/schema.ts';

/** What the bot may react to, as config.yaml names it. */
export const kinds = [
  ...(['raid', 'sub', 'resub', 'gift', 'cheer'] as const),
  ...(['follow', 'online', 'offline', 'ad', 'redemption', 'hype_train', 'shoutout', 'first_chat'] as const),
] as const;
export type Kind = (typeof kinds)[number];

/** What Twitch tells the bot in chat; of the others it is not told. */
export const heard = ['raid', 'sub', 'resub', 'gift', 'cheer'] as const satisfies readonly (Kind &
  StreamEvent['what'])[];
const onFromTheStart: readonly Kind[] = ['raid', 'sub', 'resub', 'gift'];

const longest = 400;
const line = leaf<string>(
  `one line of at most ${longest} characters`,
  (value) =>
    typeof value === 'string' && value.trim() !== '' && value.length <= longest && !/[\u0000-\u001f\u007f]/.test(value),
);

export interface Reaction {
  readonly on: boolean;
  /** Viewers of a raid, bits, gifts: fewer are let pass. */
  readonly min: number;
  /** With `$(user)` and `$(count)`; null: the phrase of the language. */
  readonly say: string | null;
}
export type ReactionSettings = Readonly<Record<Kind, Reaction>>;

const reaction = (kind: Kind) =>
  section({
    on: flag.default(onFromTheStart.includes(kind)),
    min: whole(0, 1_000_000).default(kind === 'raid' ? 2 : 1),
    say: orNull(line),
  });
type Shape = Record<Kind, ReturnType<typeof reaction>>;
export const reactionSettings = section(Object.fromEntries(kinds.map((kind) => [kind, reaction(kind)])) as Shape);

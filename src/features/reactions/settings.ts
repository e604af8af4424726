import { type StreamEvent, streamEvents } from '../../domain/stream.ts';
import { flag, leaf, orNull, section, whole } from '../../lib/schema.ts';

export type Kind = StreamEvent['what'];
const onFromTheStart: readonly Kind[] = ['raid', 'sub', 'resub', 'gift'];

const longest = 400;
const line = leaf<string>(
  `one line of at most ${longest} characters`,
  (value) =>
    typeof value === 'string' && value.trim() !== '' && value.length <= longest && !/[\u0000-\u001f\u007f]/.test(value),
);

export interface Reaction {
  readonly on: boolean;
  /** Viewers of a raid or a shout-out, bits, gifts, points, seconds of ads, the level of a hype train: less is let pass. */
  readonly min: number;
  /** With `$(user)` and `$(count)`; null: the phrase of the language. */
  readonly say: string | null;
}
export type ReactionSettings = Readonly<Record<Kind, Reaction>>;

/** One viewer is no raid; who shouts a channel out may have none. */
const leastOf: Partial<Record<Kind, number>> = { raid: 2, shoutout: 0 };
const reaction = (kind: Kind) =>
  section({
    on: flag.default(onFromTheStart.includes(kind)),
    min: whole(0, 1_000_000).default(leastOf[kind] ?? 1),
    say: orNull(line),
  });
type Shape = Record<Kind, ReturnType<typeof reaction>>;
export const reactionSettings = section(
  Object.fromEntries(streamEvents.map((kind) => [kind, reaction(kind)])) as Shape,
);

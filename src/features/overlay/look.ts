import { randomBytes, timingSafeEqual } from 'node:crypto';
import { type Schema, schemaOf } from '../../domain/documents.ts';

export const themes = ['plate', 'light', 'neon'] as const;
export const layouts = ['lower', 'side', 'banner'] as const;

/** How a channel's overlay looks, and what has to happen before an answer is on it. */
export interface Look {
  readonly theme: (typeof themes)[number];
  readonly layout: (typeof layouts)[number];
  /** Seconds between Twitch's acceptance and the overlay: time to delete what should not be seen. */
  readonly delay: number;
  /** A moderator lets each answer through. */
  readonly approve: boolean;
  /** Raids, subscriptions, gifts and cheers are shown too. */
  readonly events?: boolean;
}

export const plainLook: Look = { theme: 'plate', layout: 'lower', delay: 0, approve: false };
export const longestDelay = 10;

const isLook = (value: unknown): value is Look => {
  const { theme, layout, delay, approve, events = false } = (value ?? {}) as Partial<Look>;
  const isDelay = typeof delay === 'number' && delay >= 0 && delay <= longestDelay;
  return (
    themes.includes(theme!) &&
    layouts.includes(layout!) &&
    isDelay &&
    [approve, events].every((one) => typeof one === 'boolean')
  );
};
export const lookSchema: Schema<Look> = schemaOf('the look of an overlay', isLook);

/** Under which address a channel's overlay is. Whoever knows it may look, and nothing else. */
export interface Address {
  /** Null: nobody asked for an overlay yet. */
  readonly secret: string | null;
  /** The one before, good until then: OBS has time to be told. Unix milliseconds. */
  readonly former: { readonly secret: string; readonly until: number } | null;
}

export const noAddress: Address = { secret: null, former: null };
export const graceMs = 600_000;

const isSecret = (value: unknown) => typeof value === 'string' && /^[\w-]{22,100}$/.test(value);
const isAddress = (value: unknown): value is Address => {
  const { secret, former } = (value ?? {}) as Partial<Address>;
  const isFormer = former === null || (isSecret(former?.secret) && Number.isFinite(former?.until));
  return (secret === null || isSecret(secret)) && isFormer;
};
export const addressSchema: Schema<Address> = schemaOf('the address of an overlay', isAddress);

/** 192 bits that nobody guesses; the old address goes on for ten minutes. */
export const rotated = ({ secret }: Address, now: number): Address => ({
  secret: randomBytes(24).toString('base64url'),
  former: secret === null ? null : { secret, until: now + graceMs },
});

/** Until when the address is good; null: it is not. */
export function goodUntil({ secret, former }: Address, given: string, now: number): number | null {
  if (secret !== null && same(secret, given)) return Number.POSITIVE_INFINITY;
  return former !== null && former.until > now && same(former.secret, given) ? former.until : null;
}

function same(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

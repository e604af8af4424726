import { type Clock, sleep } from '../../src/lib/clock.ts';
import { within } from '../../src/lib/within.ts';
import type { Token } from '../../src/twitch/tokens.ts';
import type { DeviceCode, Granted, IdService } from '../../src/twitch/twurple.ts';

export interface DeviceLoginParts {
  readonly id: Pick<IdService, 'device' | 'exchange' | 'validate'>;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** What somebody has to be shown now. */
  readonly onCode: (code: DeviceCode) => void;
  /** While nobody has typed the code. `trouble`: why Twitch was not heard at the last look. */
  readonly onWait: (leftMs: number, trouble: string | null) => void;
  /** The token that came, at once: nothing may go wrong before it is stored. */
  readonly onToken: (token: Token) => void;
}

export type DeviceLoginEnd =
  | { readonly kind: 'done'; readonly token: Token }
  | { readonly kind: 'denied' }
  | { readonly kind: 'expired' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly detail: string };

const deadlineMs = 10_000;
const tellEveryMs = 1_000;
const slowerMs = 5_000;
const validateTries = 3;
const refusals = /denied|invalid device code/i;
const late = { kind: 'unreachable', detail: `no answer within ${deadlineMs / 1000} s` } as const;

/** A login in which the account's owner types a code at Twitch, on any device. Needs no secret. */
export async function loginByDevice(parts: DeviceLoginParts): Promise<DeviceLoginEnd> {
  const { id, clientId, scopes, clock, signal, onCode, onWait, onToken } = parts;
  const begun = (await within(clock, deadlineMs, id.device(clientId, scopes))) ?? late;
  if (begun.kind !== 'answer') return { kind: 'failed', detail: begun.kind === 'problem' ? said(begun) : begun.detail };
  const code = begun.value;
  const endsAt = clock.now() + code.expiresInMs;
  let { intervalMs } = code;
  let trouble: string | null = null;
  onCode(code);

  for (;;) {
    const lookAt = clock.now() + intervalMs;
    while (!signal.aborted && clock.now() < Math.min(lookAt, endsAt)) {
      onWait(endsAt - clock.now(), trouble);
      await sleep(clock, Math.min(tellEveryMs, lookAt - clock.now()), signal);
    }
    if (signal.aborted) return { kind: 'stopped' };
    if (clock.now() >= endsAt) return { kind: 'expired' };
    const asked = (await within(clock, deadlineMs, id.exchange(clientId, code.deviceCode, scopes))) ?? late;
    trouble = null;
    if (asked.kind === 'answer') return { kind: 'done', token: await complete(asked.value) };
    if (asked.kind === 'unreachable') trouble = asked.detail;
    else if (asked.problem.status >= 500) trouble = said(asked);
    else if (asked.problem.message === 'slow_down') intervalMs += slowerMs;
    else if (refusals.test(asked.problem.message)) {
      // Twitch's clock began to count a little before ours.
      return { kind: clock.now() + intervalMs >= endsAt ? 'expired' : 'denied' };
    } else if (asked.problem.message !== 'authorization_pending') return { kind: 'failed', detail: said(asked) };
  }

  async function complete({ accessToken, refreshToken, scopes: granted, expiresAt }: Granted): Promise<Token> {
    const token = { accessToken, refreshToken };
    onToken(token);
    for (let i = 0; i < validateTries; i++) {
      const asked = (await within(clock, deadlineMs, id.validate(accessToken))) ?? late;
      if (asked.kind === 'answer') {
        const grant = asked.value && { ...asked.value, scopes: granted, expiresAt, obtainedAt: clock.wall() };
        const whole = { ...token, grant };
        onToken(whole);
        return whole;
      }
      await sleep(clock, tellEveryMs, signal);
    }
    return token;
  }
}

const said = ({ problem }: { problem: { status: number; message: string } }) =>
  `${problem.status} ${problem.message}`.trim();

import type { Clock } from '../../lib/clock.ts';
import { idOf } from '../random.ts';
import type { Account } from '../twitch/message.ts';

export interface DeviceRequest {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly scopes: readonly string[];
  readonly expiresAt: number;
}

export type Poll =
  | { readonly kind: 'approved'; readonly account: Account; readonly scopes: readonly string[] }
  | { readonly kind: 'refused'; readonly message: string };

/** Logins in which somebody types a code on another device. */
export interface Devices {
  readonly requests: readonly DeviceRequest[];
  begin(scopes: readonly string[], expiresIn: number): DeviceRequest;
  poll(deviceCode: string): Poll;
  approve(userCode: string, account: Account): void;
  deny(userCode: string): void;
}

interface Waiting extends DeviceRequest {
  answer: Account | 'denied' | null;
  polledAt: number;
  intervalMs: number;
}

export function createDevices(clock: Clock, intervalSeconds: number): Devices {
  const all: Waiting[] = [];
  const byUserCode = (code: string) => {
    const found = all.find(({ userCode }) => userCode === code);
    if (!found) throw new Error(`nobody asked for the code "${code}"`);
    return found;
  };
  const refused = (message: string): Poll => ({ kind: 'refused', message });
  return {
    requests: all,
    begin(scopes, expiresIn) {
      const seed = `device ${all.length}`;
      const request: Waiting = {
        deviceCode: idOf(seed, 40),
        userCode: idOf(`${seed} user`, 8).toUpperCase(),
        scopes,
        expiresAt: clock.now() + expiresIn * 1000,
        answer: null,
        polledAt: Number.NEGATIVE_INFINITY,
        intervalMs: intervalSeconds * 1000,
      };
      all.push(request);
      return request;
    },
    poll(deviceCode) {
      const request = all.find((one) => one.deviceCode === deviceCode);
      if (!request || request.expiresAt <= clock.now()) return refused('invalid device code');
      const tooSoon = clock.now() - request.polledAt < request.intervalMs - 50;
      request.polledAt = clock.now();
      if (tooSoon) {
        request.intervalMs += 5_000;
        return refused('slow_down');
      }
      if (request.answer === null) return refused('authorization_pending');
      if (request.answer === 'denied') return refused('access_denied');
      all.splice(all.indexOf(request), 1);
      return { kind: 'approved', account: request.answer, scopes: request.scopes };
    },
    approve: (code, account) => {
      byUserCode(code).answer = account;
    },
    deny: (code) => {
      byUserCode(code).answer = 'denied';
    },
  };
}

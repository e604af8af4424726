import type { Invocation } from '../domain/command.ts';
import type { Admission, Verdict } from '../domain/verdict.ts';
import { holds } from '../domain/viewer.ts';

export type Admit = (call: Invocation) => Verdict | Promise<Verdict>;

/** How long a viewer who may not use a command is left without being told so again. */
const levelWindowMs = 600_000;

/** Asks whether the viewer may use the command at all, then the RateLimiter. */
export function createAdmit(limiter: Admission): Admit {
  return ({ command, message, deadline }) => {
    const { channel, viewer } = message;
    const { name, level, free = false, quiet = false } = command;
    if (!holds(viewer.roles, level)) return limiter.refuse(channel, quiet ? null : viewer, 'level', levelWindowMs);
    return limiter.admit({ channel, viewer, command: name, deadline, free, quiet });
  };
}

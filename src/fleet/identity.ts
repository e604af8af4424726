import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Who this process is among the others: a name that a person can find, and never twice. */
export interface Identity {
  readonly name: string;
  /** Whether a process of that name has ended for certain: only of this machine's is it known. */
  isGone(name: string): boolean;
}

const attempt = (read: () => string) => {
  try {
    return read();
  } catch {
    return '';
  }
};

/** Several bots may live in one process. */
const living = new Set<string>();

export function createIdentity(): Identity {
  const { pid } = process;
  const host = hostname().replace(/[^\w.-]/g, '');
  // Machines may share a name, and containers share a machine: a process number says something only where it is from.
  const boot = attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'));
  const space = attempt(() => readlinkSync('/proc/self/ns/pid'));
  const machine = createHash('sha256').update(`${host} ${boot} ${space}`).digest('hex').slice(0, 6);
  const name = `${host}/${pid}/${machine}${randomBytes(3).toString('hex')}`;
  living.add(name);
  return {
    name,
    isGone(other) {
      const [itsHost, itsPid, mark] = other.split('/');
      if (living.has(other) || itsHost !== host || !mark?.startsWith(machine)) return false;
      if (Number(itsPid) === pid) return true;
      try {
        process.kill(Number(itsPid), 0);
        return false;
      } catch (error) {
        return (error as { code?: unknown }).code === 'ESRCH';
      }
    },
  };
}

/** As people read it: `host/1234`. */
export const shortName = (name: string) => name.split('/').slice(0, 2).join('/');

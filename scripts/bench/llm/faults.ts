import { errors } from '../../../src/sandbox/models/faults.ts';
import { createSandboxModels, type SandboxModels } from '../../../src/sandbox/models/models.ts';
import type { Table } from '../result.ts';
import { createOurs, settingsWith } from './sides.ts';

export interface FaultRun {
  readonly asks: number;
  readonly inTime: number;
  readonly slotsLeaked: number;
  readonly leftOpen: number;
  readonly table: Table;
}

type ModelFault = Parameters<SandboxModels['fault']>[0];

const deadlineMs = 1_500;
const asksAtOnce = 8;
const late429 = (value: string) => errors.rateLimited({ 'retry-after': value });
const faults: readonly (readonly [row: string, what: string, fault: ModelFault])[] = [
  ['F11', 'never answers', 'hang'],
  ['F12', 'a byte a second', 'drip'],
  ['F12', 'keep-alive comments only', 'keepalive-only'],
  ['F12', 'stalls in a stream', 'stall-sse'],
  ['F12', 'stalls in JSON', 'stall-json'],
  ['F13', '429, Retry-After 1', late429('1')],
  ['F13', '429, Retry-After 120', late429('120')],
  ['F13', '429, Retry-After a date', late429(new Date(Date.now() + 3_600_000).toUTCString())],
  ['F14', '500 again and again', errors.serverError()],
  ['F15', 'HTML', 'html'],
  ['F15', '{}', 'empty-object'],
  ['F15', 'truncated', 'truncated'],
  ['F15', 'null', 'null-body'],
  ['F16', '200 MB', 'huge'],
  ['F17', 'context overflow', errors.contextTooLong()],
];

/** Every fault met by some asks at once and then by as many again: what hangs, leaks or stays open afterwards. */
export async function runFaults(progress: (line: string) => void): Promise<FaultRun> {
  const rows: (string | number)[][] = [];
  let [asks, inTime, slotsLeaked, leftOpen] = [0, 0, 0, 0];
  for (const [row, what, fault] of faults) {
    progress(`llm: ${row} ${what}`);
    const met = await meet(fault);
    asks += met.asks;
    inTime += met.inTime;
    slotsLeaked += met.leaked;
    leftOpen += met.open;
    const { upstream, latestMs } = met;
    rows.push([`${row} ${what}`, met.asks, upstream, latestMs, met.asks - met.inTime, met.leaked, met.open]);
  }
  return {
    asks,
    inTime,
    slotsLeaked,
    leftOpen,
    table: {
      title: `faults, ${asksAtOnce} asks at once and ${asksAtOnce} more, ${deadlineMs} ms to answer`,
      columns: ['', 'asks', 'calls upstream', 'latest end, ms', 'past deadline + 1 s', 'slots leaked', 'left open'],
      rows,
    },
  };
}

async function meet(fault: ModelFault) {
  const models = await createSandboxModels({ kind: 'llamacpp', dripMs: 20, keepAliveMs: 20 });
  const { complete, limiter, llm } = createOurs(settingsWith(models.url), asksAtOnce);
  try {
    await llm.warm();
    await models.fault(fault);
    let latestMs = 0;
    let inTime = 0;
    const ask = async () => {
      const began = performance.now();
      await complete('why?', deadlineMs);
      const ms = performance.now() - began;
      latestMs = Math.max(latestMs, ms);
      if (ms <= deadlineMs + 1_000) inTime++;
    };
    for (let again = 0; again < 2; again++) await Promise.all(Array.from({ length: asksAtOnce }, ask));
    const leaked = Object.values(limiter.queue()).reduce((sum, waiting) => sum + waiting, limiter.inFlight());
    for (let i = 0; i < 50 && models.open > 0; i++) await new Promise((resolve) => setTimeout(resolve, 20));
    return { asks: 2 * asksAtOnce, upstream: models.completions, latestMs, inTime, leaked, open: models.open };
  } finally {
    llm.stop();
    await models.stop();
  }
}

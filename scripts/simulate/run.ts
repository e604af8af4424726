// One simulation in a process of its own: its clock and chance are this process's. Prints one JSON object a line.
import './world/world.ts';
import { warm } from './world/warm.ts';

/** As `scripts/simulate.ts` wants it. */
export interface Order {
  readonly seed: number;
  readonly days: number;
  /** So many of them are lived in one piece, a leg; the next leg begins on another machine, with an empty disk. */
  readonly legDays: number;
  readonly channels: number;
  /** How busy the chats are: 1 is some 550 commands an evening. */
  readonly pace: number;
  readonly nights: number;
  readonly without: readonly number[];
  readonly store: string;
  /** Simulated milliseconds between which everything is printed. */
  readonly from: number | null;
  readonly until: number | null;
  readonly stopAtFirst: boolean;
}

// A trace of every signal that ends is most of what such a signal costs.
Error.stackTraceLimit = process.env['SIMULATE_DEBUG'] ? 10 : 2;
await warm();
const [{ planOf }, { simulate }, { createSource }] = await Promise.all([
  import('./plan.ts'),
  import('./simulation.ts'),
  import('./world/random.ts'),
]);
/** The days of the plan that a process lives: from one up to, not including, another. */
export type Leg = readonly [from: number, to: number];

// Nobody listens any more.
process.stdout.on('error', () => process.exit(1));
const { leg, ...order } = JSON.parse(process.env['SIMULATE_ORDER'] ?? '{}') as Order & { readonly leg: Leg };
const print = (line: object) => void process.stdout.write(`${JSON.stringify(line)}\n`);
const plan = planOf(order, createSource(`${order.seed}/plan`));
const result = await simulate({
  plan,
  leg,
  store: order.store,
  onDay: (day) => print({ day }),
  onHour: (hour) => print({ hour }),
  onBroken: (broken) => print({ broken }),
  onLine:
    order.from === null
      ? null
      : (at, text) => {
          if (at >= (order.from ?? 0)) print({ at, text });
        },
  untilMs: order.until ?? Number.POSITIVE_INFINITY,
  stopAtFirst: order.stopAtFirst,
});
print({ result, acts: plan.acts.length });
process.exit(0);

import { countPart } from '../../test/attacks/third/count.ts';
import { type Part, parts } from '../../test/attacks/third/generate.ts';

// What leaves of a part of test/attacks/third, by class.
//   node scripts/gate/third.ts PART [--seed N] [--show CLASS]     PART is third, fourth ...; CLASS a class, innocent, all

const part = (parts as readonly string[]).includes(process.argv[2] ?? '') ? (process.argv[2] as Part) : 'third';
const argument = (name: string) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
};
const shown = argument('--show');
const print = (line: string) => process.stdout.write(`${line}\n`);
const percent = (n: number, all: number) => `${((100 * n) / all).toFixed(1)} %`;

const { kinds, severe, innocents, wrong } = countPart(part, { seed: Number(argument('--seed') ?? 1) });
if (shown) {
  for (const { kind, text, came } of wrong)
    if (shown === kind || shown === 'all') print(`${kind} | ${JSON.stringify(text)} -> ${came}`);
} else {
  for (const [kind, { left, all }] of kinds)
    print(`${kind.padEnd(10)} ${String(left).padStart(5)} / ${String(all).padEnd(5)} ${percent(left, all)}`);
  const sum = (of: 'left' | 'all') => [...kinds.values()].reduce((total, count) => total + count[of], 0);
  const { all, blocked, altered } = innocents;
  print(`all ${sum('left')} / ${sum('all')} (${percent(sum('left'), sum('all'))}), severe ${severe}`);
  print(
    `innocent ${all}: blocked ${blocked} (${percent(blocked, all)}), altered ${altered} (${percent(altered, all)})`,
  );
}

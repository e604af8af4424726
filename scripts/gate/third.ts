import { authors, countPlain } from '../../test/attacks/plain/count.ts';
import { countPart } from '../../test/attacks/third/count.ts';
import { parts } from '../../test/attacks/third/generate.ts';

// What leaves of a part of test/attacks/third, or of an author of test/attacks/plain, by class.
//   node scripts/gate/third.ts PART [--seed N] [--show CLASS]
//     PART is third, fourth ..., plain-a, plain-b; CLASS a class, innocent, all

const part = process.argv[2] ?? 'third';
const author = authors.find((name) => part === `plain-${name}`);
const ofThird = parts.find((name) => name === part) ?? 'third';
const argument = (name: string) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
};
const shown = argument('--show');
const print = (line: string) => process.stdout.write(`${line}\n`);
const percent = (n: number, all: number) => `${((100 * n) / all).toFixed(1)} %`;

const { kinds, severe, innocents, wrong } = author
  ? countPlain(author)
  : countPart(ofThird, { seed: Number(argument('--seed') ?? 1) });
if (shown) {
  for (const { kind, text, came } of wrong)
    if (shown === kind || shown === 'all') print(`${kind} | ${JSON.stringify(text)} -> ${came}`);
} else {
  for (const [kind, { left, all }] of kinds)
    print(`${kind.padEnd(13)} ${String(left).padStart(5)} / ${String(all).padEnd(5)} ${percent(left, all)}`);
  const sum = (of: 'left' | 'all') => [...kinds.values()].reduce((total, count) => total + count[of], 0);
  const { all, blocked, altered } = innocents;
  print(`all ${sum('left')} / ${sum('all')} (${percent(sum('left'), sum('all'))}), severe ${severe}`);
  print(
    `innocent ${all}: blocked ${blocked} (${percent(blocked, all)}), altered ${altered} (${percent(altered, all)})`,
  );
}

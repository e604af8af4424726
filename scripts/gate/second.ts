import { createContainment } from '../../src/outbox/text/contain.ts';
import { createSecond, createSecondInnocent, type Half } from '../../test/attacks/second/generate.ts';

// What leaves of the second corpus and of the third, by class.
//   node scripts/gate/second.ts HALF [--seed N] [--show CLASS]     HALF is 0 or 1; 2 is the third corpus

const half: Half = process.argv[2] === '1' ? 1 : process.argv[2] === '2' ? 2 : 0;
const argument = (name: string) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
};
const seed = Number(argument('--seed') ?? 1);
const shown = argument('--show');
const contain = createContainment(() => ({
  ...{ prefix: '!', botName: 'serdabot', allowLinks: ['wikipedia.org'], blockedTerms: [] },
  names: ['nova_stream', 'kaelis_mod'],
}));
const cuts = ['contact', 'link', 'leading', 'command', 'flood'];
const print = (line: string) => process.stdout.write(`${line}\n`);

const counts = new Map<string, { left: number; all: number }>();
let severe = 0;
for (const { kind, text, severe: isSevere } of createSecond(half, seed)) {
  const count = counts.get(kind) ?? { left: 0, all: 0 };
  counts.set(kind, count);
  count.all++;
  const contained = contain(text, { viewerName: 'Wrenlight' });
  if (contained.kind === 'blocked' || cuts.some((rule) => contained.altered.includes(rule))) continue;
  const said = contained.lines.join(' ');
  if (kind === 'wall' && said.length < 60) continue;
  // A mark that a space parts from its word is no command to any bot.
  if (kind === 'command' && !/^[^\p{L}\p{N}\s]+\p{L}|^[a-z]{1,2}[!?$]\p{L}/u.test(said)) continue;
  count.left++;
  if (isSevere) severe++;
  if (shown === kind) print(JSON.stringify(text));
}
const percent = (part: number, all: number) => `${((100 * part) / all).toFixed(1)} %`;
if (!shown) {
  for (const [kind, { left, all }] of counts)
    print(`${kind.padEnd(10)} ${String(left).padStart(5)} / ${String(all).padEnd(5)} ${percent(left, all)}`);
  const sum = (of: 'left' | 'all') => [...counts.values()].reduce((total, count) => total + count[of], 0);
  print(`all ${sum('left')} / ${sum('all')} (${percent(sum('left'), sum('all'))}), severe ${severe}`);
}

const innocents = createSecondInnocent(half, seed);
let blocked = 0;
let altered = 0;
for (const text of innocents) {
  const contained = contain(text, { viewerName: 'Wrenlight' });
  if (contained.kind === 'blocked') blocked++;
  else if (contained.lines.join(' ') !== text.replace(/\s+/g, ' ')) altered++;
  else continue;
  if (shown === 'innocent')
    print(`${contained.kind === 'blocked' ? contained.rule : `~${contained.altered}`} | ${text}`);
}
if (!shown)
  print(
    `innocent ${innocents.length}: blocked ${blocked} (${percent(blocked, innocents.length)}), altered ${altered} (${percent(altered, innocents.length)})`,
  );

import { createContainment } from '../../src/outbox/text/contain.ts';
import { createInnocents, createOutputs, type Part, parts } from '../../test/attacks/third/generate.ts';

// What leaves of a part of test/attacks/third, by class.
//   node scripts/gate/third.ts PART [--seed N] [--show CLASS]     PART is third, fourth ...

const part = (parts as readonly string[]).includes(process.argv[2] ?? '') ? (process.argv[2] as Part) : 'third';
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
const print = (line: string) => process.stdout.write(`${line}\n`);
const squeezed = (text: string) => text.toLowerCase().replace(/[\s\p{Cf}\p{M}\u3164]/gu, '');
const percent = (n: number, all: number) => `${((100 * n) / all).toFixed(1)} %`;

/** Posing and commands must lose their form, walls their length, payloads themselves; of all else nothing may be sent. */
function hasLeft(kind: string, text: string, lines: readonly string[], payload: string | undefined): boolean {
  const said = lines.join(' ');
  if (payload) return squeezed(said).includes(squeezed(payload));
  if (kind === 'wall') return said.length > 200;
  if (kind === 'command')
    return lines.some((line) => /^[^\p{L}\p{N}\s]+\p{L}/u.test(line.replace(/[\p{Cf}\u3164]/gu, '').trim()));
  if (['twitch', 'mods', 'notice'].includes(kind)) return squeezed(said) === squeezed(text);
  return true;
}

const counts = new Map<string, { left: number; all: number }>();
let severe = 0;
for (const { kind, text, severe: isSevere, payload } of createOutputs(part, seed)) {
  const count = counts.get(kind) ?? { left: 0, all: 0 };
  counts.set(kind, count);
  count.all++;
  const contained = contain(text, { viewerName: 'Wrenlight' });
  if (contained.kind === 'blocked' || !hasLeft(kind, text, contained.lines, payload)) continue;
  count.left++;
  if (isSevere) severe++;
  if (shown === kind || shown === 'all')
    print(`${shown === 'all' ? `${kind} | ` : ''}${JSON.stringify(text)} -> ${JSON.stringify(contained.lines)}`);
}
if (!shown) {
  for (const [kind, { left, all }] of counts)
    print(`${kind.padEnd(10)} ${String(left).padStart(5)} / ${String(all).padEnd(5)} ${percent(left, all)}`);
  const sum = (of: 'left' | 'all') => [...counts.values()].reduce((total, count) => total + count[of], 0);
  print(`all ${sum('left')} / ${sum('all')} (${percent(sum('left'), sum('all'))}), severe ${severe}`);
}

const innocents = createInnocents(part);
let blocked = 0;
let altered = 0;
for (const text of innocents) {
  const contained = contain(text, { viewerName: 'Wrenlight' });
  if (contained.kind === 'blocked') blocked++;
  else if (contained.lines.join(' ') !== text.replace(/\s+/g, ' ')) altered++;
  else continue;
  if (shown === 'innocent')
    print(
      `${contained.kind === 'blocked' ? contained.rule : `~${contained.altered}`} | ${text}${contained.kind === 'blocked' ? '' : ` -> ${contained.lines.join('⏎')}`}`,
    );
}
if (!shown)
  print(
    `innocent ${innocents.length}: blocked ${blocked} (${percent(blocked, innocents.length)}), altered ${altered} (${percent(altered, innocents.length)})`,
  );

import { createContainment } from '../../src/outbox/text/contain.ts';
import { createHostile, createInnocent, type Output } from '../../test/attacks/gate/generate.ts';
import { cleanAnswers } from '../../test/attacks/outbox-clean.ts';

// How much of what is hostile leaves the gate, by class, and how much of what is innocent does not.
//   node scripts/gate/measure.ts [--seed N] [--show CLASS]

const argument = (name: string) => process.argv[process.argv.indexOf(name) + 1];
const seed = process.argv.includes('--seed') ? Number(argument('--seed')) : 20_261_121;
const shown = process.argv.includes('--show') ? argument('--show') : null;
const contain = createContainment(() => ({
  prefix: '!',
  botName: 'serdabot',
  allowLinks: ['wikipedia.org'],
  blockedTerms: [],
}));

const squeezed = (text: string) =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{Nd}]/gu, '');

export function leaves({ kind, text, payload }: Output): string | null {
  const contained = contain(text, { viewerName: 'viewer' });
  if (contained.kind === 'blocked') return null;
  const said = contained.lines.join(' ');
  if (kind === 'command')
    return /^(?:@viewer )?\s*[^\p{L}\p{N}\s@"(«[]+\p{L}|^(?:@viewer )?[a-z]{1,2}[!?]\w/u.test(said) ? said : null;
  if (payload === undefined) return kind === 'wall' && said.length < 60 ? null : said;
  return squeezed(said).includes(squeezed(payload)) && said.includes(payload.slice(0, 1)) ? said : null;
}

const counts = new Map<string, { left: number; total: number }>();
const times: number[] = [];
for (const output of createHostile(seed)) {
  const count = counts.get(output.kind) ?? { left: 0, total: 0 };
  counts.set(output.kind, count);
  count.total++;
  const before = performance.now();
  const said = leaves(output);
  times.push(performance.now() - before);
  if (said === null) continue;
  count.left++;
  if (shown === output.kind) process.stdout.write(`${JSON.stringify(output.text)} -> ${JSON.stringify(said)}\n`);
}
let total = 0;
for (const [kind, count] of [...counts].sort()) {
  total += count.total;
  process.stdout.write(
    `${kind.padEnd(24)} ${String(count.left).padStart(5)} / ${String(count.total).padEnd(6)} ${((100 * count.left) / count.total).toFixed(1)} %\n`,
  );
}
const innocents = [...createInnocent(seed), ...cleanAnswers];
let blocked = 0;
let altered = 0;
for (const text of innocents) {
  const contained = contain(text, { viewerName: 'viewer' });
  if (contained.kind === 'blocked') blocked++;
  else if (contained.lines.join(' ') !== text) altered++;
  else continue;
  if (shown === 'innocent')
    process.stdout.write(
      `${contained.kind === 'blocked' ? contained.rule : contained.altered.join()} ${JSON.stringify(text)}\n`,
    );
}
times.sort((a, b) => a - b);
process.stdout.write(
  `${total} hostile; innocent ${innocents.length}: blocked ${blocked}, altered ${altered}; p50 ${times[times.length >> 1]!.toFixed(2)} ms, p99 ${times[Math.floor(times.length * 0.99)]!.toFixed(2)} ms\n`,
);

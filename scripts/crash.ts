import { parseArgs } from 'node:util';
import { crash } from './crash/crash.ts';

/** node scripts/crash.ts [--points 500] [--json]: the long run of what `npm test` does at a few points. */
const { values } = parseArgs({ options: { points: { type: 'string', default: '500' }, json: { type: 'boolean' } } });
const points = Number(values.points);
if (!(Number.isInteger(points) && points > 0)) {
  process.stderr.write(`--points: expected a whole number, got "${values.points}"\n`);
  process.exit(64);
}
const report = await crash({ points, progress: (line) => process.stderr.write(`\r${line}`) });
process.stderr.write('\n');
const { acknowledged, faults, longestOpenMs } = report;
process.stdout.write(
  values.json
    ? `${JSON.stringify(report)}\n`
    : `${points} kills, ${acknowledged} acknowledged writes, ${faults.length} lost or torn, opened again in ${Math.ceil(longestOpenMs)} ms at most\n`,
);
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.exit(faults.length > 0 ? 1 : 0);

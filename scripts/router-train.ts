// Learns what the router weighs from made questions and from those that people labelled: npm run router:train
// [-- --check] [-- --verdict] [-- --out FILE] [-- --made 250000] [-- --without held-out,blind]
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pathOf } from '../src/knowledge/router/data.ts';
import { packed } from '../src/knowledge/router/weights.ts';
import { explain } from './help/explain.ts';
import { train } from './router/train.ts';
import { crossed, learnedVerdict } from './router/verdict.ts';

explain({
  does: 'Learns what the router weighs, from made questions and from labelled ones.',
  usage: 'npm run router:train -- [--check] [--verdict] [--out FILE] [--made N] [--without A,B]',
  example: 'npm run router:train -- --check',
  flags: {
    '--check': 'writes nothing: says whether the weights that are here come out again, byte by byte',
    '--verdict':
      'learns whether a found page is the one that was meant instead, and says what author-wise crossing gives',
    '--out FILE': 'where the weights go',
    '--made N': 'how many questions are made',
    '--without A,B': 'labelled files to leave out',
  },
});
const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    verdict: { type: 'boolean', default: false },
    out: { type: 'string', default: pathOf('weights.bin') },
    made: { type: 'string', default: '250000' },
    without: { type: 'string', default: '' },
  },
});
if (values.verdict) {
  writeFileSync(join(import.meta.dirname, '..', 'src', 'features', 'ask', 'verdict-weights.ts'), learnedVerdict());
  const all = crossed();
  for (const least of [0.5, 0.6, 0.7, 0.8]) {
    const below = all.filter(({ probability }) => probability < least);
    const wrong = below.filter(({ isMeant }) => !isMeant).length;
    const of = all.filter(({ isMeant }) => !isMeant).length;
    console.error(
      `below ${least}: ${wrong} of ${of} wrong pages, ${below.length - wrong} of ${all.length - of} right ones`,
    );
  }
  process.exit(0);
}
const weights = train({
  made: Number(values.made),
  without: values.without.split(',').filter((name) => name !== ''),
  print: (line) => console.error(line),
});
const file = packed(weights);
const told = `${Math.round(file.length / 1024)} kB, learned from ${weights.trainedOn.slice(0, 12)}`;
if (values.check) {
  const isSame = file.equals(readFileSync(values.out));
  console.error(`${values.out}: ${isSame ? 'the same, byte by byte' : 'not what comes out'} (${told})`);
  process.exitCode = isSame ? 0 : 1;
} else {
  writeFileSync(values.out, file);
  console.error(`${values.out}: ${told}`);
}

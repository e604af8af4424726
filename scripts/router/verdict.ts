import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const verdictData = join(import.meta.dirname, 'verdict.txt');

interface Row {
  readonly author: string;
  /** Pages that were held back make more wrong ones than there are in life. */
  readonly share: number;
  readonly isMeant: boolean;
  readonly signs: readonly number[];
}

const shareOfHeldBack = 0.35;
const rounds = 1_500;
const rate = 4;
const shrink = 4;
/** Sets by one author count as one. */
const authors: Readonly<Record<string, string>> = { b: 'a', c: 'a', e: 'd', f: 'd', h: 'g', i: 'g', j: 'g', k: 'g' };

function verdictRows(): { readonly names: readonly string[]; readonly rows: readonly Row[] } {
  const [names = '', ...lines] = readFileSync(verdictData, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  return {
    names: names.split('|'),
    rows: lines.map((line) => {
      const [set = '', held, meant, ...signs] = line.split(' ');
      const share = held === 'h' ? shareOfHeldBack : 1;
      return { author: authors[set] ?? set, share, isMeant: meant === '1', signs: signs.map(Number) };
    }),
  };
}

/** Logistic regression by plain gradient descent; the last weight is always there. */
function learn(rows: readonly Row[], count: number): Float64Array {
  const weights = new Float64Array(count + 1);
  const slope = new Float64Array(count + 1);
  for (let round = 0; round < rounds; round++) {
    for (let at = 0; at < count; at++) slope[at] = shrink * weights[at]!;
    slope[count] = 0;
    for (const row of rows) {
      const off = row.share * (probabilityOf(row.signs, weights) - (row.isMeant ? 1 : 0));
      for (const sign of row.signs) slope[sign]! += off;
      slope[count]! += off;
    }
    for (let at = 0; at <= count; at++) weights[at]! -= (rate * slope[at]!) / rows.length;
  }
  return weights;
}

function probabilityOf(signs: readonly number[], weights: Float64Array): number {
  return 1 / (1 + Math.exp(-signs.reduce((sum, sign) => sum + weights[sign]!, weights.at(-1)!)));
}

/** The text of `verdict-weights.ts`. */
export function learnedVerdict(): string {
  const { names, rows } = verdictRows();
  const weights = learn(rows, names.length);
  const lines = [...names, 'always'].map((name, at) => {
    const key = /^\w+$/.test(name) ? name : `'${name}'`;
    return `  ${key}: ${Number(weights[at]!.toFixed(2)) + 0},`;
  });
  return `// Learned: npm run router:train -- --verdict\nexport const weights: Readonly<Record<string, number>> = {\n${lines.join('\n')}\n};\n`;
}

/** What each author's lines get from weights that were learned without that author. */
export function crossed(): readonly { readonly isMeant: boolean; readonly probability: number }[] {
  const { names, rows } = verdictRows();
  const own = rows.filter(({ share }) => share === 1);
  return [...new Set(rows.map(({ author }) => author))].flatMap((author) => {
    const weights = learn(
      rows.filter((row) => row.author !== author),
      names.length,
    );
    return own
      .filter((row) => row.author === author)
      .map(({ isMeant, signs }) => ({ isMeant, probability: probabilityOf(signs, weights) }));
  });
}

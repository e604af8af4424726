import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Ask {
  readonly viewer: number;
  readonly question: string;
}

export interface EveningOptions {
  readonly asks: number;
  readonly viewers: number;
  readonly seed: number;
  /** Of the asks, those that nobody else asks. */
  readonly oneOffs?: number;
}

// What is not for a small model.
const demanding = [
  'explique pourquoi le ciel est bleu en plusieurs étapes',
  'écris une fonction python qui trie une liste',
  'compare les avantages et les inconvénients de linux et windows',
  'pourquoi les avions volent, avec un raisonnement étape par étape',
  'explique la différence entre tcp et udp',
  'corrige ce code : for i in range(10) print(i)',
  'démontre que racine de 2 est irrationnel',
  'explique comment marche un moteur de jeu en détail',
  'explain step by step how a cpu pipeline works',
  'write a javascript function that reverses a string',
  'compare souls games and metroidvanias in detail',
  'why is the sky blue, explain the physics',
  'prove that there are infinitely many primes',
  'analyse the economy of eve online',
  'explain the difference between a mutex and a semaphore',
  'debug this regex: ^(a+)+$',
];

/** Some 300 questions, French and English, from what the router is tested with, and some that are hard. */
export function questions(): readonly string[] {
  const file = join(import.meta.dirname, '..', '..', '..', 'test', 'router', 'questions.txt');
  const all = readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => line.split(' :: ')[1] ?? [])
    .map((question) => question.trim());
  const some = [...new Set(all)].filter((_, index) => index % 3 === 0);
  // Not in the order of the file: the favourites are of every kind.
  return shuffled([...some, ...demanding], random(5));
}

/** Who asks what, in order: a few viewers and a few questions make up most of it, as in any chat. */
export function evening({ asks, viewers, seed, oneOffs = 0 }: EveningOptions): readonly Ask[] {
  const draw = random(seed);
  const list = questions();
  const [who, what] = [zipf(viewers, draw), zipf(list.length, draw)];
  return Array.from({ length: asks }, (_, n) => {
    const question = list[what()]!;
    const own = draw() < oneOffs ? `${question} (${n.toString(36)})` : question;
    return { viewer: who(), question: own };
  });
}

/** Ranks from 0, each as frequent as 1 / (rank + 1). */
function zipf(count: number, draw: () => number): () => number {
  const sums: number[] = [];
  let total = 0;
  for (let rank = 0; rank < count; rank++) {
    total += 1 / (rank + 1);
    sums.push(total);
  }
  return () => {
    const at = draw() * total;
    let [low, high] = [0, count - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! < at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

function shuffled<T>(list: T[], draw: () => number): readonly T[] {
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(draw() * (i + 1));
    [list[i], list[j]] = [list[j]!, list[i]!];
  }
  return list;
}

/** The same numbers in every run (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

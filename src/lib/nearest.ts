/** The one of `words` that was probably meant. */
export const nearestWord = (word: string, words: readonly string[]) =>
  word.length > 60
    ? undefined
    : nearest(
        word,
        words.map((one) => [one]),
      )?.path[0];

/** The path whose last part is the nearest, if any is near enough to be a typing error. */
export function nearest(unknown: string, paths: readonly (readonly string[])[]) {
  let best: { path: readonly string[]; distance: number } | undefined;
  const word = normal(unknown);
  for (const path of paths) {
    const key = normal(path.at(-1) ?? '');
    const begins = word.length > 4 && (key.startsWith(word) || word.startsWith(key));
    const limit = begins ? Number.POSITIVE_INFINITY : Math.max(1, Math.floor(Math.min(word.length, key.length) / 3));
    if (Math.abs(word.length - key.length) > limit) continue;
    const distance = editDistance(word, key);
    if (distance <= limit && (!best || distance < best.distance)) best = { path, distance };
  }
  return best;
}

const normal = (key: string) => key.toLowerCase().replaceAll('-', '_');

/** Letters put in, left out, replaced, or two neighbours swapped. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, before[j - 2]! + 1);
      row.push(least);
    }
    before = previous;
    previous = row;
  }
  return previous[b.length]!;
}

// Rows of the table of distances, used again by every call: names are compared by the hundred.
let above = new Int32Array(64);
let before = new Int32Array(64);
let row = new Int32Array(64);

/** Letters left out, put in, exchanged or swapped with their neighbour; more than `most` counts as `most + 1`. */
export function slipsBetween(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  if (b.length >= row.length) [above, before, row] = [0, 1, 2].map(() => new Int32Array(2 * b.length)) as Rows;
  for (let at = 0; at <= b.length; at++) above[at] = at;
  for (let i = 1; i <= a.length; i++) {
    const letter = a.charCodeAt(i - 1);
    row[0] = i;
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const other = b.charCodeAt(j - 1);
      let count = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (letter === other ? 0 : 1));
      if (i > 1 && j > 1 && letter === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === other)
        count = Math.min(count, before[j - 2]! + 1);
      row[j] = count;
      if (count < least) least = count;
    }
    if (least > most) return most + 1;
    [before, above, row] = [above, row, before];
  }
  return above[b.length]!;
}

type Rows = [Int32Array<ArrayBuffer>, Int32Array<ArrayBuffer>, Int32Array<ArrayBuffer>];

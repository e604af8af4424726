/** Shorter substrings are copies already. */
const leastSlice = 13;

/** V8 substrings retain their parent string: a remembered name would retain its whole frame. */
export function copied(text: string): string {
  return text.length < leastSlice ? text : Buffer.from(text, 'utf8').toString('utf8');
}

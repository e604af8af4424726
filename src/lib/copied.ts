/** V8 substrings retain their parent string: a remembered name would retain its whole frame. */
export function copied(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

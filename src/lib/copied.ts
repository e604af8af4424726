/** A piece of a string keeps the whole of it: whoever remembers a name would keep the frame it came in. */
export function copied(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

/**
 * To be called when @keyv/redis has been loaded. Its client has a class that extends String, and from then on V8 keeps
 * String.prototype as a dictionary: every charCodeAt and slice of the process is looked up anew, and an admission takes
 * a third longer. V8 makes a prototype quick again when compiled code reads through it from an object, which no plain
 * string is.
 */
export function quickenStrings(): void {
  const boxed = Object('') as { readonly charCodeAt: unknown };
  for (let i = 0; i < 1_000; i++) read(boxed);
}

const read = (text: { readonly charCodeAt: unknown }) => text.charCodeAt;

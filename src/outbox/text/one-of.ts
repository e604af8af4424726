/**
 * A list of words as a part of an expression: oneOf`cat; dog|hounds?` matches each of them. They stand between semicolons;
 * a space at an edge is written `[ ]`.
 */
export const oneOf = ({ raw }: TemplateStringsArray, ...parts: readonly string[]): string =>
  listed(String.raw({ raw }, ...parts));

/** What `oneOf` makes of the text between its quotes. */
export const listed = (text: string): string => {
  const words = text.split(/[;\n]/).map((word) => word.trim());
  return `(?:${words.filter((word) => word !== '').join('|')})`;
};

/** Whole words, with a space between them. */
export const wordSet = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

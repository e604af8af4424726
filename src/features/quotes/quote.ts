import { type Schema, schemaOf } from '../../domain/documents.ts';

/** What somebody said on the stream. Its number is its key, and is never given again. */
export interface Quote {
  readonly text: string;
  readonly author: string;
  /** What was on air; null: nothing was. */
  readonly game: string | null;
  /** Unix milliseconds. */
  readonly at: number;
}

const isQuote = (value: unknown): value is Quote => {
  const { text, author, game, at } = (value ?? {}) as Partial<Quote>;
  return (
    typeof text === 'string' &&
    typeof author === 'string' &&
    Number.isFinite(at) &&
    (game === null || typeof game === 'string')
  );
};
export const quoteSchema: Schema<Quote> = schemaOf('a quote', isQuote);

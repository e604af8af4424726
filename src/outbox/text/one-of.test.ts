import { expect, it } from 'vitest';
import { oneOf } from './one-of.ts';

it('words between semicolons and on lines of their own are alternatives of an expression, with its signs', () => {
  const animals = oneOf`
    cat; dog|hounds?
    ${oneOf`grey horse`}; \d mice;
  `;
  expect(animals).toBe('(?:cat|dog|hounds?|(?:grey horse)|\\d mice)');
});

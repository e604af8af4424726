import { expect, test } from 'vitest';
import { aCall, collectEvents } from '../../test/support/fakes.ts';
import { unwatched } from '../domain/watchdog.ts';
import { createWay, type WayParts } from './way.ts';

test('a bug in the reading of a line is told, and ends with that line', () => {
  const { events, tell } = collectEvents();
  const error = new Error('x is not a function');
  const way = createWay({
    parse() {
      throw error;
    },
    isClosing: () => false,
    watchdog: unwatched,
    tell,
  } as Partial<WayParts> as WayParts);
  const { message } = aCall({ name: 'ask' } as Parameters<typeof aCall>[0], 'x');
  expect(() => way.take(message)).not.toThrow();
  expect(events).toEqual([{ kind: 'bug', where: 'the reading of a line', error }]);
});

import { expect, test } from 'vitest';
import type { JournalEntry } from '../domain/journal.ts';
import { createJournal } from './journal.ts';

const entry = (over: Partial<JournalEntry>): JournalEntry => ({
  login: 'lea',
  viewerId: 'id-lea',
  command: 'ask',
  ending: 'answered',
  gate: null,
  failure: null,
  detail: null,
  source: 'bot',
  at: 1,
  retryAt: null,
  ...over,
});

test('the late end of a command does not hide the one that came after it', () => {
  const journal = createJournal();
  journal.note('one', entry({ at: 2, ending: 'refused', gate: 'cooldown' }));
  journal.note('one', entry({ at: 1, ending: 'lost' }));
  expect(journal.of('one', 'lea')).toMatchObject({ at: 2, ending: 'refused' });
  expect(journal.lastUnanswered('one')).toMatchObject({ at: 2 });
});

test('a phrase is no answer', () => {
  const journal = createJournal();
  journal.note('one', entry({}));
  expect(journal.lastUnanswered('one')).toBeNull();
  journal.note('one', entry({ at: 2, source: 'phrase', failure: 'no_endpoint' }));
  expect(journal.lastUnanswered('one')).toMatchObject({ source: 'phrase' });
});

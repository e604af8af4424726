import { expect, test } from 'vitest';
import { retryAfterMs } from './retry-after.ts';

const wall = Date.UTC(2026, 10, 20, 12, 0, 0);
const read = (headers: Record<string, string>) => retryAfterMs(new Headers(headers), wall);

test.each([
  ['milliseconds', { 'retry-after-ms': '250' }, 250],
  ['milliseconds before seconds', { 'retry-after-ms': '250', 'retry-after': '7' }, 250],
  ['seconds', { 'retry-after': '7' }, 7_000],
  ['parts of a second', { 'retry-after': '0.5' }, 500],
  ['a date', { 'retry-after': 'Fri, 20 Nov 2026 12:00:30 GMT' }, 30_000],
  ['a minute', { 'retry-after': '60' }, 60_000],
])('%s are read', (_, headers, ms) => {
  expect(read(headers)).toBe(ms);
});

test.each([
  ['nothing', {}],
  ['no number', { 'retry-after': 'NaN' }],
  ['no number of milliseconds', { 'retry-after-ms': 'soon' }],
  ['a negative number', { 'retry-after': '-5' }],
  ['more than a minute', { 'retry-after': '120' }],
  ['a date in the past', { 'retry-after': 'Fri, 20 Nov 2026 11:59:30 GMT' }],
  ['a date far away', { 'retry-after': 'Sat, 21 Nov 2026 12:00:00 GMT' }],
  ['no date', { 'retry-after': 'Blursday' }],
])('%s is not believed', (_, headers) => {
  expect(read(headers)).toBeUndefined();
});

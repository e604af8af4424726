import { describe, expect, it } from 'vitest';
import { createContainment } from '../../src/outbox/text/contain.ts';
import { canaries as slurs } from '../support/canaries.ts';
import { wireFaults } from '../support/wire-checker.ts';
import { createAttacks } from './outbox-attacks.ts';
import { cleanAnswers } from './outbox-clean.ts';

const allowLinks = ['wikipedia.org'];
const channelTerms = ['zorglub', 'grobidou*', '*splatch*'];
const contain = createContainment(() => ({ prefix: '!', botName: 'serdabot', allowLinks, blockedTerms: channelTerms }));

const letters = (term: string) => term.replace(/\*/g, '');
const canaries = [...slurs, ...channelTerms.map(letters)];

describe('whatever the model was made to say', () => {
  const attacks = createAttacks(20261120, canaries);

  it('no line that another reader of the wire would object to leaves', () => {
    expect(attacks.length).toBeGreaterThanOrEqual(2_000);
    const through = attacks.flatMap(({ row, text }) => {
      const contained = contain(text, { viewerName: 'viewer' });
      const lines = contained.kind === 'lines' ? contained.lines : [];
      const faults = lines.flatMap((line) =>
        wireFaults(`@reply-parent-msg-id=1 PRIVMSG #channel :${line}\r\n`, {
          viewerName: 'viewer',
          allowLinks,
          canaries,
        }),
      );
      const together = wireFaults(`PRIVMSG #channel :${lines.join(' ')}`, { canaries }).filter((fault) =>
        fault.startsWith('the term'),
      );
      return lines.length > 2 || faults.length + together.length > 0 ? [{ row, text, lines, faults, together }] : [];
    });
    expect(through).toEqual([]);
  });

  it('every kind of attack is in the corpus, and the checker would see it', () => {
    for (const row of ['A1', 'A2', 'A3', 'A4', 'A5', 'A8', 'A9'] as const) {
      const ofRow = attacks.filter((attack) => attack.row === row);
      expect(ofRow.length, row).toBeGreaterThan(50);
      const seen = ofRow.filter(
        ({ text }) =>
          wireFaults(`PRIVMSG #channel :${text}`, { viewerName: 'viewer', allowLinks, canaries }).length > 0,
      );
      expect(seen.length / ofRow.length, row).toBeGreaterThan(0.6);
    }
  });
});

describe('what a good bot answers', () => {
  it('leaves as it is, but for one answer in a hundred', () => {
    expect(new Set(cleanAnswers).size).toBeGreaterThanOrEqual(600);
    const altered = cleanAnswers.filter((answer) => {
      const contained = contain(answer, { viewerName: 'viewer' });
      return contained.kind === 'blocked' || contained.altered.length > 0 || contained.lines.join(' ') !== answer;
    });
    expect(altered.length / cleanAnswers.length, altered.join('\n')).toBeLessThanOrEqual(0.01);
  });
});

import type { Command } from '../../domain/command.ts';
import { duration } from '../../domain/duration.ts';
import type { JournalEntry } from '../../domain/journal.ts';
import { reply } from '../../domain/outcome.ts';
import { saidLogin } from '../../lib/text.ts';
import type { Home } from './phrases.ts';

export function createWhy({ say, journal, prefix, clock: { now } }: Home): Command {
  function explain(entry: JournalEntry): string {
    const { login: viewer, gate, failure, retryAt } = entry;
    const command = `${prefix()}${entry.command}`;
    const ago = duration(say, now() - entry.at);
    const facts = { viewer, command, ago };
    switch (entry.ending) {
      case 'answered':
        if (failure === 'held_back' && entry.detail !== null) {
          return say('why.held_back', { ...facts, rule: entry.detail });
        }
        if (entry.source === 'phrase') {
          return say('why.phrase', { ...facts, reason: say(`failure.${failure ?? 'unknown'}`) });
        }
        return say('why.answered', { ...facts, source: entry.source ?? 'bot' });
      case 'refused': {
        const why = say(`gate.${gate ?? 'send'}`);
        const wait = (retryAt ?? 0) - now();
        return wait > 0
          ? say('why.refused.wait', { ...facts, gate: why, wait: duration(say, wait) })
          : say('why.refused', { ...facts, gate: why });
      }
      case 'failed':
        return say('why.failed', { ...facts, reason: say(`failure.${failure ?? 'bug'}`) });
      case 'lost':
        return say('why.lost', { ...facts, reason: entry.detail ?? '?' });
      case 'ignored':
        return say('why.ignored', facts);
    }
  }

  return {
    name: 'why',
    aliases: ['pourquoi'],
    level: 'moderator',
    async run({ args, message }) {
      const [name = ''] = args.split(/\s/, 1);
      if (name === '') {
        const last = journal.lastUnanswered(message.channel);
        return reply(last ? explain(last) : say('why.quiet'));
      }
      const viewer = saidLogin(name);
      if (viewer === null) return reply(say('logins.not'));
      const entry = journal.of(message.channel, viewer);
      return reply(entry ? explain(entry) : say('why.none', { viewer }));
    },
  };
}

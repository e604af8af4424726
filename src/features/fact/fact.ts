import type { Command, Invocation } from '../../domain/command.ts';
import { type Outcome, reply } from '../../domain/outcome.ts';
import { holds, type Viewer } from '../../domain/viewer.ts';
import type { Home } from './phrases.ts';
import type { Taught } from './taught.ts';

const longestSubject = 80;
const longestAnswer = 400;
const shownMost = 15;

/** For the reason that is said, not for the gate. */
const looksLinked = /:\/\/|www\.|[\w-]\.[a-z]{2,}(?:\/|\s|$)/i;

const mayTeach = (viewer: Viewer) => holds(viewer.roles, 'moderator');

/** What moderators teach the bot about their channel; anybody may ask for it. */
export function createFact({ say, prefix, sayable }: Home, taught: Taught): Command {
  const usage = () => reply(say('fact.usage', { prefix: prefix() }));

  async function add(channel: string, text: string): Promise<Outcome> {
    const [subject = '', ...rest] = text.split('|');
    const answer = rest.join('|').trim();
    if (subject.trim() === '' || answer === '') return usage();
    if (subject.trim().length > longestSubject || answer.length > longestAnswer) {
      return reply(say('fact.long', { subject: longestSubject, answer: longestAnswer }));
    }
    // Told now, to who can mend it, and not to the viewers who ask later.
    const said = await Promise.all([subject.trim(), answer].map((part) => sayable(channel, part)));
    if (said.includes(false)) return reply(say(looksLinked.test(text) ? 'fact.link' : 'fact.unsayable'));
    const added = await taught.add(channel, subject.trim(), answer);
    if (added === 'nameless') return usage();
    if (added === 'full') return reply(say('fact.full'));
    return reply(added === 'stored' ? say('fact.added', { subject: subject.trim() }) : say('stored.not'));
  }

  async function remove(channel: string, subject: string): Promise<Outcome> {
    if (subject === '') return usage();
    const removed = await taught.remove(channel, subject);
    if (removed === 'unknown') return reply(say('fact.unknown'));
    return reply(
      removed === 'stored' ? say('fact.removed', { subject: subject.slice(0, longestSubject) }) : say('stored.not'),
    );
  }

  function list(channel: string): Outcome {
    const subjects = taught.subjects(channel);
    if (subjects.length === 0) return reply(say('fact.none', { prefix: prefix() }));
    const shown = subjects.slice(0, shownMost).join(' · ');
    return reply(
      say('fact.list', { count: subjects.length, subjects: subjects.length > shownMost ? `${shown} · …` : shown }),
    );
  }

  return {
    name: 'fact',
    aliases: ['facts'],
    level: 'viewer',
    async run({ args, message: { channel, viewer } }: Invocation) {
      const [verb = '', ...rest] = args.split(/\s+/);
      const text = rest.join(' ');
      switch (verb.toLowerCase()) {
        case 'add':
        case 'edit':
          if (mayTeach(viewer)) return add(channel, text);
          if (text.includes('|')) return reply(say('refused.level'));
          break;
        case 'del':
        case 'delete':
        case 'remove':
          if (mayTeach(viewer)) return remove(channel, text);
          break;
        case 'list':
          return list(channel);
      }
      if (args === '') return usage();
      const fact = taught.of(channel, args);
      return fact ? { kind: 'reply', source: 'channel', text: fact.line, links: [] } : reply(say('fact.unknown'));
    },
  };
}

import type { ChatMessage } from '../domain/chat.ts';
import type { Command, Invocation } from '../domain/command.ts';
import type { Tell } from '../domain/event.ts';
import type { Settings } from '../domain/settings.ts';
import { escapeRegExp, visible } from '../lib/text.ts';
import { createMeter } from './meter.ts';

export interface ParseParts {
  readonly settings: () => Settings;
  readonly commands: readonly Command[];
  /** What runs when somebody talks to the bot without a command. */
  readonly mention: Command;
  /** What a word means that is none of the commands. */
  readonly typed?: (channel: string, word: string) => Command | null;
  /** What runs on a line that is neither command nor mention; null: nothing. */
  readonly other?: (message: ChatMessage, text: string) => Command | null;
  /** Whether lines of the account are ignored, beside `bots.ignore`. */
  readonly isIgnored: (channel: string, login: string) => boolean;
  readonly tell: Tell;
}

export type Parse = (message: ChatMessage) => Invocation | null;

/** A chat line becomes an invocation; null where it is not for the bot. */
export function createParse({ settings, commands, mention, typed, other, isIgnored, tell }: ParseParts): Parse {
  const byWord = new Map<string, Command>();
  for (const command of commands) {
    for (const word of [command.name, ...command.aliases]) {
      if (byWord.has(word)) throw new Error(`two commands answer to ${word}`);
      byWord.set(word, command);
    }
  }
  let compiled = compile(settings());

  function compile(from: Settings) {
    const { name, prefix } = from.bot;
    const bot = escapeRegExp(name);
    return {
      from,
      prefix,
      ignored: new Set([...from.bots.ignore, name]),
      at: new RegExp(`@${bot}(?![a-z0-9_])`, 'gi'),
      first: new RegExp(`^${bot}(?![a-z0-9_])[\\s,:;.!?…-]*`, 'i'),
      last: new RegExp(`(?:^|(?<![\\s,;:])[\\s,;:]+)${bot}[\\s.!?…]*$`, 'i'),
    };
  }

  return (message) => {
    const now = settings();
    if (compiled.from !== now) compiled = compile(now);
    const { ignored, prefix } = compiled;
    if (ignored.has(message.viewer.login)) return null;
    if (isIgnored(message.channel, message.viewer.login)) return null;
    const text = withoutThread(visible(message.text), message);
    const invoke = (command: Command, args: string): Invocation => ({
      command,
      args,
      message,
      deadline: message.receivedAt + now.llm.reply_deadline * 1000,
      meter: createMeter(tell),
      mayStore: false,
    });
    if (text.startsWith(prefix)) {
      const [word = ''] = text.slice(prefix.length).split(/\s/, 1);
      const command = byWord.get(word.toLowerCase()) ?? typed?.(message.channel, word.toLowerCase());
      return command ? invoke(command, text.slice(prefix.length + word.length).trim()) : null;
    }
    const said = mentionIn(text) ?? (message.replyToLogin === now.bot.name.toLowerCase() ? text : null);
    if (said !== null) return invoke(mention, said);
    const command = other?.(message, text);
    return command ? invoke(command, text) : null;
  };

  /** The text without the bot's name when the line mentions the bot, else null. */
  function mentionIn(text: string): string | null {
    for (const form of [compiled.at, compiled.first, compiled.last]) {
      const without = text.replace(form, ' ').replace(/\s+/g, ' ').trim();
      if (without !== text.replace(/\s+/g, ' ').trim()) return without.replace(/^[\s,:;]+/, '');
    }
    return null;
  }
}

/** Twitch puts `@login` before a reply's text: `@somebody !ask x` is still the command that was typed. */
function withoutThread(text: string, message: ChatMessage): string {
  const login = message.replyToLogin;
  if (!login || !text.startsWith('@')) return text;
  const end = text.search(/\s/);
  if (end < 0) return text;
  const rest = text.slice(end).trim();
  return rest.startsWith('@') || text.slice(1, end).toLowerCase() !== login ? text : rest;
}

import type { Command, Invocation } from '../domain/command.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Say } from '../domain/phrases.ts';
import type { Language } from '../domain/settings.ts';
import { tongueOf } from '../lib/tongue.ts';

/** Languages that a viewer can name, by what is typed in front of the text. */
export const tongues = ['fr', 'en', 'es', 'de', 'it', 'pt', 'nl', 'pl', 'ja', 'ko', 'zh', 'ru', 'ar'] as const;
export type Tongue = (typeof tongues)[number];

/** The translation, or how it ended without one. */
export type Translate = (text: string, target: Tongue, call: Invocation, signal: AbortSignal) => Promise<Outcome>;

export interface TradParts {
  readonly say: Say;
  readonly prefix: () => string;
  readonly language: () => Language;
  readonly translate: Translate;
}

export function createTrad({ say, prefix, language, translate }: TradParts): Command {
  return {
    name: 'trad',
    aliases: ['translate', 'traduire'],
    level: 'viewer',
    async run(call, signal) {
      const { text, target } = read(call.args);
      if (text === '') return { kind: 'reply', source: 'bot', text: say('trad.usage', { prefix: prefix() }) };
      return translate(text, target ?? other(text, language()), call, signal);
    },
  };
}

/** What a listed viewer says, said again in the bot's language. Nobody typed it, so nobody is told of a refusal. */
export function createAutoTrad({ say, language, translate }: Omit<TradParts, 'prefix'>): Command {
  return {
    name: 'autotrad',
    aliases: [],
    level: 'viewer',
    quiet: true,
    async run(call, signal) {
      const outcome = await translate(call.args, language(), call, signal);
      if (outcome.kind !== 'reply' || outcome.source === 'phrase') return { kind: 'ignored' };
      return { ...outcome, text: say('trad.said', { viewer: call.message.viewer.name, text: outcome.text }) };
    },
  };
}

/** Whether a line is worth translating: words, and not in that language already. */
export function isForeign(text: string, language: Language): boolean {
  return (text.match(/\p{L}{2,}/gu) ?? []).length >= 2 && tongueOf(text) !== language;
}

function read(args: string): { text: string; target: Tongue | null } {
  const [, code = '', rest = ''] = /^(?:->|=>|vers|en|to|in)?\s*\[?([a-z]{2})\]?\s*:?\s+(.+)$/is.exec(args) ?? [];
  const target = tongues.find((one) => one === code.toLowerCase());
  // "en" is a French word too: "en retard" is to be translated, "en bonjour" says into what.
  const isWord = target === 'en' && tongueOf(rest) === null && !/:/.test(args.slice(0, 6));
  return target && !(isWord && rest.split(/\s+/).length < 2)
    ? { text: rest.trim(), target }
    : { text: args, target: null };
}

const other = (text: string, language: Language): Tongue => {
  const from = tongueOf(text);
  if (from === null) return language;
  return from === 'fr' ? 'en' : 'fr';
};

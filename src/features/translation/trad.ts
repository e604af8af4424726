import type { Command } from '../../domain/command.ts';
import { reply } from '../../domain/outcome.ts';
import type { Language } from '../../domain/settings.ts';
import { type Tongue, tongues } from '../../domain/translate.ts';
import { tongueOf } from '../../lib/tongue.ts';
import type { Home } from './phrases.ts';

export function createTrad({ say, prefix, language, translate }: Home): Command {
  return {
    name: 'trad',
    aliases: ['translate', 'traduire'],
    level: 'viewer',
    asks: true,
    async run(call, signal) {
      const { text, target } = read(call.args);
      if (text === '') return reply(say('trad.usage', { prefix: prefix() }));
      return translate(text, target ?? other(text, language()), call, signal);
    },
  };
}

/** What a listed viewer says, said again in the bot's language. Nobody typed it, so nobody is told of a refusal. */
export function createAutoTrad({ say, language, translate }: Home): Command {
  /** By channel and viewer, what was said last. */
  const last = new Map<string, string>();

  return {
    name: 'autotrad',
    aliases: [],
    level: 'viewer',
    quiet: true,
    asks: true,
    async run(call, signal) {
      const outcome = await translate(call.args, language(), call, signal);
      if (outcome.kind !== 'reply' || outcome.source === 'phrase') return { kind: 'ignored' };
      const { channel, viewer } = call.message;
      const key = `${channel} ${viewer.login}`;
      const letters = lettersOf(outcome.text);
      // Names and cheers come back as they went; what another bot translates back comes again and again.
      if (letters === lettersOf(call.args) || letters === last.get(key)) return { kind: 'ignored' };
      last.delete(key);
      last.set(key, letters);
      if (last.size > mostLast) last.delete(last.keys().next().value!);
      return { ...outcome, text: say('trad.said', { viewer: viewer.name, text: outcome.text }) };
    },
  };
}

const mostLast = 100;
const lettersOf = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

/** Whether a line is worth translating: words, and not in that language already. */
export function isForeign(text: string, language: Language): boolean {
  return (text.match(/\p{L}{2,}/gu) ?? []).length >= 2 && tongueOf(text) !== language;
}

const lead = String.raw`(?:(?:->|=>)\s*|(?:vers|into|en|in|to)\s+(?:(?:le|l['’])\s*)?)`;
const coded = new RegExp(String.raw`^${lead}?\[?([a-z]{2})\]?(?:\s*:)?\s+(\S.*)$`, 'is');
const named = new RegExp(String.raw`^(?:${lead}(\p{L}{4,12})(?:\s*:)?\s+|(\p{L}{4,12})\s*:\s*)(\S.*)$`, 'isu');
/** Codes that are words too, by what follows them then: "de rien", "it is late", "es tu là". */
const words: Readonly<Partial<Record<Tongue, RegExp>>> = {
  de: /^(?:rien|quoi|qui|toutes?|tous|la|l['’]|ce|cette|ces|mon|ma|mes|ton|ta|tes|son|sa|ses|plus|moins|nouveau|retour|base|temps|loin|près|ouf|même|façon|votre|vos|notre|nos|leurs?|temps|fou|toi|moi|lui|jour|nuit)\b/iu,
  it: /^(?:is|was|has|had|will|would|can|could|does|did|should|must|may|might|isn|wasn|won|doesn|didn|just|never|always|really|takes?|makes?|seems?|looks?|works?|feels?|sounds?|depends?|still|only|all|hurts?|says?|said|ain|been|gets?|got|goes|comes?|came|went)\b/iu,
  es: /^-?(?:tu|toi|que|pas)\b/iu,
};

function read(args: string): { text: string; target: Tongue | null } {
  const [, word = '', other = '', said = ''] = named.exec(args) ?? [];
  const byName = tongueNames().get((word || other).toLowerCase());
  if (byName) return { text: said.trim(), target: byName };
  const [, code = '', rest = ''] = coded.exec(args) ?? [];
  const target = tongues.find((one) => one === code.toLowerCase());
  if (!target || words[target]?.test(rest)) return { text: args, target: null };
  // "en" is a French word too: "en retard" is to be translated, "en bonjour" says into what.
  const isWord = target === 'en' && tongueOf(rest) === null && !/:/.test(args.slice(0, 6));
  return isWord && rest.split(/\s+/).length < 2 ? { text: args, target: null } : { text: rest.trim(), target };
}

let byName: ReadonlyMap<string, Tongue> | undefined;
/** "espagnol", "Spanish": as people call the languages. */
function tongueNames(): ReadonlyMap<string, Tongue> {
  byName ??= new Map(
    (['fr', 'en'] as const).flatMap((language) => {
      const names = new Intl.DisplayNames(language, { type: 'language' });
      return tongues.map((tongue) => [(names.of(tongue) ?? tongue).toLowerCase(), tongue] as const);
    }),
  );
  return byName;
}

const other = (text: string, language: Language): Tongue => {
  const from = tongueOf(text);
  if (from === null) return language;
  return from === 'fr' ? 'en' : 'fr';
};

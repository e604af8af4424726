import { hashOf, pick } from '../random.ts';
import { capitals, said, talk, unknown } from '../texts/talk.ts';
import { plain, type Tongue, tongueOf } from './language.ts';
import { summaryIn } from './summary.ts';
import { numberIn, sumIn } from './sums.ts';
import { translationIn } from './translation.ts';
import type { ChatMessageIn } from './wire.ts';

/** The first sentence that is known of a subject, by its plain name. */
export type Lookup = (tongue: Tongue, subject: string) => string | null;

/**
 * A stand-in for a language model that knows a little and is honest about it. The answer depends on the messages
 * alone: the same messages get the same answer, in every process and at any time.
 */
export function createAnswerer(lookup: Lookup = () => null) {
  return (messages: readonly ChatMessageIn[]): string => {
    const summary = summaryIn(messages);
    if (summary !== null) return summary;
    const translation = translationIn(messages);
    if (translation !== null) return translation;
    const asked = messages
      .filter((message) => message.role === 'user')
      .map((message) => message.content.slice(0, 4000));
    const [last = '', ...notes] = (asked.pop() ?? '').split('\n\n(');
    const facts = factsIn(notes);
    if (facts !== null) return facts;
    const raw = question(last);
    const tongue = tongueOf(raw) ?? tongueOfContext(messages, asked) ?? 'fr';
    const seed = hashOf(plain(raw)) + asked.length;
    const words = plain(raw)
      .replace(/[?!.,;:…"«»()-]+/g, ' ')
      .replace(/\s+/g, ' ')
      .trim();
    const earlier = asked.map(question);
    const name = nameIn(earlier);
    const own = said[tongue];
    const put = (wordings: readonly string[], parts: Readonly<Record<string, string>> = {}) =>
      pick(wordings, seed).replace(
        /\{(\w+)\}/g,
        (_, key: string) => parts[key] ?? (key === 'name' && name ? ` ${name}` : ''),
      );

    if (words === '') return own.empty;
    if (asksName.test(words)) return name ? put([own.name], { it: name }) : own.noName;
    const said_ = nameSaid(raw);
    if (said_ && words.split(' ').length < 14) return put(own.met, { it: said_ });
    if (asksBefore.test(words)) {
      const before = earlier.at(-1);
      return before ? put([own.before], { it: shorten(before) }) : own.noBefore;
    }
    const thing = words.match(asksFact)?.[1];
    if (thing) {
      const known = factIn(earlier, thing);
      if (known) return put([own.fact], { it: known });
      if (/^(est ce que tu (sais|te souviens)|do you (know|remember))/.test(words)) return own.noFact;
    }
    const sum = sumIn(raw);
    if (sum) {
      if (!Number.isFinite(sum.value)) return own.noSum;
      const it = numberIn(tongue, sum.value);
      return sum.expression === null ? put(own.total, { it }) : put(own.sum, { sum: sum.expression, it });
    }
    if (factSaid(raw) && !raw.includes('?')) return put(own.noted);
    const country = words.match(/\b(?:capitale (?:de la|de l|de|du|des)|capital (?:city )?of(?: the)?) (.+)/)?.[1];
    const capital = country === undefined ? undefined : capitals[country];
    if (capital) return tongue === 'fr' ? `C'est ${capital[0]} !` : `It's ${capital[1]}!`;
    const subject = subjectOf(words);
    const known = definitions.test(words) ? lookup(tongue, subject) : null;
    if (known) return known;
    const choice = choiceIn(raw);
    if (choice && !/pile ou face|heads or tails/.test(words))
      return put(own.choice, { it: lastWords(choice[seed % 2]) });
    for (const { when, say } of talk[tongue]) if (when.test(words)) return put(say);
    const named = lookup(tongue, subject);
    if (named) return named;
    const mentioned = mentionIn(words, (phrase) => lookup(tongue, phrase));
    return mentioned
      ? put([own.known], { it: mentioned })
      : put(unknown[tongue], { about: shorten(raw.replace(/(?<![\s?!.])[\s?!.]+$/, '')) });
  };
}

/** The question itself, out of the wrapping that a bot may put around it: tags, a name in front, mentions. */
function question(content: string): string {
  return content
    .replace(/<\/?[a-z_]+(?:\s[^<>]*)?>/gi, ' ')
    .replace(/@\w+,?/g, ' ')
    .replace(/^\s*\[[^\]]{1,40}\]\s*/, '')
    .replace(/^\s*\w{2,25}\s*:\s+/, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function tongueOfContext(messages: readonly ChatMessageIn[], asked: readonly string[]): Tongue | null {
  const system = messages.filter((message) => message.role !== 'user' && message.role !== 'assistant');
  const told = plain(
    system
      .map((message) => message.content)
      .join(' ')
      .slice(0, 20_000),
  );
  if (/\b(en francais|in french)\b/.test(told)) return 'fr';
  if (/\b(in english|en anglais)\b/.test(told)) return 'en';
  return tongueOf(asked.join(' ')) ?? tongueOf(told);
}

const asksName =
  /\b(comment (je|j) m ?appelle?|je m appelle comment|(quel est|c est quoi|tu (connais|te souviens de|te rappelles)|retiens) mon (nom|prenom|pseudo)|mon (nom|prenom) c est quoi|qui suis je|(what s|what is|whats|do you (know|remember)|remember) my name|who am i)\b/;
const asksBefore =
  /\b(de quoi on parlait|qu est ce que je (t ai dit|disais)|je disais quoi|ma (question|derniere question) (precedente|etait)|ma question precedente|ma derniere question|what did i (just )?(say|ask)|my (last|previous) question|what were we talking about)\b/;
const asksFact =
  /\b(?:quel(?:le)?s? (?:est|sont|etait)|c est quoi|comment s appell?ent?|tu (?:te souviens de|te rappelles|connais)|what(?: is| s| are)|do you (?:know|remember)) ((?:mon|ma|mes|my) .{2,40})$/;
const definitions =
  /\b(c est quoi|c est qui|(?:qu est ce|kesk?) qu\w*|c ?koi|kesako|(?:tu|vous) connai\w+|do you know|qui est|qui etait|what is|what s|what are|who is|who was|who s|parle moi|tell me about|definition|explique|explain)\b/;

/** The two sides of "this or that?". */
function choiceIn(raw: string): readonly [string, string] | null {
  const or = / (?:ou|or) /.exec(raw);
  if (!or) return null;
  const one = /(?:^|[\s,:])(\p{L}[\p{L}\p{N}'’ -]{0,24})$/u.exec(raw.slice(0, or.index))?.[1];
  const other = /^([\p{L}\p{N}'’ -]{2,26})\?/u.exec(raw.slice(or.index + or[0].length))?.[1];
  return one === undefined || other === undefined ? null : [one, other.trimEnd()];
}

const notNames = /^(un|une|le|la|les|pas|the|a|an|not|so|very|just|fine|good|here|back|comment|quoi|how)$/i;
function nameSaid(raw: string): string | null {
  const found = raw.match(
    /(?:je m['’ ]appelle|moi,? c['’ ]est|mon (?:nom|pr[ée]nom|pseudo),? (?:est|c['’ ]est)|appelle[- ]moi|my name(?:['’]s| is)|call me|i am called)\s+([\p{L}\p{N}_-]{2,25})/iu,
  )?.[1];
  return found && !notNames.test(found) ? found : null;
}

function nameIn(earlier: readonly string[]): string | null {
  for (const text of earlier.toReversed()) {
    const name = nameSaid(text);
    if (name) return name;
  }
  return null;
}

/** "ma couleur préférée est le bleu", "my cat is called Pixel": what it is of, and the whole clause. */
function factSaid(raw: string): { readonly thing: string; readonly clause: string } | null {
  const found = raw.match(
    /\b((?:mon|ma|mes|my) [^.!?]{2,40}?) ((?:est|sont|s['’]appell?ent?|c['’]est|is|are) [^.!?]{1,60})/iu,
  );
  return found?.[1] && found[2] ? { thing: plain(found[1]), clause: `${found[1]} ${found[2]}` } : null;
}

function factIn(earlier: readonly string[], thing: string): string | null {
  for (const text of earlier.toReversed()) {
    const fact = factSaid(text);
    if (fact && (thing.startsWith(fact.thing) || fact.thing.startsWith(thing))) return turned(fact.clause);
  }
  return null;
}

const turn: Readonly<Record<string, string>> = { mon: 'ton', ma: 'ta', mes: 'tes', my: 'your' };
const turned = (clause: string) => clause.replace(/^\w+/, (word) => turn[word.toLowerCase()] ?? word);

const leading =
  /^(?:(?:dis|alors|hey|bonjour|salut|hello|hi|please|can you|could you|tu peux|peux tu|qu est ce que? c est que?|qu est ce qu\w*|c ?koi|kesako|(?:tu|vous) connai\w+|do you know|c est quoi|c est qui|qui est|qui etait|parle moi|parle nous|explique moi|explique|tell me about|what is|what s|what are|who is|who was|who s|explain|definition|une?|le|la|les|l|d|de|des|du|the|an?|of|about|jeu|game|moi|s il te plait|stp)\s)+/;
function subjectOf(words: string): string {
  return words
    .replace(leading, '')
    .replace(/\s(?:stp|svp|please|s il te plait)$/, '')
    .trim();
}

/** What is known of the longest run of words that is a subject; short single words are too common to be one. */
function mentionIn(words: string, known: (phrase: string) => string | null): string | null {
  const list = words.split(' ').slice(0, 40);
  for (let length = 4; length >= 1; length--) {
    for (let at = 0; at + length <= list.length; at++) {
      const phrase = list.slice(at, at + length).join(' ');
      const found = phrase.length >= 5 ? known(phrase) : null;
      if (found) return found;
    }
  }
  return null;
}

/** "tu préfères les chats": what is chosen from is at the end. */
const lastWords = (text = '') =>
  text
    .split(/ (?=(?:les?|la|l['’]|une?|du|des|the|an?|my|mon|ma) ?)/)
    .at(-1)
    ?.trim() ?? '';
const shorten = (text: string) => (text.length > 60 ? `${text.slice(0, 57).trimEnd()}…` : text).toWellFormed();

/** The first sentence of the facts that a prompt hands over, in parentheses after the question. */
function factsIn(notes: readonly string[]): string | null {
  const note = notes.find((one) => /^(Réponds à partir|Answer from)/.test(one));
  const facts = note?.replace(/\)\s*$/, '').replace(/^[^:]*:\s*/, '');
  return facts === undefined ? null : (/^.{20,}?(?<!(?<!\p{L})\p{Lu})[.!?](?= |$)/u.exec(facts)?.[0] ?? facts);
}

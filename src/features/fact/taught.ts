import { type Documents, type OpenDocuments, schemaOf } from '../../domain/documents.ts';
import type { Fact } from '../../domain/knowledge.ts';
import { subjectKey } from '../../lib/subject.ts';

/** `lost`: the store did not take it, so nothing changed; `nameless`: there is no word in the subject. */
export interface Taught {
  add(channel: string, subject: string, answer: string): Promise<'stored' | 'full' | 'lost' | 'nameless'>;
  remove(channel: string, subject: string): Promise<'stored' | 'unknown' | 'lost'>;
  subjects(channel: string): readonly string[];
  all(channel: string): readonly { readonly subject: string; readonly answer: string }[];
  /** By its subject, or where the question names it. */
  of(channel: string, asked: string): Fact | null;
}

/** What a moderator wrote: a subject and its answer. */
type Row = readonly [subject: string, answer: string];
type Rows = readonly Row[];

const mostOfChannel = 500;
/** A shorter subject is meant only where it is all that is asked for. */
const leastInside = 4;

/** Of the words around the subject, so many may say something: "the best keyboard for games" is not about the channel's. */
const mostBeside = 1;
const small = new Set(
  `c est quoi ce que qu qui quel quelle quels quelles comment quand ou pourquoi combien le la les l un une des du de d au aux et
  en sur dans pour avec a t as s on y il elle tu vous je j ton ta tes son sa ses votre vos ici serveur streamer streameur
  streameuse stream chaine stp svp the of in on for is are was what which who where when how s your his her their my our this
  does do you he she they have has got please use uses utilise utilises joue joues`.split(/\s+/),
);
const isAllAsked = (words: string) =>
  words.split(' ').filter((word) => word !== '' && !small.has(word)).length <= mostBeside;

const isRow = (value: unknown) =>
  Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string');
const areRows = (value: unknown): value is Rows => Array.isArray(value) && value.every(isRow);

const factOf = ([subject, answer]: Row): Fact => ({
  source: 'channel',
  title: subject,
  line: answer,
  grounding: `${subject}: ${answer}`,
  url: null,
  direct: true,
});

/** Every question looks here first: by the words of its subject, worked out once for each value of the document. */
const indexes = new WeakMap<Rows, ReadonlyMap<string, Row>>();
function indexOf(rows: Rows): ReadonlyMap<string, Row> {
  const index = indexes.get(rows) ?? new Map(rows.map((row): [string, Row] => [subjectKey(row[0]), row]));
  indexes.set(rows, index);
  return index;
}

/** What moderators taught. */
export function createTaught(open: OpenDocuments): Taught {
  const facts: Documents<Rows> = open('facts', schemaOf('pairs of a subject and an answer', areRows), []);
  return {
    async add(channel, subject, answer) {
      const key = subjectKey(subject);
      if (key === '') return 'nameless';
      let full = false;
      const done = await facts.change(channel, (rows) => {
        const row: Row = [subject, answer];
        const before = indexOf(rows).get(key);
        full = !before && rows.length >= mostOfChannel;
        if (full) return null;
        return before ? rows.map((one) => (one === before ? row : one)) : [...rows, row];
      });
      if (done.ok) return full ? 'full' : 'stored';
      return done.reason === 'too large' ? 'full' : 'lost';
    },
    async remove(channel, subject) {
      const key = subjectKey(subject);
      const done = await facts.change(channel, (rows) => {
        const before = indexOf(rows).get(key);
        return before ? rows.filter((one) => one !== before) : null;
      });
      if (!done.ok) return 'lost';
      return done.changed ? 'stored' : 'unknown';
    },
    all: (channel) => facts.read(channel).map(([subject, answer]) => ({ subject, answer })),
    subjects: (channel) => facts.read(channel).map(([subject]) => subject),
    of(channel, asked) {
      const rows = indexOf(facts.read(channel));
      if (rows.size === 0) return null;
      const key = subjectKey(asked);
      if (key === '') return null;
      const exact = rows.get(key);
      if (exact) return factOf(exact);
      let best: readonly [string, Row] | null = null;
      for (const [known, row] of rows) {
        if (known.length < leastInside || known.length <= (best?.[0].length ?? 0)) continue;
        const [before, ...after] = ` ${key} `.split(` ${known} `);
        if (after.length > 0 && isAllAsked(`${before} ${after.join(' ')}`)) best = [known, row];
      }
      return best && factOf(best[1]);
    },
  };
}

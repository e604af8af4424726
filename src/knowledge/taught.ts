import type { Fact, Taught } from '../domain/knowledge.ts';
import type { Records } from '../domain/storage.ts';
import { subjectKey } from './subject.ts';

interface Row {
  readonly subject: string;
  readonly answer: string;
}

const mostOfChannel = 500;
const mostInAll = 50_000;
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

/** What moderators taught, in memory as it is in the store: every question looks here first. */
export function createTaught({ records }: { readonly records: Records }): Taught & { load(): Promise<void> } {
  const channels = new Map<string, Map<string, Row>>();
  const recordKey = (channel: string, key: string) => `fact/${channel}/${key}`;
  const rowsOf = (channel: string) => {
    const rows = channels.get(channel) ?? new Map<string, Row>();
    channels.set(channel, rows);
    return rows;
  };
  const factOf = ({ subject, answer }: Row): Fact => ({
    source: 'channel',
    title: subject,
    line: answer,
    grounding: `${subject}: ${answer}`,
    url: null,
    direct: true,
  });

  return {
    async load() {
      let after: string | undefined;
      let read = 0;
      do {
        const page = await records.list('fact/', { limit: 500, ...(after !== undefined && { after }) });
        if (!page.ok) return;
        for (const { key, value } of page.value.records) {
          const [, channel = '', ...rest] = key.split('/');
          const row = value as Partial<Row> | null;
          if (typeof row?.subject !== 'string' || typeof row.answer !== 'string') continue;
          rowsOf(channel).set(rest.join('/'), { subject: row.subject, answer: row.answer });
          read++;
        }
        after = page.value.next ?? undefined;
      } while (after !== undefined && read < mostInAll);
    },
    async add(channel, subject, answer) {
      const key = subjectKey(subject);
      if (key === '') return 'nameless';
      const rows = rowsOf(channel);
      if (!rows.has(key) && rows.size >= mostOfChannel) return 'full';
      const stored = await records.set(recordKey(channel, key), { subject, answer });
      if (!stored.ok) return 'lost';
      rows.set(key, { subject, answer });
      return 'kept';
    },
    async remove(channel, subject) {
      const key = subjectKey(subject);
      const rows = rowsOf(channel);
      if (!rows.has(key)) return 'unknown';
      const stored = await records.delete(recordKey(channel, key));
      if (!stored.ok) return 'lost';
      rows.delete(key);
      return 'kept';
    },
    subjects: (channel) => [...(channels.get(channel)?.values() ?? [])].map(({ subject }) => subject),
    of(channel, asked) {
      const rows = channels.get(channel);
      if (!rows || rows.size === 0) return null;
      const key = subjectKey(asked);
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

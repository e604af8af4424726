import type { Journal, JournalEntry } from '../domain/journal.ts';
import { asLogin } from '../lib/text.ts';

const mostEntries = 5_000;
const mostChannels = 1_000;

export function createJournal(): Journal {
  const byViewer = new Map<string, JournalEntry>();
  const unanswered = new Map<string, JournalEntry>();
  const keep = (map: Map<string, JournalEntry>, key: string, entry: JournalEntry, most: number) => {
    // A command may end after a later one of the same viewer.
    if ((map.get(key)?.at ?? Number.NEGATIVE_INFINITY) > entry.at) return;
    map.delete(key);
    map.set(key, entry);
    if (map.size > most) map.delete(map.keys().next().value!);
  };
  return {
    note(channel, entry) {
      keep(byViewer, `${channel} ${entry.login}`, entry, mostEntries);
      if (entry.ending !== 'answered' || entry.source === 'phrase') keep(unanswered, channel, entry, mostChannels);
    },
    of: (channel, login) => byViewer.get(`${channel} ${asLogin(login)}`) ?? null,
    loginOf(viewerId) {
      for (const entry of byViewer.values()) if (entry.viewerId === viewerId) return entry.login;
      return null;
    },
    lastUnanswered: (channel) => unanswered.get(channel) ?? null,
    forget(viewerId) {
      for (const map of [byViewer, unanswered]) {
        for (const [key, entry] of map) if (entry.viewerId === viewerId) map.delete(key);
      }
    },
  };
}

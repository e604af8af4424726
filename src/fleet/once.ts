import type { Once } from '../domain/once.ts';
import type { SharedScripts } from '../domain/storage.ts';
import { beginText, doneText, outcomeText } from './scripts.ts';

/** Not by way of the link: what is done once need not wait for a heartbeat to find Redis again. */
export function createOnce(scripts: SharedScripts, space: string, self: string): Once {
  const [begin, done, outcome] = [beginText, doneText, outcomeText].map((text) => scripts.define(text));
  const keyOf = (deed: string) => `${space}:once:${deed}`;
  return {
    async begin(deed, withinMs) {
      const answer = await begin!([keyOf(deed)], [self, String(withinMs)]);
      if (!answer.ok) return { kind: 'unknown' };
      const value = String(answer.value);
      if (value.startsWith('=')) return { kind: 'done', value: value.slice(1) };
      return { kind: value === 'mine' ? 'mine' : 'theirs' };
    },
    async outcome(deed) {
      const answer = await outcome!([keyOf(deed)], []);
      return answer.ok && answer.value !== '' ? String(answer.value).slice(1) : null;
    },
    async done(deed, value, keptMs) {
      return (await done!([keyOf(deed)], [`=${value}`, String(keptMs)])).ok;
    },
  };
}

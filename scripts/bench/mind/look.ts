import type { OnAsked } from './house.ts';

export interface Looked {
  /** Of a prompt's characters, those with which the same viewer's last one began as well. */
  readonly ownPrefix: number;
  /** The same, with whatever was asked before. */
  readonly anyPrefix: number;
  /** Tokens, in and out, that the bot would count where a server says nothing. */
  readonly guessed: number;
}

/** Reads the prompts that go out. */
export function createLook(): { readonly note: OnAsked; looked(): Looked } {
  const own: number[] = [];
  const any: number[] = [];
  const lastOf = new Map<string, string>();
  let last: string | null = null;
  let guessed = 0;
  return {
    note({ messages, viewer }, { promptTokens, completionTokens }) {
      guessed += promptTokens + completionTokens;
      // Summaries are not a viewer's prompts.
      if (!viewer) return;
      const text = messages.map(({ role, content }) => `<${role}>${content}\n`).join('');
      const before = lastOf.get(viewer.id);
      if (before !== undefined) own.push(shared(before, text));
      if (last !== null) any.push(shared(last, text));
      lastOf.set(viewer.id, text);
      last = text;
    },
    looked: () => ({ ownPrefix: mean(own), anyPrefix: mean(any), guessed }),
  };
}

function shared(before: string, text: string): number {
  let at = 0;
  while (at < text.length && before.charCodeAt(at) === text.charCodeAt(at)) at++;
  return at / text.length;
}

const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / Math.max(1, list.length);

import type { Command, Invocation, Meter } from '../domain/command.ts';
import type { Outcome } from '../domain/outcome.ts';
import { type Rehearse, wordingOf } from '../domain/saying.ts';
import type { Settings } from '../domain/settings.ts';
import type { Viewer } from '../domain/viewer.ts';
import type { Clock } from '../lib/clock.ts';

const unmetered: Meter = { waited() {}, totalMs: 0 };

/** A command as if somebody had typed it in chat: nobody did, so nothing of it is stored. */
export function typedBy(
  { settings, clock }: { readonly settings: () => Settings; readonly clock: Clock },
  of: { readonly command: Command; readonly channel: string; readonly viewer: Viewer; readonly args: string },
  meter: Meter = unmetered,
): Invocation {
  const { command, channel, viewer, args } = of;
  const now = clock.now();
  return {
    command,
    args: args.trim(),
    message: {
      ...{ id: `web-${now}`, channel, roomId: '', text: args, receivedAt: now, replyToLogin: null },
      viewer,
    },
    deadline: now + settings().llm.reply_deadline * 1000,
    meter,
    mayStore: false,
  };
}

/** What chat would read: the lines that would leave, or the rule by which none would. */
export interface WouldSay {
  readonly lines: string[];
  readonly rule: string | null;
}

/** Takes an outcome through the gate; null: it ends in silence or in a refusal. */
export async function wouldSay(
  rehearse: Rehearse,
  channel: string,
  outcome: Outcome,
  { viewerName, maxLines = 2 }: { readonly viewerName?: string; readonly maxLines?: 1 | 2 } = {},
): Promise<WouldSay | null> {
  if (outcome.kind !== 'reply') return null;
  const { text, source, links, written, mentions } = outcome;
  const wording = wordingOf(source);
  const rehearsed = await rehearse({ channel, text, wording, viewerName, links, written, mentions, maxLines });
  return rehearsed.kind === 'lines' ? { lines: [...rehearsed.lines], rule: null } : { lines: [], rule: rehearsed.rule };
}

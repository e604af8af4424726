import type { Invariants } from './invariants.ts';

/** A line of the bot as it reached Twitch. */
export interface Frame {
  readonly channel: string;
  readonly text: string;
  readonly replyTo: string | null;
  readonly raw: string;
  /** Whether it was said in the channel: what Twitch refuses has to be as clean as what it takes. */
  readonly isTaken: boolean;
}

export interface Expected {
  /** The name of whom it answers. */
  readonly viewerName: string | null;
  /** A moderator's own words, or an answer that names others by its nature: a queue, a draw. */
  readonly namesOthers: boolean;
}

const windowMs = 30_000;
const mostInWindow = 100;
const apartMs = 10_000;
/** What a moderator of the simulation writes into a command, and the sources that an answer has to name. */
const allowed = /(?:example|igdb|open-meteo|wikipedia|wikidata|frankfurter)\.(?:com|org|dev|app)/gi;
const links = /(?:https?|hxxps?):|:\/\/|\bwww\.|[a-z0-9-]\.(?:com|net|org|gg|ru|xyz|tk|ly)(?![a-z0-9])/i;

/** Reads the wire as Twitch does. Its rules are its own: none is shared with what the bot filters by. */
export function createWireCheck(see: Invariants['see'], now: () => number) {
  const sent: number[] = [];
  const lastUnasked = new Map<string, number>();
  const forget = () => {
    while (sent[0] !== undefined && sent[0] <= now() - windowMs) sent.shift();
  };
  return {
    line({ channel, text, replyTo, raw, isTaken }: Frame, { viewerName, namesOthers }: Expected) {
      const faults: string[] = [];
      if (/[\r\n\0]/.test(raw.replace(/\r\n$/, ''))) faults.push('more than one line in a frame');
      if (text.length === 0) faults.push('empty');
      if (text.length > 499) faults.push(`${text.length} units`);
      if (!text.isWellFormed()) faults.push('half a surrogate pair');
      if (/[\u0000-\u001f\u007f-\u009f]/.test(text.replace(/\u0001/g, ''))) faults.push('a control character');
      if (/[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\u2800\u3164\ufeff\u00ad\u{e0000}-\u{e007f}]/u.test(text))
        faults.push('an invisible character');
      if (/^[\s/.\\!]/.test(text)) faults.push('begins like a command');
      if (/\p{M}{3,}/u.test(text)) faults.push('a pile of marks');
      if (links.test(text.normalize('NFKC').replace(allowed, ''))) faults.push('a link');
      if (/^[^\p{L}]*twitch(?: staff| support)? ?:/iu.test(text)) faults.push('speaks as Twitch');
      for (const [, name] of text.matchAll(/@([\p{L}\p{N}_]+)/gu)) {
        if (!namesOthers && name?.toLowerCase() !== viewerName?.toLowerCase()) faults.push(`mentions ${name}`);
      }
      if (/mot\s*interdit|serdaterme/i.test(text) && /EMIT/.test(text)) faults.push('a blocked term');
      see('every line is clean', faults.length > 0 ? `#${channel}: ${faults.join(', ')}: ${text.slice(0, 200)}` : null);
      if (replyTo !== null || !isTaken) return;
      const gap = now() - (lastUnasked.get(channel) ?? Number.NEGATIVE_INFINITY);
      see('unasked lines are 10 s apart', gap < apartMs - 1 ? `#${channel}: ${gap} ms: ${text.slice(0, 80)}` : null);
      lastUnasked.set(channel, now());
    },
    /** The gate `send` may only refuse where Twitch would. */
    refused(open: number) {
      forget();
      const full = sent.length + open;
      see('the send gate is honest', full < 0.7 * mostInWindow ? `refused at ${full} of ${mostInWindow}` : null);
    },
    /** Anything handed to Twitch counts in its window, taken or not. */
    sent() {
      sent.push(now());
      forget();
      see('sends stay in the window', sent.length > mostInWindow ? `${sent.length} in 30 s` : null);
    },
  };
}

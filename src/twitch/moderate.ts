import type { Tell } from '../domain/event.ts';
import type { Moderated, ModerationAct, ModerationOrder } from '../domain/moderation.ts';
import type { Clock } from '../lib/clock.ts';
import { createSlidingWindow, type SlidingWindow } from '../lib/window.ts';
import { orAborted } from '../lib/within.ts';
import type { Helix } from './helix.ts';
import type { Answer, ByTwurple, Call, Failed } from './helix-call.ts';

export type Moderate = (channel: string, order: ModerationOrder, signal?: AbortSignal) => Promise<Moderated>;

export interface ModerateParts extends Pick<Helix, 'inChannel'> {
  readonly call: Call;
  readonly clock: Clock;
  readonly tell: Tell;
}

/** Of Twitch's 800 points a minute: what else the bot asks of Twitch has the rest. */
const mostPerMinute = 300;
const mostUnderWay = 100;
const mostChannels = 10_000;
const longestReason = 500;
const mostTries = 3;
/** Twitch refuses an act while somebody else changes the same viewer. */
const conflictPauseMs = 500;
const longestPauseMs = 10_000;

/** What Twitch answers where there is nothing left to do: the line is gone, the viewer is banned, or is not. */
const isDoneAlready: Readonly<Record<ModerationAct, (failure: Failed) => boolean>> = {
  delete: ({ reason }) => reason === 'not found',
  warn: () => false,
  timeout: () => false,
  ban: ({ detail }) => detail.includes('already banned'),
  lift: ({ detail }) => detail.includes('not banned'),
};

const cutOff: Moderated = { kind: 'lost', reason: 'the bot stops' };

function requestOf(id: string, { act, viewer, messageId, seconds, reason }: ModerationOrder): ByTwurple<null> {
  const why = reason.slice(0, longestReason);
  const doing = (run: ByTwurple<unknown>['run']): ByTwurple<null>['run'] =>
    async function asked(...given) {
      await run(...given);
      return null;
    };
  switch (act) {
    case 'delete': {
      // Without an id Twitch clears the whole chat.
      if (!messageId) throw new Error('a delete without the id of a line');
      return { feature: 'delete lines', run: doing((api) => api.moderation.deleteChatMessages(id, messageId)) };
    }
    case 'warn':
      return { feature: 'warn viewers', run: doing((api) => api.moderation.warnUser(id, viewer.id, why)) };
    case 'timeout':
    case 'ban': {
      const duration = act === 'timeout' ? { duration: seconds ?? 1 } : {};
      const ban = { user: viewer.id, reason: why, ...duration };
      return { feature: 'time out and ban', run: doing((api) => api.moderation.banUser(id, ban)) };
    }
    case 'lift':
      return { feature: 'time out and ban', run: doing((api) => api.moderation.unbanUser(id, viewer.id)) };
  }
}

/** Acts on viewers, so many a minute in a channel; each ends in one outcome, which is told. */
export function createModerate({ call, inChannel, clock, tell }: ModerateParts): Moderate {
  const channels = new Map<string, { readonly acts: SlidingWindow; underWay: number }>();

  function loadOf(channel: string) {
    const known = channels.get(channel);
    if (known) return known;
    const made = { acts: createSlidingWindow(60_000), underWay: 0 };
    channels.set(channel, made);
    if (channels.size > mostChannels) channels.delete(channels.keys().next().value!);
    return made;
  }

  /** How long to wait before the same is asked again; null: it is not. Only what Twitch has not done is repeated. */
  function pauseAfter({ reason, detail, retryAfterMs = conflictPauseMs }: Failed): number | null {
    if (reason === 'rate limited' && retryAfterMs <= longestPauseMs) return Math.max(conflictPauseMs, retryAfterMs);
    return detail.startsWith('409') ? conflictPauseMs : null;
  }

  async function asked(channel: string, order: ModerationOrder): Promise<Answer<null>> {
    for (let tries = 1; ; tries++) {
      const answer = await inChannel(channel, (id) => call(requestOf(id, order)));
      if (answer.kind === 'done') return answer;
      const pause = pauseAfter(answer);
      if (pause === null || tries === mostTries) return answer;
      await new Promise<void>((resolve) => clock.after(pause, resolve));
    }
  }

  async function act(channel: string, order: ModerationOrder): Promise<Moderated> {
    const load = loadOf(channel);
    if (load.underWay >= mostUnderWay || load.acts.waitMs(clock.now(), mostPerMinute) > 0) {
      return { kind: 'refused', scope: null, reason: 'too many acts at once' };
    }
    load.acts.add(clock.now());
    load.underWay++;
    try {
      const answer = await asked(channel, order);
      if (answer.kind === 'done' || isDoneAlready[order.act](answer)) return { kind: 'done' };
      const reason = `${answer.reason}: ${answer.detail}`;
      return answer.handed ? { kind: 'lost', reason } : { kind: 'refused', scope: answer.scope ?? null, reason };
    } finally {
      load.underWay--;
    }
  }

  return async (channel, order, signal) => {
    const asked = act(channel, order);
    const end = (await (signal ? orAborted(asked, signal) : asked)) ?? cutOff;
    tell({
      kind: 'moderation.ended',
      channel,
      order,
      result: end.kind,
      ...(end.kind !== 'done' && { reason: end.reason }),
    });
    return end;
  };
}

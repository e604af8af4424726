import type { Tell } from '../../domain/event.ts';
import type { Health, Part } from '../../domain/part.ts';
import type { OnAir, StreamEvent } from '../../domain/stream.ts';
import type { Clock } from '../../lib/clock.ts';
import { createSeen } from '../../lib/seen.ts';
import type { Account } from '../auth.ts';
import type { Broadcasters } from '../broadcasters.ts';
import type { Answer, Call } from '../helix-call.ts';
import type { Bag } from '../rows.ts';
import { features } from '../scopes.ts';
import { eventSubUrl, isEventSub } from '../twurple.ts';
import type { About, Read } from './frames.ts';
import { type Happening, happeningIn } from './happenings.ts';
import { createListener, type Listener } from './listener.ts';
import type { Wanted } from './subscriptions.ts';
import { channelIdIn, isAllowed, type Topic, topics } from './topics.ts';

export interface EventSubParts {
  readonly apiPort: number | null;
  /** The bot's. */
  readonly login: string;
  readonly account: () => Promise<Account | null>;
  readonly call: Call;
  readonly broadcasters: Pick<Broadcasters, 'account' | 'in'>;
  readonly idOf: (channel: string) => Promise<string | null>;
  /** What somebody wants to hear of. */
  readonly wanted: () => ReadonlySet<StreamEvent['what']>;
  /** `isNew`: it was not told before. */
  readonly onHappening: (channel: string, happening: Happening, isNew: boolean) => void;
  /** What is on air, as Twitch's API has it now. */
  readonly look: (channel: string) => Promise<Answer<OnAir | null>>;
  readonly clock: Clock;
  readonly tell: Tell;
  readonly random?: () => number;
}

export interface EventSub extends Required<Pick<Part, 'name' | 'start' | 'stop'>> {
  health(): Health;
  /** Listens in these channels, and in no other. */
  serve(channels: readonly string[]): void;
}

/** Something that is wanted and that no token opens. */
interface Lack {
  readonly what: StreamEvent['what'];
  readonly channel: string;
  readonly scope: string;
  readonly command: string;
}

const mostSeen = 5_000;
const mostDetails = 10;
/** Older than that it is nobody's news any more. */
const longestAgeMs = 10 * 60_000;
/** A connection that comes back by itself is no fault. */
const patienceMs = 60_000;

/** What Twitch tells outside of chat: one connection for the bot's account, and one for each channel's own where there is a token. */
export function createEventSub(parts: EventSubParts): EventSub {
  const { apiPort, login, broadcasters, clock, tell, wanted, onHappening, random = Math.random } = parts;
  const url = eventSubUrl(apiPort);
  const seen = createSeen(mostSeen);
  const told = new Set<string>();
  const names = new Map<string, string>();
  /** Permissions of the account of a channel, or of the bot under ''; null: there is no token. */
  const scopes = new Map<string, readonly string[] | null>();
  const owners = new Map<string, Listener>();
  const leaving = new Set<Promise<void>>();
  let served: readonly string[] = [];
  let started = false;
  /** Since when a channel is on air, in Unix milliseconds; null: it is not. */
  const onAir = new Map<string, number | null>();
  /** What Twitch's clock is in front of our monotonic one, by the last connection that began; NaN: nobody knows. */
  let ahead = Number.NaN;

  async function inChannels(channels: readonly string[], suits: (topic: Topic, channel: string) => boolean) {
    const ids = await Promise.all(channels.map(async (channel) => ({ channel, id: await parts.idOf(channel) })));
    // Topic by topic: what costs is shared out among the channels.
    return topics.flatMap((topic) =>
      ids.flatMap(({ channel, id }): Wanted[] => {
        if (id === null || !suits(topic, channel)) return [];
        names.set(id, channel);
        return [{ topic, channel, channelId: id }];
      }),
    );
  }

  const listen = (owner: string, rest: Pick<Parameters<typeof createListener>[0], 'account' | 'call' | 'wanted'>) =>
    createListener({
      ...rest,
      ...{ url, clock, random, onRead, onRefused },
      mayMoveTo: (to) => isEventSub(to, apiPort),
      isServed: (channel) => served.includes(channel),
      onStanding() {
        if (owner === '') for (const channel of served) void catchUp(channel);
      },
      async account() {
        const account = await rest.account();
        scopes.set(owner, account?.grant.scopes ?? null);
        warnOfLacks();
        return account;
      },
    });

  const bot = listen('', {
    account: parts.account,
    call: parts.call,
    wanted: ({ grant }) =>
      inChannels(
        served,
        (topic, channel) => isAllowed(topic, grant.scopes) && (topic.by !== 'broadcaster' || channel === grant.login),
      ),
  });

  const ownerOf = (channel: string) =>
    listen(channel, {
      account: () => broadcasters.account(channel),
      call: broadcasters.in(channel),
      wanted: ({ grant }) =>
        inChannels([channel], (topic) => topic.by === 'broadcaster' && isAllowed(topic, grant.scopes)),
    });

  /** What is wanted and not to be had, as far as it is known. */
  function lacks(): readonly Lack[] {
    const events = wanted();
    return topics.flatMap((topic) => {
      const { only, needs, by } = topic;
      if (!only || !needs || !events.has(only)) return [];
      return served.flatMap((channel): Lack[] => {
        const isOwn = by === 'broadcaster' && channel !== login;
        const granted = scopes.get(isOwn ? channel : '');
        // Without a token of the bot there are other things to say.
        if (granted === undefined || (granted === null && !isOwn) || isAllowed(topic, granted ?? [])) return [];
        const command = isOwn ? `npm run login broadcaster ${channel}` : 'npm run login';
        return [{ what: only, channel, scope: features[needs.feature].scope, command }];
      });
    });
  }

  function warn(text: string, fr: string) {
    if (told.has(text)) return;
    told.add(text);
    tell({ kind: 'warning', text, fr });
  }

  function onRefused({ topic: { only, by }, channel }: Wanted, reason: string) {
    if (only === undefined || !wanted().has(only)) return;
    const [hint, fr] =
      by === 'moderator'
        ? ['is the bot a moderator there?', 'le bot y est-il modérateur ?']
        : ['asked again later', 'redemandé plus tard'];
    warn(
      `reactions.${only}: Twitch does not tell it of #${channel} (${reason}): ${hint}`,
      `reactions.${only} : Twitch n’en dit rien pour #${channel} (${reason}) : ${fr}`,
    );
  }

  function warnOfLacks() {
    for (const { what, channel, scope, command } of lacks())
      warn(
        `reactions.${what}: Twitch does not tell it of #${channel} without ${scope}: run \`${command}\``,
        `reactions.${what} : Twitch n’en dit rien pour #${channel} sans ${scope} : lance \`${command}\``,
      );
  }

  /** Streams that began or ended unheard, while there was no connection. Those of before the first one are no news. */
  async function catchUp(channel: string) {
    const was = onAir.get(channel);
    const looked = await parts.look(channel);
    if (looked.kind === 'failed' || !served.includes(channel)) return;
    const now = looked.value?.startedAt ?? null;
    onAir.set(channel, now);
    const id = [...names].find(([, name]) => name === channel)?.[0];
    if (was === undefined || id === undefined || (was === null) === (now === null)) return;
    const event = {
      what: now === null ? 'offline' : 'online',
      by: { id, login: channel, name: channel },
      count: 1,
    } as const;
    pass(
      channel,
      now === null ? { kind: 'offline', event } : { kind: 'online', event, startedAt: now, key: String(now) },
    );
  }

  function onRead({ frame, messageId, at }: Read) {
    // A connection begins with the time. No other message sets it: one that is wrong would make all that follow old.
    if (frame.type === 'session_welcome') ahead = at - clock.now();
    if (frame.type === 'revocation') {
      const { type, condition } = frame.about;
      const channel = names.get(channelIdIn(condition)) ?? '?';
      warn(
        `Twitch does not tell ${type} of #${channel} any more: ${frame.status}`,
        `Twitch ne signale plus ${type} pour #${channel} : ${frame.status}`,
      );
    }
    if (frame.type !== 'notification' || clock.now() + ahead - at > longestAgeMs) return;
    if (messageId !== '' && !seen.add(messageId)) return;
    try {
      happened(frame.about, frame.event);
    } catch (error) {
      // Out of the socket's reading it would end the process.
      tell({ kind: 'bug', where: 'an event of Twitch', error });
    }
  }

  function happened({ type, condition }: About, event: Bag) {
    const channel = names.get(channelIdIn(condition));
    if (channel === undefined || !served.includes(channel)) return;
    const happening = happeningIn(type, event);
    if (!happening) return;
    if (happening.kind === 'online') onAir.set(channel, happening.startedAt);
    if (happening.kind === 'offline') onAir.set(channel, null);
    pass(channel, happening);
  }

  function pass(channel: string, happening: Happening) {
    const key = 'key' in happening && happening.key;
    onHappening(channel, happening, !key || seen.add(`${channel} ${happening.event.what} ${key}`));
  }

  function follow() {
    for (const [channel, owner] of owners) {
      if (served.includes(channel)) continue;
      owners.delete(channel);
      scopes.delete(channel);
      const left = owner.stop().finally(() => leaving.delete(left));
      leaving.add(left);
    }
    for (const channel of served) {
      if (channel === login || owners.has(channel)) continue;
      const owner = ownerOf(channel);
      owners.set(channel, owner);
      owner.start();
    }
    bot.look();
  }

  function health(): Health {
    const all = [bot, ...owners.values()].map((listener) => listener.state());
    const { state, detail, downSince } = all[0]!;
    const events = wanted();
    const isMissed = topics.some(({ only }) => only !== undefined && events.has(only));
    const isDown = isMissed && downSince !== null && clock.now() - downSince > patienceMs;
    const off = all.flatMap(({ standing }) => standing.off).filter(({ topic: { only } }) => only && events.has(only));
    const on = all.reduce((sum, { standing }) => sum + standing.on, 0);
    const details = [
      state === 'connected' ? `${on} subscriptions` : detail,
      ...lacks().map(({ what, channel, scope }) => `${what} of #${channel} lacks ${scope}`),
      ...off.map(({ topic, channel, reason }) => `${topic.only} of #${channel}: ${reason}`),
    ];
    const isWell = !isDown && details.length === 1;
    return {
      state: state === 'connected' && !isWell ? 'partly' : state,
      detail: details.slice(0, mostDetails).join('; '),
      level: isWell ? 'ok' : 'degraded',
    };
  }

  return {
    name: 'eventsub',
    health,
    serve(channels) {
      served = [...channels];
      for (const channel of onAir.keys()) if (!served.includes(channel)) onAir.delete(channel);
      if (started) follow();
    },
    async start() {
      started = true;
      bot.start();
      follow();
    },
    async stop() {
      started = false;
      await Promise.all([bot.stop(), ...[...owners.values()].map((owner) => owner.stop()), ...leaving]);
    },
  };
}

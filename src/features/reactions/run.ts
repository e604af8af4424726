import type { Invocation, Meter } from '../../domain/command.ts';
import type { StreamEvent } from '../../domain/stream.ts';
import type { Expanded } from '../../domain/template.ts';
import type { Home } from './phrases.ts';

/** What is to be said together. */
interface Due {
  first: StreamEvent;
  /** Monotonic milliseconds at which the first of them came. */
  readonly at: number;
  others: number;
}

interface Channel {
  /** By what happened, the oldest first. */
  readonly due: Map<StreamEvent['what'], Due>;
  isSpeaking: boolean;
}

/** What could not be said by then is nobody's news any more. */
const patienceMs = 30_000;
/** Whom Twitch puts in the place of somebody who wants no name. */
const anonymous: ReadonlySet<string> = new Set(['ananonymousgifter', 'ananonymouscheerer']);
/** What nobody in particular does: the latest is what is true. */
const ofChannel: ReadonlySet<StreamEvent['what']> = new Set(['online', 'offline', 'ad', 'hype_train']);
/** For these nobody is thanked. */
const thankless: ReadonlySet<StreamEvent['what']> = new Set(['redemption', 'first_chat']);
const mostChannels = 10_000;
const unmetered: Meter = { waited() {}, totalMs: 0 };

/** Says what a channel says of what happens there: one at a time, and what comes meanwhile together with its kind. */
export function createReactor(house: Home) {
  const { chat, clock, compile, leaves, privacy, say, settings, tell, vitals } = house;
  const channels = new Map<string, Channel>();
  const stopping = new AbortController();

  const bug = (error: unknown) => tell({ kind: 'bug', where: 'a reaction', error });
  const isWanted = ({ what, count }: StreamEvent) => settings()[what].on && count >= settings()[what].min;

  /** By whom it is: nothing of it is stored about anybody. */
  function callOf(channel: string, { by, what }: StreamEvent): Invocation {
    const now = clock.now();
    return {
      command: { name: what, aliases: [], level: 'viewer', run: async () => ({ kind: 'ignored' }) },
      message: {
        ...{ id: '', channel, roomId: '', text: '', receivedAt: now, replyToLogin: null },
        viewer: { ...by, roles: new Set() },
      },
      args: '',
      deadline: now + patienceMs,
      meter: unmetered,
      mayStore: false,
    };
  }

  function phraseOf({ what, by: { name }, count, title = '' }: StreamEvent): string {
    switch (what) {
      case 'sub':
        return say('reactions.sub', { name });
      case 'gift':
        return count > 1 ? say('reactions.gifts', { name, count }) : say('reactions.gift', { name });
      case 'resub':
        return count > 1 ? say('reactions.resub', { name, count }) : say('reactions.sub', { name });
      case 'follow':
      case 'first_chat':
      case 'online':
      case 'shoutout':
        return say(`reactions.${what}`, { name });
      case 'offline':
        return say('reactions.offline');
      case 'ad':
      case 'hype_train':
        return say(`reactions.${what}`, { count });
      case 'redemption':
        return say('reactions.redemption', { name, title, count });
      default:
        return say(`reactions.${what}`, { name, count });
    }
  }

  /** In the operator's words, where they can be understood. */
  async function wordsFor(
    channel: string,
    event: StreamEvent,
    own = settings()[event.what].say,
  ): Promise<Omit<Expanded, 'mentions'>> {
    const compiled = own === null ? null : compile(own);
    if (compiled?.ok)
      return compiled.template.expand({ call: callOf(channel, event), count: event.count }, stopping.signal);
    return { text: phraseOf(event), written: [], isForeign: false };
  }

  function restOf(what: StreamEvent['what'], n: number): string {
    if (thankless.has(what)) return n === 1 ? say('reactions.more_one') : say('reactions.more', { n });
    return n === 1 ? say('reactions.and_one') : say('reactions.and', { n });
  }

  async function speak(name: string, { first, at, others }: Due) {
    const { text, written, isForeign } = await wordsFor(name, first);
    const rest = others === 0 ? '' : restOf(first.what, others);
    await chat.announce(name, `${text} ${rest}`.trim(), {
      deadline: at + patienceMs,
      written,
      // Who raids may be called anything.
      wording: isForeign ? 'foreign' : 'facts',
    });
  }

  async function speakOn(name: string, channel: Channel) {
    for (let [next] = channel.due; next && !stopping.signal.aborted; [next] = channel.due) {
      const [what, due] = next;
      channel.due.delete(what);
      // What else is due must not wait for the next thing that happens, which may be in an hour.
      await speak(name, due).catch(bug);
    }
  }

  async function react(name: string, happened: StreamEvent) {
    const { by } = happened;
    const event = anonymous.has(by.login) ? { ...happened, by: { ...by, name: say('reactions.anonymous') } } : happened;
    if (!isWanted(event)) return;
    if (!ofChannel.has(event.what)) {
      const [optedOut, isFit] = await Promise.all([privacy.isOptedOut(event.by.id), leaves(name, event.by.name)]);
      // Whoever asked to be forgotten is named nowhere.
      if (!optedOut.ok || optedOut.value) return;
      if (!isFit)
        return tell({
          ...{ kind: 'announcement.ended', channel: name, by: 'reactions' },
          ...{ result: 'unsaid', reason: 'the name is not fit' },
        });
    }
    const channel = channels.get(name) ?? { due: new Map(), isSpeaking: false };
    channels.set(name, channel);
    if (channels.size > mostChannels) channels.delete(channels.keys().next().value!);
    const due = channel.due.get(event.what);
    if (due && ofChannel.has(event.what)) due.first = event;
    else if (due) due.others++;
    else channel.due.set(event.what, { first: event, at: clock.now(), others: 0 });
    if (channel.isSpeaking) return;
    channel.isSpeaking = true;
    await speakOn(name, channel).finally(() => {
      channel.isSpeaking = false;
    });
  }

  const unlisten = vitals.listen((event) => {
    if (event.kind !== 'chat.event' || stopping.signal.aborted) return;
    react(event.channel, event).catch(bug);
  });

  return {
    wordsFor,
    stop() {
      stopping.abort();
      unlisten();
    },
  };
}

import type { Collection } from '../../domain/collection.ts';
import type { Invocation, Meter } from '../../domain/command.ts';
import type { OnAir } from '../../domain/stream.ts';
import type { Expanded } from '../../domain/template.ts';
import { subjectKey } from '../../lib/subject.ts';
import { orAborted } from '../../lib/within.ts';
import type { Timer } from './item.ts';
import type { Home } from './phrases.ts';

/** Where a timer stands in a channel, in memory: nothing that a bot missed while it was away is made up for. */
interface Standing {
  saidAt: number;
  /** The channel's lines by then. */
  lines: number;
  /** The text that comes next. */
  next: number;
}

interface Channel {
  lines: number;
  last: string | null;
  /** No timer speaks before. */
  quietUntil: number;
  /** Before that nobody asks whether a stream has begun. */
  offUntil: number;
  /** When moderators took something away lately. */
  removals: readonly number[];
  readonly timers: Map<string, Standing>;
}

const everyMs = 5_000;
/** An announcement that had to wait longer is tried anew, with what is true by then. */
const patienceMs = 30_000;
/** A raid is greeted first, and moderators at work are not talked over. */
const raidMs = 60_000;
const waveMs = 30_000;
/** So many lines or viewers that moderators take away within that time are a wave. */
const waveFrom = 3;
const again = 60_000;
const offMs = 60_000;
const unmetered: Meter = { waited() {}, totalMs: 0 };

/** Says what is due. Each process looks after the channels that it serves. */
export function createRunner(house: Home, timers: Collection<Timer>, random = Math.random) {
  const { chat, clock, compile, tell, vitals } = house;
  const channels = new Map<string, Channel>();
  const stopping = new AbortController();
  let cancel = () => {};
  let looking = Promise.resolve();

  function channelOf(name: string): Channel {
    const channel = channels.get(name) ?? {
      lines: 0,
      last: null,
      quietUntil: 0,
      offUntil: 0,
      removals: [],
      timers: new Map(),
    };
    channels.set(name, channel);
    return channel;
  }

  function standingOf(name: string, key: string): Standing {
    const channel = channelOf(name);
    const standing = channel.timers.get(key) ?? { saidAt: clock.now(), lines: channel.lines, next: 0 };
    channel.timers.set(key, standing);
    return standing;
  }

  const isOnAir = ({ always, game, title }: Timer, onAir: OnAir | null) =>
    (always === true || onAir !== null) &&
    (game === undefined || subjectKey(onAir?.category ?? '') === subjectKey(game)) &&
    (title === undefined || subjectKey(onAir?.title ?? '').includes(subjectKey(title)));

  /** The text that comes next: not the one that was said last, where there is another. */
  function textOf(timer: Timer, standing: Standing, last: string | null): string {
    const others = timer.texts.filter((text) => text !== last);
    const choice = others.length > 0 ? others : timer.texts;
    if (timer.shuffle) return choice[Math.floor(random() * choice.length)]!;
    const turn = timer.texts[standing.next % timer.texts.length]!;
    return choice.includes(turn) ? turn : choice[0]!;
  }

  async function expanded(channel: string, text: string, by: Invocation | null): Promise<Expanded | null> {
    const compiled = compile(text);
    if (!compiled.ok) return null;
    return compiled.template.expand({ call: by ?? nobody(channel), count: 0 }, stopping.signal);
  }

  /** A timer is nobody's: nothing of it is stored about anybody. */
  function nobody(channel: string): Invocation {
    const now = clock.now();
    const viewer = { id: 'timer', login: channel, name: channel, roles: new Set<never>() };
    return {
      command: { name: 'timer', aliases: [], level: 'viewer', run: async () => ({ kind: 'ignored' }) },
      message: { id: '', channel, roomId: '', viewer, text: '', receivedAt: now, replyToLogin: null },
      args: '',
      deadline: now + patienceMs,
      meter: unmetered,
      mayStore: false,
    };
  }

  /** The timer that has waited longest of those that are due; at most one at a time. */
  async function look(name: string) {
    const channel = channelOf(name);
    if (clock.now() < channel.quietUntil) return;
    const all = timers.read(name);
    for (const key of channel.timers.keys()) if (!all.has(key)) channel.timers.delete(key);
    const due = [...all]
      .map(([key, timer]) => ({ key, timer, standing: standingOf(name, key) }))
      .filter(
        ({ timer, standing }) =>
          !timer.off &&
          clock.now() - standing.saidAt >= timer.everyMinutes * 60_000 &&
          channel.lines - standing.lines >= timer.lines,
      )
      .toSorted((a, b) => a.standing.saidAt - b.standing.saidAt);
    if (due.length === 0) return;
    if (clock.now() < channel.offUntil && !due.some(({ timer }) => timer.always)) return;
    const onAir = await chat.stream(name, stopping.signal);
    if (onAir === null) channel.offUntil = clock.now() + offMs;
    const first = due.find(({ timer }) => isOnAir(timer, onAir));
    if (!first) return;
    const { timer, standing } = first;
    const text = textOf(timer, standing, channel.last);
    const said = await expanded(name, text, null);
    if (!said || said.text === '') {
      standing.saidAt = clock.now() - timer.everyMinutes * 60_000 + again;
      return;
    }
    const deadline = clock.now() + patienceMs;
    // The outbox ends what still waits for its turn there, which may take longer than a stop.
    const end = await orAborted(
      chat.announce(name, said.text, {
        deadline,
        isTimer: true,
        written: said.written,
        wording: said.isForeign ? 'foreign' : 'own',
      }),
      stopping.signal,
    );
    if (end?.kind !== 'accepted') {
      standing.saidAt = clock.now() - timer.everyMinutes * 60_000 + again;
      return;
    }
    standing.saidAt = clock.now();
    standing.lines = channel.lines;
    standing.next = (timer.texts.indexOf(text) + 1) % timer.texts.length;
    channel.last = text;
  }

  const unlisten = vitals.listen((event) => {
    const channel = 'channel' in event ? channels.get(String(event.channel)) : undefined;
    if (!channel) return;
    const now = clock.now();
    if (event.kind === 'chat.event' && event.what === 'raid')
      channel.quietUntil = Math.max(channel.quietUntil, now + raidMs);
    if (event.kind === 'chat.event' && event.what === 'online') channel.offUntil = 0;
    if (event.kind !== 'chat.withdrawn') return;
    channel.removals = [...channel.removals.filter((at) => now - at < waveMs), now].slice(-waveFrom);
    if (channel.removals.length === waveFrom) channel.quietUntil = Math.max(channel.quietUntil, now + waveMs);
  });

  async function lookAround() {
    const joined = chat.joined();
    for (const name of channels.keys()) if (!joined.includes(name)) channels.delete(name);
    await Promise.all(
      joined
        .filter((name) => timers.read(name).size > 0)
        .map((name) => look(name).catch((error: unknown) => tell({ kind: 'bug', where: 'a timer', error }))),
    );
  }

  function later() {
    cancel = clock.after(everyMs, () => {
      looking = lookAround().then(() => {
        if (!stopping.signal.aborted) later();
      });
    });
  }

  return {
    expanded,
    sees(name: string) {
      const channel = channels.get(name);
      if (channel) channel.lines++;
    },
    /** From now on. */
    begin: (name: string, key: string) => void channels.get(name)?.timers.delete(key),
    start: later,
    async stop() {
      stopping.abort();
      unlisten();
      cancel();
      await looking;
    },
  };
}

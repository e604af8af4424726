import type { Chat, Receipt, Standing } from '../domain/chat.ts';
import type { Tell } from '../domain/event.ts';
import type { Rehearse, Rehearsed, Said, Saying, Wording } from '../domain/saying.ts';
import type { SharedSends } from '../domain/shared-window.ts';
import type { Permit, Permits } from '../domain/verdict.ts';
import type { Clock } from '../lib/clock.ts';
import { within } from '../lib/within.ts';
import type { Judge } from './judge.ts';
import { createPacer } from './pacer.ts';
import { createQueue, isTurn, type Queued, type Turn, type Waiting } from './queue.ts';
import { createRecent } from './recent.ts';

export type Contain = (
  text: string,
  context: {
    readonly viewerName?: string | undefined;
    readonly maxLines: 1 | 2;
    readonly links?: readonly string[] | undefined;
    readonly written?: readonly string[] | undefined;
    readonly mentions?: readonly string[] | undefined;
    readonly wording?: Wording | undefined;
    readonly hasJudge?: boolean | undefined;
  },
) => Rehearsed;

export interface Sender {
  readonly permits: Permits;
  say(saying: Saying): Promise<Said>;
  readonly rehearse: Rehearse;
  /** How many lines Twitch lets the account send in 30 s where the line goes. */
  limitIn(channel: string): number;
  /** Channels in which another process may have spoken a moment ago. */
  tookOver(channels: readonly string[]): void;
  /** Lines that wait for their turn. */
  waiting(): number;
}

export interface SenderParts {
  readonly chat: Pick<Chat, 'send'> & { standing(channel: string): Standing };
  /** Its rules take longer to load than all the rest, so they are asked for when something is to be said. */
  readonly containment: (channel: string) => Promise<Contain>;
  /** One sentence for several refused viewers. */
  readonly crowd: (names: readonly string[], waitMs: number) => string;
  /** The account's window, where processes share it; null while there is none. */
  readonly sends?: (() => SharedSends | null) | undefined;
  /** Asked about what the rules let through; null or left out: nobody is. */
  readonly judge?: Judge | null | undefined;
  /** An answer for this viewer was held back. */
  readonly heldBack?: ((channel: string, viewerId: string) => void) | undefined;
  readonly clock: Clock;
  readonly tell: Tell;
}

/** A line that may leave. `live` is its life, and the only place where it ends. */
interface Line extends Queued {
  text: string;
  readonly replyTo: string | undefined;
  readonly deadline: number;
  readonly permit: Permit | undefined;
  readonly refused: { readonly name: string; readonly waitMs: number } | null;
  /** Whether it is this process's to say; asked once. */
  readonly isOurs: () => Promise<boolean>;
  /** Called before each hand-over; does something the first time. */
  readonly onHanded: () => void;
  readonly onSaid: (id: string) => void;
  /** The second part of a long answer, which follows the first or is not said. */
  readonly next: Line | null;
  /** How often Twitch has refused it. */
  refusals: number;
}

const maxOpen = 500;
/** How far past its deadline an answer may still leave: a late upstream uses it, nothing else. */
const graceMs = 1_000;
const reconnectLookMs = 250;
const rateLimitPauseMs = 30_000;
/** Longer than whoever hands a line to Twitch waits for the receipt. */
const receiptMs = 15_000;
const secondLineMs = 5_000;
/** A refusal is news for this long. */
const refusalMs = 5_000;
/** A refusal that would wait longer than this for a permit is not told. */
const quietMs = 2_000;
const crowdFrom = 3;
const crowdMost = 15;
/** What is left of a line that Twitch calls too long. */
const shortUnits = 250;

const unsaid = (reason: string): Said => ({ kind: 'unsaid', reason });
const bug = unsaid('a bug, see the log');
const elsewhere = unsaid('another process answers');

/** The one gate through which text leaves: contained, paced, and accounted for by a receipt. */
export function createSender({
  chat,
  containment,
  crowd,
  sends,
  judge,
  heldBack = () => {},
  clock,
  tell,
}: SenderParts): Sender {
  const pacer = createPacer({ clock, standing: chat.standing, sends });
  const recent = createRecent(clock);
  const queue = createQueue<Line>({ clock, pacer, matesOf });
  /** Sayings that have not ended. */
  let open = 0;

  const found = (error: unknown) => tell({ kind: 'bug', where: 'the outbox', error });

  /** One line, from the queue to its end. It ends here once, whatever goes wrong. */
  async function live(line: Line, first: boolean): Promise<Said> {
    let said = bug;
    try {
      said = await turns(line, first);
      if (said.kind === 'accepted') line.onSaid(said.id);
    } catch (error) {
      found(error);
    }
    end(line, said);
    return said;
  }

  function end(line: Line, said: Said) {
    line.permit?.release();
    count(line.channel, said);
    if (line.next && said.kind !== 'accepted') end(line.next, unsaid('the line before it was not said'));
  }

  function count(channel: string, said: Said) {
    tell({
      kind: 'chat.sent',
      channel,
      result: said.kind,
      ...(said.kind !== 'accepted' && { reason: said.reason }),
    });
  }

  async function turns(line: Line, first: boolean): Promise<Said> {
    for (let isFirst = first; ; isFirst = true) {
      const turn = await queue.turn(line, isFirst);
      if (!isTurn(turn)) return turn;
      try {
        const said = await handOver(line, turn);
        // In the queue before the channel is free: nothing comes between an answer's two lines.
        if (typeof said !== 'number' && said.kind === 'accepted' && line.next) void live(line.next, true);
        if (typeof said !== 'number') return said;
        line.notBefore = clock.now() + said;
      } finally {
        turn.end();
      }
    }
  }

  /** How the line ended, or the milliseconds after which it is tried again. Its mates end with it, or wait again. */
  async function handOver(line: Line, turn: Turn<Line>): Promise<Said | number> {
    let said: Said | number = bug;
    let mates = turn.mates;
    try {
      const [isOurs, ...areOurs] = await Promise.all(
        [line, ...mates.map((mate) => mate.line)].map((each) => each.isOurs()),
      );
      for (const [i, mate] of mates.entries()) if (!areOurs[i]) mate.call(elsewhere);
      mates = mates.filter((_, i) => areOurs[i]);
      if (isOurs) said = await send(line, mates, turn.sending);
      else {
        queue.putBack(mates);
        mates = [];
        said = elsewhere;
      }
      return said;
    } finally {
      if (typeof said === 'number') queue.putBack(mates);
      else
        for (const mate of mates)
          mate.call(said.kind === 'accepted' ? { kind: 'merged', reason: 'told with others' } : said);
    }
  }

  async function send(
    line: Line,
    mates: readonly Waiting<Line>[],
    sending: Turn<Line>['sending'],
  ): Promise<Said | number> {
    const { channel } = line;
    const isCrowd = mates.length > 0;
    const plain = isCrowd ? await crowdText([line, ...mates.map((mate) => mate.line)]) : line.text;
    const isFirstTry = chat.standing(channel).privileged && line.refusals === 0;
    const text = isFirstTry ? plain : recent.vary(channel, plain);
    line.onHanded();
    sending.use();
    const receipt = await receiptOf({ channel, text, replyTo: isCrowd ? undefined : line.replyTo });
    if (receipt.kind === 'lost' && !receipt.handed) {
      sending.giveBack();
      return clock.now() < line.deadline ? reconnectLookMs : receipt;
    }
    if (receipt.kind === 'accepted') sending.arrived();
    if (receipt.kind === 'accepted' || isDuplicate(receipt)) recent.sent(channel, text);
    if (receipt.kind !== 'refused') return receipt;
    if (receipt.reason === 'msg_ratelimit') pacer.pause(rateLimitPauseMs);
    return isCrowd || ++line.refusals > 1 ? receipt : (retryAfter(line, receipt) ?? receipt);
  }

  /** Of a line that may have gone out nobody can say that it did not. */
  async function receiptOf(line: Parameters<Chat['send']>[0]): Promise<Receipt> {
    try {
      const receipt = await within(clock, receiptMs, chat.send(line));
      return receipt ?? { kind: 'lost', reason: `no receipt within ${receiptMs / 1000} s`, handed: true };
    } catch (error) {
      found(error);
      return { kind: 'lost', reason: 'a bug while it was sent, see the log', handed: true };
    }
  }

  /** Changes what Twitch refuses for itself, once. Null: the refusal stands. */
  function retryAfter(line: Line, receipt: Refused): number | null {
    if (isDuplicate(receipt)) return 0;
    if (isTooLong(receipt)) {
      line.text = `${line.text.slice(0, shortUnits).replace(/(?<!\s)\s+\S*$/, '')}…`;
      return 0;
    }
    const again = receipt.retryAfterMs;
    return again !== undefined && clock.now() + again <= line.deadline ? again : null;
  }

  /** Others in the channel who are to be refused too, when there are enough of them: one line tells them all. */
  function matesOf(line: Line, waiting: readonly Waiting<Line>[]): readonly Waiting<Line>[] {
    const isUnpaced = chat.standing(line.channel).privileged;
    // Who was admitted has a permit: his line takes nobody's place, and makes nobody wait where lines need no pause.
    const isOneOfMany = (each: Line) => each.refused !== null && !(each.permit && isUnpaced);
    const isMate = (each: Line) => each.channel === line.channel && isOneOfMany(each) && each.refusals === 0;
    const all = isOneOfMany(line) ? waiting.filter((each) => isMate(each.line)).slice(0, crowdMost - 1) : [];
    return all.length + 1 < crowdFrom ? [] : all;
  }

  async function crowdText(lines: readonly Line[]): Promise<string> {
    const contain = await within(clock, graceMs, containment(lines[0]!.channel));
    if (!contain) return lines[0]!.text;
    const names = lines.map(({ refused }) => refused!.name);
    const contained = contain(crowd(names, Math.max(...lines.map(({ refused }) => refused!.waitMs))), {
      maxLines: 1,
      wording: 'own',
    });
    // A name that may not be said must not silence the others: the first one's own line was contained already.
    return contained.kind === 'lines' ? contained.lines[0]! : lines[0]!.text;
  }

  /** What may leave of a saying. `isOwn`: it is the saying's own text, and not what is said instead. */
  async function contained(
    saying: Saying,
    maxLines: 1 | 2,
  ): Promise<{ lines: readonly string[]; isOwn: boolean } | Said> {
    const { channel, text, instead, viewerName, viewerId, links, written, mentions, wording = 'own' } = saying;
    const context = { viewerName, links, written, mentions, maxLines, wording } as const;
    const contain = await within(clock, untilOf(saying) - clock.now(), containment(channel));
    if (!contain) return unsaid('the rules for what may be said did not load in time');
    const own = await judged(channel, contain, text, context);
    if (own.kind === 'lines') return { lines: own.lines, isOwn: true };
    tell({ kind: 'held back', channel, rule: own.rule });
    if (!instead) return unsaid(own.rule);
    if (viewerId !== undefined) heldBack(channel, viewerId);
    const other = contain(instead(own.rule), { ...context, wording: 'own' });
    return other.kind === 'lines' ? { lines: other.lines, isOwn: false } : unsaid(other.rule);
  }

  /** Where there is a judge, it is asked about what the rules let through; they are stricter where it does not answer. */
  async function judged(
    channel: string,
    contain: Contain,
    text: string,
    context: Parameters<Contain>[1],
  ): Promise<ReturnType<Contain>> {
    if (context.wording !== 'foreign' || !judge?.isOn()) return contain(text, context);
    const mild = contain(text, { ...context, hasJudge: true });
    if (mild.kind === 'blocked') return mild;
    const opinion = await judge.ask(channel, mild.lines.join(' '));
    if (opinion === null) return contain(text, context);
    return opinion.fine ? mild : { kind: 'blocked', rule: `judge ${opinion.what}` };
  }

  const untilOf = ({ deadline }: Pick<Saying, 'deadline'>) => deadline + graceMs;

  function lineOf(saying: Saying, text: string, permit: Permit | undefined, more: Partial<Line> = {}): Line {
    const { channel, rank, replyTo, viewerName, waitMs } = saying;
    const deadline = rank === 'refusal' ? Math.min(saying.deadline, clock.now() + refusalMs) : saying.deadline;
    return {
      ...{ channel, text, rank, replyTo, deadline, permit },
      reserved: permit !== undefined,
      until: untilOf({ deadline }),
      refused: rank === 'refusal' && viewerName && waitMs !== undefined ? { name: viewerName, waitMs } : null,
      isOurs: async () => true,
      onHanded() {},
      onSaid() {},
      next: null,
      notBefore: 0,
      refusals: 0,
      ...more,
    };
  }

  /** Whether the line is this process's, as `handing` says; a store that hangs or breaks silences nobody. */
  function askedOnce({ handing, ...saying }: Saying): () => Promise<boolean> {
    let asked: Promise<boolean> | null = null;
    return () => {
      if (!handing) return Promise.resolve(true);
      asked ??= within(clock, untilOf(saying) - clock.now(), (async () => handing())()).then(
        (isOurs) => isOurs ?? true,
        (error: unknown) => {
          found(error);
          return true;
        },
      );
      return asked;
    };
  }

  /** The lines of a saying, joined; or why there is none. */
  async function lineIn(saying: Saying): Promise<Line | Said> {
    const { channel, rank, deadline } = saying;
    let what = await contained(saying, rank === 'answer' ? 2 : 1);
    let extra: Permit | null = null;
    if (!('kind' in what) && what.lines.length > 1) {
      extra = pacer.reserve(channel, Math.max(0, deadline - clock.now()));
      if (!extra) what = await contained(saying, 1);
    }
    if ('kind' in what) return what;
    const [first, second] = what.lines;
    if (first === undefined) return unsaid('nothing left to say');
    const queuedAt = clock.now();
    let isHanded = false;
    return lineOf(saying, first, saying.permit, {
      isOurs: askedOnce(saying),
      onHanded() {
        if (isHanded) return;
        isHanded = true;
        saying.onHanded?.(clock.now() - queuedAt);
      },
      onSaid(id) {
        if (!what.isOwn) return;
        saying.onSaid?.(what.lines.join(' '));
        saying.onLine?.(first, id);
      },
      next:
        second === undefined
          ? null
          : lineOf({ ...saying, deadline: saying.deadline + secondLineMs }, second, extra ?? undefined, {
              onSaid: (id) => saying.onLine?.(second, id),
            }),
    });
  }

  async function say(saying: Saying): Promise<Said> {
    const { channel, permit, rank } = saying;
    let line: Line | Said = bug;
    try {
      // Before the rules, which cost more than all the rest: in a raid most refusals have no room.
      if (open > maxOpen) line = unsaid('too many lines wait');
      else if (!permit && rank !== 'answer' && pacer.waitMs(channel, false) > quietMs)
        line = unsaid('no room for refusals');
      else line = await lineIn(saying);
    } catch (error) {
      found(error);
    }
    if (!('kind' in line)) return live(line, false);
    permit?.release();
    count(channel, line);
    return line;
  }

  return {
    permits: pacer,
    async say(saying) {
      open++;
      try {
        return await say(saying);
      } finally {
        open--;
      }
    },
    async rehearse({ channel, text, ...context }) {
      return judged(channel, await containment(channel), text, { wording: 'own', ...context });
    },
    limitIn: pacer.limitIn,
    tookOver: pacer.spoke,
    waiting: () => queue.length,
  };
}

type Refused = Extract<Receipt, { kind: 'refused' }>;

const isTooLong = ({ reason }: Refused) => /too[ _](long|large)|\b422\b/.test(reason);
const isDuplicate = (receipt: Receipt) => receipt.kind === 'refused' && receipt.reason === 'msg_duplicate';

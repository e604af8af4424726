import type { ModerationAct, ModerationOrder, ModerationResult } from '../../domain/moderation.ts';
import type { Viewer } from '../../domain/viewer.ts';
import { orAborted } from '../../lib/within.ts';
import type { createBook } from './book.ts';
import type { Home } from './phrases.ts';
import type { FilterName, Step } from './settings.ts';

/** A line that a filter found something in. */
export interface Case {
  readonly channel: string;
  readonly viewer: Viewer;
  readonly messageId: string;
  readonly text: string;
  readonly rule: FilterName;
  readonly detail: string;
  readonly strikes: readonly Step[];
  readonly tell: boolean;
  readonly isDry: boolean;
}

const tellEveryMs = 10_000;
const tellPatienceMs = 10_000;
const mostChannels = 10_000;

export type Enforcer = ReturnType<typeof createEnforcer>;

/** Does what the next step of the ladder says about a line, and accounts for it. */
export function createEnforcer(house: Home, book: ReturnType<typeof createBook>, stopping: AbortSignal) {
  const { chat, clock, config, leaves, privacy, say, tell } = house;
  /** Who is being timed out or banned just now: what else they wrote goes with it. */
  const goingAway = new Set<string>();
  const toldAt = new Map<string, number>();
  /** Why the bot cannot act, by channel. */
  const obstacles = new Map<string, string>();
  const warned = new Set<string>();

  /** Says once what stands in the way; `/ready` has it until an act is done. */
  function warnOnce(channel: string, scope: string | null) {
    const bot = config().bot.name;
    const [text, fr] =
      scope === null
        ? [
            `the bot is no moderator in #${channel}: type /mod ${bot} there`,
            `le bot n’est pas modérateur dans #${channel} : tape /mod ${bot} là-bas`,
          ]
        : [
            `the bot's token lacks ${scope}: run npm run login`,
            `il manque ${scope} au jeton du bot : lance npm run login`,
          ];
    obstacles.set(channel, text);
    if (warned.has(text) || warned.size >= mostChannels) return;
    warned.add(text);
    tell({ kind: 'warning', text: `moderation cannot act: ${text}`, fr: `la modération ne peut pas agir : ${fr}` });
  }

  async function carryOut(channel: string, order: ModerationOrder, isDry: boolean) {
    if (isDry) {
      tell({ kind: 'moderation.ended', channel, order, result: 'dry run' });
      return { kind: 'dry run' as const };
    }
    const end = await chat.moderate(channel, order, stopping);
    if (end.kind === 'done') obstacles.delete(channel);
    else if (end.kind === 'refused' && (end.scope !== null || end.reason.startsWith('forbidden')))
      warnOnce(channel, end.scope);
    return end;
  }

  async function explain({ channel, viewer, rule }: Case) {
    const now = clock.now();
    if (now - (toldAt.get(channel) ?? Number.NEGATIVE_INFINITY) < tellEveryMs) return;
    toldAt.set(channel, now);
    if (toldAt.size > mostChannels) toldAt.delete(toldAt.keys().next().value!);
    if (!(await leaves(channel, viewer.name))) return;
    const said = chat.announce(channel, say(`moderation.told.${rule}`, { name: viewer.name }), {
      deadline: now + tellPatienceMs,
      wording: 'facts',
    });
    // The outbox ends what still waits for its turn there.
    await orAborted(said, stopping);
  }

  const actOf = (step: Step): { readonly act: ModerationAct; readonly seconds?: number } =>
    typeof step === 'number' ? { act: 'timeout', seconds: step } : { act: step };

  async function carryOutStep(found: Case, step: Step) {
    const { channel, viewer, messageId, rule, detail, text, isDry } = found;
    const out = await privacy.isOptedOut(viewer.id);
    const isNameless = !out.ok || out.value;
    if (!isNameless && !isDry) book.storeStrikes(channel, viewer);
    const reason = `${say(`moderation.filter.${rule}`)}${detail === '' ? '' : `: ${detail}`}`;
    const order: ModerationOrder = { ...actOf(step), viewer, messageId, reason, rule, text, isNameless };
    // A warning leaves the line where it is.
    if (step === 'warn') await carryOut(channel, { ...order, act: 'delete' }, isDry);
    const end = await carryOut(channel, order, isDry);
    note(channel, order, detail, end.kind, 'reason' in end ? end.reason : undefined);
    if (step === 'delete' && end.kind === 'done' && found.tell && !isNameless) await explain(found);
  }

  function note(channel: string, order: ModerationOrder, detail: string, result: ModerationResult, reason?: string) {
    const { act, seconds, viewer, rule, isNameless } = order;
    book.add(channel, {
      ...{ at: clock.wall(), id: isNameless ? '' : viewer.id, login: isNameless ? '' : viewer.login },
      ...{ rule, detail, act, result },
      ...(seconds !== undefined && { seconds }),
      ...(reason !== undefined && { reason }),
    });
  }

  return {
    /** Resolves when it is done; never rejects. */
    async enforce(found: Case): Promise<void> {
      const { channel, viewer, strikes, isDry } = found;
      const key = `${channel} ${viewer.id}`;
      if (goingAway.has(key)) return;
      let leaves = false;
      try {
        const nth = book.strike(channel, viewer, isDry);
        const step = strikes[Math.min(nth, strikes.length) - 1]!;
        leaves = typeof step === 'number' || step === 'ban';
        if (leaves) goingAway.add(key);
        await carryOutStep(found, step);
      } catch (error) {
        tell({ kind: 'bug', where: 'moderation', error });
      } finally {
        if (leaves) goingAway.delete(key);
      }
    },
    /** A moderator's own act. */
    async order(channel: string, order: ModerationOrder, by: string) {
      const end = await carryOut(channel, order, false);
      note(channel, order, `@${by}`, end.kind, 'reason' in end ? end.reason : undefined);
      return end;
    },
    obstacles: (): ReadonlyMap<string, string> => obstacles,
  };
}

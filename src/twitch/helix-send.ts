import type { Line, Receipt } from '../domain/chat.ts';
import type { Clock } from '../lib/clock.ts';
import type { AppToken } from './app-token.ts';
import type { Answer, CallRequest, Failed, HelixFailure } from './helix-call.ts';

export interface HelixSendParts {
  readonly call: <T>(request: CallRequest<T>) => Promise<Answer<T>>;
  readonly inChannel: <T>(channel: string, act: (id: string) => Promise<Answer<T>>) => Promise<Answer<T>>;
  readonly app: Pick<AppToken, 'clientId'>;
  readonly clock: Clock;
}

/** How long the bot sends as an account where the application was not let in. */
const asAccountMs = 10 * 60_000;
const maxChannels = 1_000;
const notLetIn = new Set<HelixFailure>(['missing scope', 'unauthorized', 'forbidden']);

/** Sends a line by Helix, which says at once what became of it. As the application where it may: that shows the badge. */
export function createHelixSend({ call, inChannel, app, clock }: HelixSendParts) {
  const asAccountUntil = new Map<string, number>();

  const post = (line: Line, id: string, asApp: boolean) =>
    call<Receipt>({
      feature: asApp ? 'Chat Bot badge' : 'send by Helix',
      budget: 'messages',
      async run(api, account, twurple) {
        const more = line.replyTo ? { replyParentMessageId: line.replyTo } : {};
        try {
          const sent = asApp
            ? await api.chat.sendChatMessageAsApp(account.grant.userId, id, line.text, more)
            : await api.chat.sendChatMessage(id, line.text, more);
          return { kind: 'accepted', id: sent.id };
        } catch (error) {
          const code = twurple.dropCode(error);
          if (code === null) throw error;
          return { kind: 'refused', reason: code };
        }
      },
    });

  async function sendTo(line: Line, id: string): Promise<Answer<Receipt>> {
    const mayBeApp = app.clientId !== null && clock.now() >= (asAccountUntil.get(id) ?? Number.NEGATIVE_INFINITY);
    if (!mayBeApp) return post(line, id, false);
    const answer = await post(line, id, true);
    // Not let in is not sent: the account may try.
    if (answer.kind === 'done' || !notLetIn.has(answer.reason)) return answer;
    if (asAccountUntil.size >= maxChannels) asAccountUntil.clear();
    asAccountUntil.set(id, clock.now() + asAccountMs);
    return post(line, id, false);
  }

  return async (line: Line): Promise<Receipt> => {
    // Last look before the wire: whatever the outbox let through, one line stays one line.
    if (/[\r\n\0]/.test(line.text)) return { kind: 'refused', reason: 'a line break in the line' };
    const answer = await inChannel(line.channel, (id) => sendTo(line, id));
    return answer.kind === 'done' ? answer.value : receiptOf(answer);
  };
}

function receiptOf({ reason, detail, handed }: Failed): Receipt {
  switch (reason) {
    case 'rate limited':
      return { kind: 'refused', reason: 'msg_ratelimit' };
    case 'deadline':
    case 'upstream':
    case 'no token':
      return { kind: 'lost', reason: `${reason}: ${detail}`, handed };
    default:
      return { kind: 'refused', reason: `${reason}: ${detail}` };
  }
}

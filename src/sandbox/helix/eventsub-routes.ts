import type { Reply } from '../stand-in.ts';
import { type Call, channelById, missing, problem, type Route } from './call.ts';
import { mostCost, mostSessions, mostSubscriptions, type Subscription } from './eventsub-sessions.ts';
import { type SubscriptionType, subscriptionTypes } from './eventsub-types.ts';

const isBag = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Why the token does not open the subscription; null: it does. */
function refusal(call: Call, known: SubscriptionType, condition: Readonly<Record<string, string>>): Reply | null {
  const { account, scopes } = call;
  const forbidden = problem(403, 'subscription missing proper authorization');
  if (known.scopes.length > 0 && !known.scopes.some((scope) => scopes.includes(scope))) return forbidden;
  if (known.whose && condition[known.whose] !== account?.id) return forbidden;
  if (known.whose !== 'moderator_user_id') return null;
  const isModerator = channelById(call, condition['broadcaster_user_id'] ?? '')?.moderators.has(account!.id);
  return isModerator ? null : forbidden;
}

function conditionOf(known: SubscriptionType, given: unknown): Record<string, string> | null {
  if (!isBag(given)) return null;
  const entries = Object.entries(given).filter(([, value]) => value !== '');
  const isRight = entries.every(([key, value]) => known.condition.includes(key) && typeof value === 'string');
  const wanted = known.oneOf ? 1 : known.condition.length;
  return isRight && entries.length === wanted ? (Object.fromEntries(entries) as Record<string, string>) : null;
}

const shown = ({ session, ...subscription }: Subscription) => ({
  ...subscription,
  transport: { method: 'websocket', session_id: session.id, connected_at: session.connectedAt },
});

function listed(call: Call, data: readonly Subscription[]) {
  const all = call.world.eventsub.of(call.account!.id);
  const cost = all.reduce((sum, one) => sum + one.cost, 0);
  return { data: data.map(shown), total: all.length, total_cost: cost, max_total_cost: mostCost };
}

function create(call: Call): Reply {
  const { account, body, world, breach } = call;
  const { eventsub } = world;
  const { type, version, condition, transport } = body;
  if (!isBag(transport)) return missing('transport');
  if (!account || transport['method'] !== 'websocket') return problem(400, 'invalid transport and auth combination');
  const session = eventsub.session(String(transport['session_id']));
  if (!session) return problem(400, 'websocket transport session does not exist or has already disconnected');
  const known = subscriptionTypes[String(type)];
  if (!known || known.version !== version) {
    breach(`eventsub: no type ${String(type)} of version ${String(version)}`);
    return problem(400, 'invalid subscription type and version');
  }
  const asked = conditionOf(known, condition);
  if (!asked) {
    breach(`eventsub: a wrong condition for ${String(type)}: ${JSON.stringify(condition)}`);
    return problem(400, 'invalid condition');
  }
  const refused = refusal(call, known, asked);
  if (refused) return refused;
  const mine = eventsub.of(account.id);
  const isSame = (one: Subscription) => one.type === type && JSON.stringify(one.condition) === JSON.stringify(asked);
  const same = mine.filter(isSame);
  if (same.some((one) => one.session === session)) return problem(409, 'subscription already exists');
  if (same.length >= 3) return problem(429, 'maximum subscriptions with type and condition exceeded');
  if (session.userId !== null && session.userId !== account.id) {
    breach('eventsub: one session with the tokens of two accounts');
    return problem(400, 'websocket transport cannot have subscriptions created by different users');
  }
  const sessions = new Set(mine.map((one) => one.session).concat(session));
  if (sessions.size > mostSessions) return problem(429, 'number of websocket transports limit exceeded');
  if (mine.filter((one) => one.session === session).length >= mostSubscriptions) {
    return problem(429, 'number of subscriptions limit exceeded');
  }
  // Free for whom the application has a permission of.
  const cost = Object.values(asked).some((user) => world.grants.granted(user, [])) ? 0 : 1;
  const spent = mine.reduce((sum, one) => sum + one.cost, 0);
  if (spent + cost > mostCost) return problem(429, 'subscription cost limit exceeded');
  const made = eventsub.add(session, account.id, {
    type: String(type),
    version: known.version,
    condition: asked,
    cost,
  });
  return { status: 202, json: listed(call, [made]) };
}

function remove(call: Call): Reply {
  const id = call.query.get('id');
  if (!id) return missing('id');
  const found = call.world.eventsub.of(call.account?.id ?? '').find((one) => one.id === id);
  if (!found) return problem(404, 'The subscription was not found');
  call.world.eventsub.remove(found);
  return { status: 204 };
}

export const subscriptionRoutes: Readonly<Record<string, Route>> = {
  'POST eventsub/subscriptions': { scopes: [], params: [], answer: create },
  'DELETE eventsub/subscriptions': { scopes: [], params: ['id'], answer: remove },
  'GET eventsub/subscriptions': {
    ...{ scopes: [], params: ['status', 'type', 'user_id', 'subscription_id', 'after'] },
    answer: (call) =>
      call.account
        ? { status: 200, json: { ...listed(call, call.world.eventsub.of(call.account.id)), pagination: {} } }
        : problem(401, 'user access token required'),
  },
};

import type { Reply } from '../stand-in.ts';
import { type Call, channelById, done, missing, page, problem, type Route, time } from './call.ts';

const longestTimeoutSeconds = 1_209_600;
const oldestMs = 6 * 3_600_000;
const channelOf = (call: Call) => channelById(call, call.query.get('broadcaster_id'))!;

function ban(call: Call): Reply {
  const { world, body, query } = call;
  const channel = channelOf(call);
  const data = body['data'] as { user_id?: unknown; duration?: unknown; reason?: unknown } | undefined;
  if (typeof data?.user_id !== 'string' || data.user_id === '') return missing('user_id');
  const { user_id: userId, duration, reason } = data;
  if (typeof reason === 'string' && reason.length > 500)
    return problem(400, 'The text in the reason field is too long');
  const seconds = duration === undefined ? null : Number(duration);
  if (seconds !== null && !(Number.isInteger(seconds) && seconds >= 1 && seconds <= longestTimeoutSeconds)) {
    return problem(400, 'The value in the duration field is not valid');
  }
  if (channel.moderators.has(userId)) {
    const may = seconds === null ? 'be banned' : 'be put in a timeout';
    return problem(400, `The user specified in the user_id field may not ${may}`);
  }
  if (channel.banned.get(userId) === Number.POSITIVE_INFINITY) {
    return problem(400, 'The user specified in the user_id field is already banned');
  }
  const until = seconds === null ? Number.POSITIVE_INFINITY : world.clock.now() + seconds * 1000;
  channel.banned.set(userId, until);
  world.chat?.silenced(channel.login, userId, seconds);
  world.deeds.push({
    kind: seconds === null ? 'ban' : 'timeout',
    channel: channel.login,
    detail: [userId, seconds, reason].filter((part) => part !== null && part !== undefined).join(' '),
  });
  return {
    status: 200,
    json: {
      data: [
        {
          broadcaster_id: channel.id,
          moderator_id: query.get('moderator_id'),
          user_id: userId,
          created_at: time(world.clock.wall()),
          end_time: seconds === null ? null : time(world.clock.wall() + seconds * 1000),
        },
      ],
    },
  };
}

function unban(call: Call): Reply {
  const userId = call.query.get('user_id');
  if (!userId) return missing('user_id');
  const channel = channelOf(call);
  const until = channel.banned.get(userId) ?? Number.NEGATIVE_INFINITY;
  if (!channel.banned.delete(userId) || until <= call.world.clock.now()) {
    return problem(400, 'The user specified in the user_id query parameter is not banned');
  }
  call.world.chat?.freed(channel.login, userId);
  call.world.deeds.push({ kind: 'unban', channel: channel.login, detail: userId });
  return done;
}

function deleteMessage(call: Call): Reply {
  const id = call.query.get('message_id');
  if (!id) call.breach('the whole chat was cleared: a delete without message_id');
  const { world } = call;
  const channel = channelOf(call);
  if (id?.startsWith('unknown')) return problem(404, 'The ID in message_id was not found');
  if (id && world.chat) {
    const said = world.chat.said(channel.login, id);
    if (!said) return problem(404, 'The ID in message_id was not found');
    if (world.clock.wall() - said.at > oldestMs) {
      return problem(404, 'The specified message was created more than 6 hours ago');
    }
    if (said.authorId === channel.id) return problem(400, "You may not delete the broadcaster's messages");
    if (channel.moderators.has(said.authorId) && said.authorId !== call.account?.id) {
      return problem(400, "You may not delete another moderator's messages");
    }
    world.chat.deleted(channel.login, id);
  }
  world.deeds.push({ kind: 'delete', channel: channel.login, detail: id ?? '*' });
  return done;
}

function warn(call: Call): Reply {
  const { world, body } = call;
  const channel = channelOf(call);
  const { user_id: userId, reason } = (body['data'] ?? {}) as { user_id?: unknown; reason?: unknown };
  if (typeof userId !== 'string' || userId === '') return missing('user_id');
  if (typeof reason !== 'string' || reason === '') return missing('reason');
  if (reason.length > 500) return problem(400, 'The text in the reason field is too long');
  if (channel.moderators.has(userId)) return problem(400, 'The user specified in the user_id may not be warned');
  world.deeds.push({ kind: 'warn', channel: channel.login, detail: `${userId} ${reason}` });
  const moderatorId = call.query.get('moderator_id');
  return {
    status: 200,
    json: { data: [{ broadcaster_id: channel.id, moderator_id: moderatorId, user_id: userId, reason }] },
  };
}

function blockedTerms(call: Call): Reply {
  const channel = channelOf(call);
  const data = channel.blockedTerms.map((text, index) => ({
    broadcaster_id: channel.id,
    moderator_id: channel.id,
    id: `${channel.id}-${index}`,
    text,
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    expires_at: null,
  }));
  return page(call.query, data);
}

/** AutoMod of a channel that holds what has "AUTOMOD-HOLDS" in it. Only the broadcaster may ask. */
function enforcement(call: Call): Reply {
  const channel = channelOf(call);
  const asked = call.body['data'];
  if (!Array.isArray(asked) || asked.length === 0 || asked.length > 100) return missing('data');
  return {
    status: 200,
    json: {
      data: asked.map(({ msg_id, msg_text }: { msg_id?: unknown; msg_text?: unknown }) => ({
        msg_id,
        is_permitted: !String(msg_text).includes('AUTOMOD-HOLDS') && channel.id !== '',
      })),
    },
  };
}

function automod(call: Call): Reply {
  const channel = channelOf(call);
  const ids = { broadcaster_id: channel.id, moderator_id: call.query.get('moderator_id') };
  return { status: 200, json: { data: [{ ...ids, ...channel.automod }] } };
}

const both = ['broadcaster_id', 'moderator_id'];

function moderated({ world, query, account }: Call): Reply {
  const userId = query.get('user_id');
  if (!userId) return missing('user_id');
  if (userId !== account?.id) return problem(401, 'The ID in user_id must match the user ID found in the request');
  const theirs = [...world.channels.values()].filter(({ moderators }) => moderators.has(userId));
  const rows = theirs.map(({ id, login }) => ({
    broadcaster_id: id,
    broadcaster_login: login,
    broadcaster_name: login,
  }));
  return page(query, rows);
}

export const moderationRoutes: Readonly<Record<string, Route>> = {
  'GET moderation/channels': {
    scopes: ['user:read:moderated_channels'],
    params: ['user_id', 'first', 'after'],
    answer: moderated,
  },
  'POST moderation/bans': {
    scopes: ['moderator:manage:banned_users'],
    params: both,
    moderator: true,
    answer: ban,
  },
  'DELETE moderation/bans': {
    scopes: ['moderator:manage:banned_users'],
    params: [...both, 'user_id'],
    moderator: true,
    answer: unban,
  },
  'POST moderation/warnings': {
    scopes: ['moderator:manage:warnings'],
    params: both,
    moderator: true,
    answer: warn,
  },
  'DELETE moderation/chat': {
    scopes: ['moderator:manage:chat_messages'],
    params: [...both, 'message_id'],
    moderator: true,
    answer: deleteMessage,
  },
  'GET moderation/blocked_terms': {
    scopes: ['moderator:read:blocked_terms', 'moderator:manage:blocked_terms'],
    params: [...both, 'first', 'after'],
    moderator: true,
    answer: blockedTerms,
  },
  'POST moderation/enforcements/status': {
    scopes: ['moderation:read'],
    params: ['broadcaster_id'],
    answer: enforcement,
  },
  'GET moderation/automod/settings': {
    scopes: ['moderator:read:automod_settings', 'moderator:manage:automod_settings'],
    params: both,
    moderator: true,
    answer: automod,
  },
};

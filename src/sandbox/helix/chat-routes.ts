import type { Reply } from '../stand-in.ts';
import { type Call, channelById, done, missing, problem, type Route } from './call.ts';

const colors = ['blue', 'green', 'orange', 'purple', 'primary'];

function messages(call: Call): Reply {
  const { world, query, body, account, breach } = call;
  const given = (key: string) => query.get(key) ?? (body[key] as string | undefined) ?? null;
  const channel = channelById(call, given('broadcaster_id'));
  const senderId = given('sender_id');
  const text = body['message'];
  if (!given('broadcaster_id')) return missing('broadcaster_id');
  if (!channel) return problem(400, 'The ID in the broadcaster_id parameter is not valid');
  if (!senderId) return missing('sender_id');
  if (typeof text !== 'string' || text.trim() === '') return missing('message');
  if (text.length > 500) {
    breach(`a message of ${text.length} characters`);
    return problem(422, 'The message is too large');
  }
  if (/[\r\n]/.test(text)) breach('a message with a line break');
  const sender = account ?? world.accounts.find(({ id }) => id === senderId);
  if (!sender || sender.id !== senderId) {
    return problem(401, "The ID in sender_id must match the user ID in the request's access token");
  }
  const moderates = channel.moderators.has(sender.id);
  if (account && body['for_source_only'] !== undefined) {
    return problem(400, 'Cannot set for_source_only if User Access Token is used');
  }
  if (!account && !world.grants.granted(sender.id, ['user:write:chat', 'user:bot'])) {
    return problem(401, 'The sender must have authorized the app with the user:write:chat and user:bot scopes');
  }
  if (!account && !channel.allowsBot && !moderates) {
    return problem(403, 'The sender is not permitted to send chat messages to the broadcaster’s chat room');
  }
  if ((channel.banned.get(sender.id) ?? 0) > world.clock.now()) {
    return problem(403, 'The sender is banned from the broadcaster’s chat room');
  }
  const verdict = world.rules.send({ account: sender.login, channel: channel.login, text, privileged: moderates });
  if (verdict.kind === 'refused') {
    if (verdict.breach) breach(`${sender.login}: ${verdict.breach}`);
    channel.drops.push({ code: verdict.reason, message: 'Your message was not sent.' });
  }
  const drop = channel.drops.shift();
  if (drop) return { status: 200, json: { data: [{ message_id: '', is_sent: false, drop_reason: drop }] } };
  const line = {
    channel: channel.login,
    sender,
    text,
    replyTo: (body['reply_parent_message_id'] as string | undefined) ?? null,
    badge: !account && sender.id !== channel.id,
  };
  const id = world.deliver(line);
  world.sent.push({ ...line, id });
  return { status: 200, json: { data: [{ message_id: id, is_sent: true, drop_reason: null }] } };
}

function announcements(call: Call): Reply {
  const { world, query, body } = call;
  const channel = channelById(call, query.get('broadcaster_id'))!;
  const { message, color } = body;
  if (typeof message !== 'string' || message === '') return missing('message');
  if (color !== undefined && !colors.includes(color as string)) return problem(400, 'The specified color is not valid');
  if (world.clock.now() - channel.announcedAt < 2_000) {
    return problem(429, 'The sender has exceeded the number of announcements they may send');
  }
  channel.announcedAt = world.clock.now();
  world.deeds.push({ kind: 'announce', channel: channel.login, detail: message });
  return done;
}

function shoutouts(call: Call): Reply {
  const { world, query } = call;
  const now = world.clock.now();
  const channel = channelById(call, query.get('from_broadcaster_id'))!;
  const to = query.get('to_broadcaster_id');
  const other = channelById(call, to);
  if (!to || !other) return problem(400, 'The ID in to_broadcaster_id is not valid');
  if (other === channel) return problem(400, 'The broadcaster may not give themselves a Shoutout');
  if (channel.liveSince === null) return problem(400, 'The broadcaster is not streaming live');
  const again = now - (channel.shouted.get(to) ?? Number.NEGATIVE_INFINITY) < 3_600_000;
  if (again || now - channel.shoutedAt < 120_000) {
    return problem(429, 'The broadcaster exceeded the number of Shoutouts they may send within a given window');
  }
  channel.shoutedAt = now;
  channel.shouted.set(to, now);
  world.deeds.push({ kind: 'shoutout', channel: channel.login, detail: other.login });
  return done;
}

export const chatRoutes: Readonly<Record<string, Route>> = {
  'POST chat/messages': {
    scopes: ['user:write:chat'],
    app: true,
    params: ['broadcaster_id', 'sender_id'],
    answer: messages,
  },
  'POST chat/announcements': {
    scopes: ['moderator:manage:announcements'],
    params: ['broadcaster_id', 'moderator_id'],
    moderator: true,
    answer: announcements,
  },
  'POST chat/shoutouts': {
    scopes: ['moderator:manage:shoutouts'],
    params: ['from_broadcaster_id', 'to_broadcaster_id', 'moderator_id'],
    moderator: true,
    answer: shoutouts,
  },
};

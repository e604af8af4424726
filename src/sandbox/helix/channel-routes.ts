import type { Reply } from '../stand-in.ts';
import { type Call, channelById, missing, page, problem, type Route, time } from './call.ts';
import type { HelixChannel } from './world.ts';

const games = ['Just Chatting', 'Celeste', 'Hades', 'Hollow Knight', 'Hollow Knight: Silksong', 'Elden Ring'];
const gameId = (name: string) => String(1000 + games.indexOf(name));
const everybody = ({ world }: Call) => [
  ...world.accounts,
  ...[...world.channels.values()].map(({ id, login }) => ({ id, login })),
];

function users(call: Call): Reply {
  const ids = call.query.getAll('id');
  const logins = call.query.getAll('login');
  if (ids.length + logins.length > 100) return problem(400, 'The number of id and login parameters exceeds 100');
  if (ids.length + logins.length === 0 && !call.account) return missing('id');
  const wanted = ids.length + logins.length === 0 ? [call.account!.id] : ids;
  const found = everybody(call).filter(({ id, login }) => wanted.includes(id) || logins.includes(login));
  const data = [...new Map(found.map((one) => [one.id, one])).values()].map(({ id, login }) => ({
    id,
    login,
    display_name: login[0]!.toUpperCase() + login.slice(1),
    type: '',
    broadcaster_type: 'affiliate',
    description: '',
    profile_image_url: '',
    offline_image_url: '',
    view_count: 0,
    created_at: '2016-12-14T20:32:28Z',
  }));
  return { status: 200, json: { data } };
}

function channels(call: Call): Reply {
  const ids = call.query.getAll('broadcaster_id');
  if (ids.length === 0) return missing('broadcaster_id');
  const found = ids.map((id) => channelById(call, id)).filter((channel) => channel !== undefined);
  const data = found.map(({ id, login, title, game }) => ({
    broadcaster_id: id,
    broadcaster_login: login,
    broadcaster_name: login,
    broadcaster_language: 'fr',
    game_id: gameId(game),
    game_name: game,
    title,
    delay: 0,
    tags: [],
    content_classification_labels: [],
    is_branded_content: false,
  }));
  return { status: 200, json: { data } };
}

const stream = ({ id, login, title, game, viewers, liveSince }: HelixChannel) => ({
  id: `4${id}`,
  user_id: id,
  user_login: login,
  user_name: login,
  game_id: gameId(game),
  game_name: game,
  type: 'live',
  title,
  viewer_count: viewers,
  started_at: time(liveSince ?? 0),
  language: 'fr',
  thumbnail_url: '',
  tag_ids: [],
  tags: [],
  is_mature: false,
});

function streams(call: Call): Reply {
  const { query, world } = call;
  const live = [...world.channels.values()].filter(
    ({ id, login, liveSince }) =>
      liveSince !== null && (query.getAll('user_id').includes(id) || query.getAll('user_login').includes(login)),
  );
  return page(query, live.map(stream));
}

function categories({ query }: Call): Reply {
  const words = query.get('query')?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
  if (words.length === 0) return missing('query');
  const found = games.filter((name) => words.every((word) => name.toLowerCase().includes(word)));
  return page(
    query,
    found.map((name) => ({ id: gameId(name), name, box_art_url: '' })),
  );
}

function clip(call: Call): Reply {
  const channel = channelById(call, call.query.get('broadcaster_id'));
  if (!channel) return problem(400, 'The broadcaster_id was not found');
  if (channel.liveSince === null) return problem(404, 'Clipping is not possible for an offline channel.');
  const id = `Clip${call.world.deeds.length + 1}`;
  call.world.deeds.push({ kind: 'clip', channel: channel.login, detail: id });
  return { status: 202, json: { data: [{ id, edit_url: `https://clips.twitch.tv/${id}/edit` }] } };
}

/** Only the broadcaster's own token changes a channel. */
function change(call: Call): Reply {
  const channel = channelById(call, call.query.get('broadcaster_id'));
  if (!channel) return problem(400, 'The broadcaster_id was not found');
  if (call.account?.id !== channel.id) {
    return problem(401, "The ID in broadcaster_id must match the user ID found in the request's OAuth token");
  }
  const { title, game_id: id } = call.body;
  if (title === '') return problem(400, 'The title field must not be empty');
  if (typeof title === 'string') channel.title = title;
  if (typeof id === 'string') channel.game = games[Number(id) - 1000] ?? channel.game;
  return { status: 204 };
}

function followers(call: Call): Reply {
  const channel = channelById(call, call.query.get('broadcaster_id'));
  if (!channel) return problem(400, 'The broadcaster_id was not found');
  const id = call.query.get('user_id');
  const found = [...channel.followers].filter(([user]) => id === null || user === id);
  const data = found.map(([user, at]) => ({
    ...{ user_id: user, user_login: user, user_name: user, followed_at: time(at) },
  }));
  return { status: 200, json: { data, total: channel.followers.size, pagination: {} } };
}

export const channelRoutes: Readonly<Record<string, Route>> = {
  'GET users': { scopes: [], params: ['id', 'login'], answer: users },
  'GET channels': { scopes: [], params: ['broadcaster_id'], answer: channels },
  'PATCH channels': { scopes: ['channel:manage:broadcast'], params: ['broadcaster_id'], answer: change },
  'GET channels/followers': {
    scopes: ['moderator:read:followers'],
    params: ['broadcaster_id', 'user_id', 'first', 'after'],
    answer: followers,
  },
  'GET streams': { scopes: [], params: ['user_id', 'user_login', 'first', 'after', 'type'], answer: streams },
  'GET search/categories': { scopes: [], params: ['query', 'first', 'after'], answer: categories },
  'POST clips': {
    scopes: ['clips:edit'],
    params: ['broadcaster_id', 'title', 'duration', 'has_delay'],
    answer: clip,
  },
};

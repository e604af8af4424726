import { Hono } from 'hono';
import { createAccess } from './access.ts';
import { createApi } from './api.ts';
import { type Asset, createAssets } from './assets.ts';
import { createAttempts } from './attempts.ts';
import type { DashboardParts } from './bot.ts';
import type { Whence } from './door.ts';
import { answerEndpoints } from './endpoints/answers.ts';
import { commandEndpoints } from './endpoints/commands.ts';
import { liveEndpoints } from './endpoints/live.ts';
import { privacyEndpoints } from './endpoints/privacy.ts';
import { queueEndpoints } from './endpoints/queue.ts';
import { sessionEndpoints } from './endpoints/sessions.ts';
import { settingsEndpoints } from './endpoints/settings.ts';
import { spendEndpoints } from './endpoints/spend.ts';
import { createTwitchSignIn, twitchBases } from './oidc.ts';
import type { WebContext, WebEnv } from './routes.ts';
import { createSessions } from './sessions.ts';
import { createSignIn } from './sign-in.ts';

const pages = [
  ...['index.html', 'sign-in.html', 'sign-in.js', 'app.css', 'logo.svg', 'app.js', 'api.js', 'ui.js', 'words.js'],
  ...[
    'live.js',
    'feed.js',
    'preview.js',
    'told.js',
    'answers.js',
    'models.js',
    'spend.js',
    'settings.js',
    'privacy.js',
  ],
];

/** All that needs somebody to sign in, and the way to do that. Loaded when somebody comes. */
export function createDashboard(parts: DashboardParts, whence: Whence): Hono<WebEnv> {
  const { settings, store, env, link, panels, clock, tell } = parts;
  const app = new Hono<WebEnv>();
  app.onError((error) => {
    throw error;
  });
  const sessions = createSessions(store.records, clock);
  const attempts = createAttempts(clock);
  const adminToken = env['SERDABOT_ADMIN_TOKEN']?.trim() || null;
  const access = createAccess({ settings, adminToken, sessions, attempts, whence });
  const clientId = env['TWITCH_CLIENT_ID']?.trim();
  const bases = twitchBases(settings().twitch.api_port);
  const twitch = clientId ? createTwitchSignIn({ clientId, bases, clock }) : null;
  const assets = createAssets(pages, panels);

  app.route('/', createSignIn({ settings, access, sessions, attempts, whence, link, twitch, tell }));

  const endpoints = [
    ...liveEndpoints(parts),
    ...answerEndpoints(parts),
    ...queueEndpoints(parts),
    ...spendEndpoints(parts),
    ...settingsEndpoints(parts),
    ...privacyEndpoints(parts),
    ...commandEndpoints(parts),
    ...sessionEndpoints(sessions),
  ];
  const api = createApi(endpoints, { access, channels: () => settings().bot.channels });
  app.all('/api', (c) => api.fetch(c.req.raw, c.env));
  app.all('/api/*', (c) => api.fetch(c.req.raw, c.env));

  app.get('/', async (c) => {
    const entry = await access.entryOf(c.env.incoming);
    const page = entry.kind === 'visitor' ? '/app/index.html' : '/app/sign-in.html';
    return send(c, assets.get(page)!);
  });
  for (const way of ['/sign-in', '/sign-in/return']) app.get(way, (c) => send(c, assets.get('/app/sign-in.html')!));
  // Nothing in them is anybody's: they are the files of the repository.
  for (const folder of ['/app/*', '/lib/*', '/panels/*']) {
    app.get(folder, (c) => {
      const asset = assets.get(c.req.path);
      return asset ? send(c, asset) : c.json({ error: 'There is no such file.' }, 404);
    });
  }
  return app;
}

function send(c: WebContext, { type, etag, plain, compressed }: Asset): Response {
  const headers = { 'Content-Type': type, ETag: etag, 'Cache-Control': 'no-cache', Vary: 'Accept-Encoding' };
  if (c.req.header('if-none-match') === etag) return c.body(null, 304, headers);
  const accepted = c.req.header('accept-encoding') ?? '';
  const encoding = /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : null;
  const body = encoding ? compressed(encoding) : plain;
  return c.body(body as Uint8Array<ArrayBuffer>, 200, {
    ...headers,
    ...(encoding && { 'Content-Encoding': encoding }),
  });
}

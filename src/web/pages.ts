import type { RequestListener } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Tell } from '../domain/event.ts';
import type { Clock } from '../lib/clock.ts';
import type { DashboardParts } from './bot.ts';
import type { Whence } from './door.ts';
import { createRoutes, type Vitals, type Web } from './routes.ts';
import { addSites } from './site-routes.ts';
import type { Sites } from './sites.ts';
import type { Stage } from './stage.ts';
import { addStage } from './stage-routes.ts';
import type { Streams } from './streams.ts';

const dashboardPaths = ['/', '/sign-in', '/sign-in/*', '/app/*', '/lib/*', '/panels/*', '/api', '/api/*'];

export interface Pages {
  readonly answer: RequestListener;
  close(): void;
}

/** What there is to see. */
export interface Shown extends Vitals {
  /** What needs somebody to sign in; left out, there is nothing of that. */
  readonly dashboard?: Omit<DashboardParts, 'clock' | 'tell' | 'ready'> | undefined;
  /** Only in the demo. */
  readonly stage?: Stage | undefined;
}

interface PagesParts extends Shown {
  readonly tell: Tell;
  readonly clock: Clock;
  readonly streams: Streams;
  readonly whence: Whence;
  readonly sites: Sites;
}

/** Everything that the web server answers. */
export function createPages(parts: PagesParts): Pages {
  const { stage, streams, sites, dashboard: shown, whence, clock, tell } = parts;
  const app = createRoutes(parts, clock, tell);
  const leaveStage = stage ? addStage(app, stage, streams) : () => {};
  if (shown) {
    // Loaded when somebody comes to it: scripts that look after the bot do without.
    let loading: Promise<Web> | null = null;
    const load = async () => {
      const { createDashboard } = await import('./dashboard.ts');
      return createDashboard({ ...shown, ready: parts.ready, clock, tell }, whence);
    };
    for (const path of dashboardPaths) {
      app.all(path, async (c) => {
        loading ??= load();
        return (await loading).fetch(c.req.raw, c.env);
      });
    }
  }
  addSites(app, sites);
  // The adapter's own Request and Response stay its own: other libraries here use the platform's.
  const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  return { answer: (request, response) => void answer(request, response), close: leaveStage };
}

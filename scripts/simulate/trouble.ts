import { errors } from '../../src/sandbox/models/faults.ts';
import type { FaultName } from './plan.ts';
import type { Stage } from './stage.ts';
import { disk } from './world/sqlite.ts';
import { time } from './world/world.ts';

/** Ends the fault again. */
type End = () => unknown;
type Begin = (stage: Stage, parts: { readonly channel: string; readonly draw: number; readonly after: After }) => End;
type After = (ms: number, work: () => void) => void;

const nothing: End = () => {};
/** The bot writes what it could not a moment after the disk takes it again. */
const toCatchUpMs = 10_000;
const nonsense = [
  'html',
  'empty-object',
  'truncated',
  'null-body',
  'error-midway',
  'empty-answer',
  'stall-sse',
] as const;

/** How each fault begins in the sandbox, and how it ends. */
export const troubles: Readonly<Record<FaultName, Begin>> = {
  'F1 reset': ({ twitch }) => {
    twitch.drop();
    return nothing;
  },
  'F2 twitch down': ({ twitch, helix: { eventsub } }) => {
    void twitch.close();
    eventsub.refuse(true);
    eventsub.drop();
    return () => {
      eventsub.refuse(false);
      return twitch.open();
    };
  },
  'F3 reconnect twice': ({ twitch, helix }, { after }) => {
    helix.eventsub.reconnect();
    twitch.reconnect();
    after(200, () => twitch.reconnect());
    return nothing;
  },
  'F4 half-open': ({ twitch, helix }, { draw }) => {
    twitch.freeze(draw < 0.5 ? 'newcomers' : undefined);
    helix.eventsub.silence(true);
    return () => {
      helix.eventsub.silence(false);
      twitch.thaw();
    };
  },
  'F5 login refused': ({ twitch }) => {
    twitch.refuseLogins(true);
    twitch.drop();
    return () => twitch.refuseLogins(false);
  },
  'F6 token expires': ({ helix }) => {
    helix.grants.expire();
    return nothing;
  },
  'F7 token revoked': ({ helix, twitch, env }) => {
    helix.fault('*', { status: 401, body: { message: 'Invalid OAuth token' } });
    void [twitch, env];
    return () => helix.fault('*', null);
  },
  'F8 msg_ratelimit': ({ twitch }, { channel }) => {
    twitch.rejectNext(channel, 'msg_ratelimit');
    return () => twitch.rejectNext(channel, null);
  },
  'F9 msg_duplicate': ({ twitch }, { channel }) => {
    twitch.rejectNext(channel, 'msg_duplicate');
    return () => twitch.rejectNext(channel, null);
  },
  'F10 doubled lines': () => nothing,
  'F10 no keepalive': ({ helix: { eventsub } }) => {
    eventsub.silence(true);
    return () => eventsub.silence(false);
  },
  'F10 told to move': ({ helix: { eventsub } }) => {
    eventsub.reconnect();
    return nothing;
  },
  'F10 revoked': ({ helix: { eventsub } }, { draw }) => {
    const { subscriptions } = eventsub;
    const one = subscriptions[Math.floor(draw * subscriptions.length)];
    if (one) eventsub.revoke(one, 'moderator_removed');
    return nothing;
  },
  'F11 model hangs': ({ models }) => {
    void models[0].fault('hang');
    return () => models[0].fault(null);
  },
  'F12 model drips': ({ models }) => {
    void models[0].fault('drip');
    return () => models[0].fault(null);
  },
  'F13 model 429': ({ models }, { draw }) => {
    for (const model of models) void model.fault(errors.rateLimited({ 'retry-after': draw < 0.5 ? '1' : '120' }));
    return () => Promise.all(models.map((model) => model.fault(null)));
  },
  'F14 model 500': ({ models }, { draw }) => {
    const some = draw < 0.5 ? models : [models[0]];
    for (const model of some) void model.fault(errors.serverError());
    return () => Promise.all(some.map((model) => model.fault(null)));
  },
  'F15 model nonsense': ({ models }, { draw }) => {
    void models[0].fault(nonsense[Math.floor(draw * nonsense.length)] ?? 'html');
    return () => models[0].fault(null);
  },
  'F16 model 200 MB': ({ models }) => {
    void models[0].fault('huge', 1);
    return () => models[0].fault(null);
  },
  'F17 context overflow': ({ models }) => {
    void models[0].fault(errors.contextTooLong(), 5);
    return () => models[0].fault(null);
  },
  'F21 disk full': () => {
    disk.fault = () => {
      throw Object.assign(new Error('database or disk is full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 });
    };
    disk.unwrittenSince ??= time.now();
    return () => {
      disk.fault = null;
      time.after(toCatchUpMs, () => {
        if (!disk.fault) disk.unwrittenSince = null;
      });
    };
  },
  'F28 raid': ({ twitch, helix }, { channel, after }) => {
    const raider = { id: '777', login: 'raideuse', name: 'Raideuse', roles: new Set<never>() };
    twitch.raid(channel, raider, 300);
    // Told both ways, as Twitch does.
    helix.eventsub.raid(channel, raider, 300);
    for (let i = 0; i < 40; i++) {
      after(i * 50, () => {
        for (let n = 0; n < 25; n++) {
          const id = 50_000_000 + ((i * 25 + n) % 500);
          twitch.say(channel, { id: String(id), login: `raid${id}`, name: `Raid${id}`, roles: new Set() }, 'RAID RAID');
        }
      });
    }
    return nothing;
  },
  'no receipts': ({ twitch }) => {
    twitch.noReceipts(true);
    return () => twitch.noReceipts(false);
  },
  'slow twitch': ({ twitch }, { draw }) => {
    twitch.latency(100 + draw * 1_500);
    return () => twitch.latency(0);
  },
  'model refuses': ({ models }) => {
    void models[0].fault('refuse');
    return () => models[0].fault(null);
  },
  'wikipedia down': ({ wikipedia }, { draw }) => {
    void wikipedia.fault(draw < 0.4 ? 'hang' : draw < 0.7 ? 'refuse' : { status: 503 });
    return () => wikipedia.fault(null);
  },
  'igdb down': ({ igdb }, { draw }) => {
    void igdb.fault(draw < 0.4 ? 'hang' : draw < 0.7 ? 'html' : { status: 429 });
    return () => igdb.fault(null);
  },
  'helix down': ({ helix }, { draw }) => {
    helix.fault('*', draw < 0.5 ? 'hang' : { status: 500 });
    return () => helix.fault('*', null);
  },
  'put out': ({ twitch }, { channel }) => {
    twitch.ban(channel);
    return () => twitch.unban(channel);
  },
  'timed out': ({ twitch }, { channel }) => {
    twitch.timeout(channel, { id: '900', login: 'serdabot' }, 60);
    return nothing;
  },
};

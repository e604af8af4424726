import { describe, expect, test } from 'vitest';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { createLink, type LinkHooks } from './link.ts';

/** A link to a server that is `there` or not, and what it said to its user. */
async function openLink({ there = true, hooks = {} as Partial<LinkHooks> } = {}) {
  const clock = createVirtualClock();
  const server = { there, aheadMs: 1_000, asked: 0 };
  const said: string[] = [];
  const link = createLink({
    scripts: {
      define: () => async () => {
        server.asked++;
        if (!server.there) return { ok: false, reason: 'unreachable', detail: 'no route' };
        return { ok: true, value: clock.now() + server.aheadMs };
      },
    },
    key: 'time',
    clock,
    onFault: (error) => said.push(`fault: ${(error as Error).message}`),
  });
  const use = (trouble = 'no route') => link.failed({ ok: false, reason: 'late', detail: trouble });
  await link.start({
    renew: link.askTime,
    async catchUp() {
      said.push('catch up');
      return true;
    },
    onAway: (trouble, wasUp) => said.push(`away: ${trouble}${wasUp ? '' : ', from the start'}`),
    onBack: (wasAway) => said.push(wasAway ? 'back' : 'first contact'),
    onSilence: () => said.push('silence'),
    pauseMs: (isUp) => (isUp ? 5_000 : 500),
    ...hooks,
  });
  return { clock, server, link, said, use };
}

describe('a link to a server', () => {
  test('is up once the server has heard what was decided without it', async () => {
    const { link, said } = await openLink();
    expect(said).toEqual(['catch up', 'first contact']);
    expect(link.up()).toBe(true);
    expect(link.trouble()).toBeNull();
  });

  test('stays down while the server does not take what it is told', async () => {
    const { link, clock, said } = await openLink({ hooks: { catchUp: async () => false } });
    await clock.advance(1_000);
    expect(link.up()).toBe(false);
    expect(said).toEqual(['silence', 'silence', 'silence']);
  });

  test('ends with the first script that fails, tells of the outage once, and of its end', async () => {
    const { link, clock, server, said, use } = await openLink();
    said.splice(0);
    server.there = false;
    use('no answer');
    use('no answer');
    expect(link.trouble()).toBe('late: no answer');
    await clock.advance(1_000);
    server.there = true;
    await clock.advance(500);
    expect(said).toEqual(['away: late: no answer', 'silence', 'silence', 'catch up', 'back']);
    expect(link.up()).toBe(true);
  });

  test('says that the server was away from the start', async () => {
    const { clock, server, said } = await openLink({ there: false });
    server.there = true;
    await clock.advance(500);
    expect(said).toEqual(['away: unreachable: no route, from the start', 'silence', 'catch up', 'back']);
  });

  test('leaves time for a roll call after an outage, and none after a quick start', async () => {
    const { link, clock, server, use } = await openLink();
    expect(link.rollCallEnds()).toBeLessThanOrEqual(clock.now());
    await clock.advance(60_000);
    server.there = false;
    use();
    await clock.advance(10_000);
    server.there = true;
    await clock.advance(500);
    expect(link.rollCallEnds() - clock.now()).toBe(1_500);
  });

  test('what fails while it is renewed is an outage all the same', async () => {
    let fail = () => {};
    const { link, clock, said, use } = await openLink({
      hooks: {
        async renew() {
          fail();
          return true;
        },
      },
    });
    said.splice(0);
    fail = () => use('no answer');
    await clock.advance(5_000);
    expect([link.up(), said]).toEqual([false, ['away: late: no answer']]);
    fail = () => {};
    await clock.advance(500);
    expect(said).toEqual(['away: late: no answer', 'catch up', 'back']);
  });

  test('goes on after a bug in what is done with a beat, and beats once more when asked meanwhile', async () => {
    const { link, clock, server, said } = await openLink({
      hooks: { renew: () => Promise.reject(new Error('a bug')) },
    });
    await clock.advance(5_000);
    await clock.advance(5_000);
    expect(said.slice(2)).toEqual(['fault: a bug', 'fault: a bug']);
    await link.stop();
    await link.beat();
    const { asked } = server;
    await clock.advance(60_000);
    expect(server.asked).toBe(asked);
    expect(clock.pending).toBe(0);
  });

  test('gives all processes one time, which follows the server and none of its jumps', async () => {
    const { link, clock, server } = await openLink();
    expect(link.shared(0.5)).toBe(1_000);
    expect(link.ahead()).toBe(1_000);
    server.aheadMs = 3_600_000;
    await clock.advance(5_000);
    expect(link.ahead()).toBe(1_020);
    // This machine's wall clock was set, or it slept: whose time it is has to be asked anew.
    clock.jumpWall(60_000);
    await clock.advance(5_000);
    expect(link.ahead()).toBe(3_600_000);
  });
});

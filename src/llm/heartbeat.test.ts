import { expect, test } from 'vitest';
import { anEndpoint, createHouse } from '../../test/faults/llm-house.ts';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';

function setUp(models: () => Promise<Response> | Response, enabled = true) {
  const clock = createVirtualClock();
  const asked: string[] = [];
  const house = createHouse([anEndpoint('one', 'http://stand-in/v1/')], {
    clock,
    fetch: async (input) => {
      asked.push(String(input));
      return models();
    },
  });
  house.live.limits = { ...house.live.limits, health_check_enabled: enabled };
  return { clock, asked, house, state: () => house.llm.states()[0]?.state };
}

const alive = () => Response.json({ data: [{ id: 'a' }] });

test('an endpoint that lists its models stays up', async () => {
  const { clock, asked, state } = setUp(alive);
  await clock.advance(95_000);
  expect(asked).toEqual(Array(3).fill('http://stand-in/v1/models'));
  expect(state()).toBe('healthy');
});

test.each<[string, () => Promise<Response> | Response]>([
  ['answers 200 to anything', () => Response.json({ message: 'Unexpected endpoint' })],
  ['answers HTML', () => new Response('<html>')],
  ['is still loading', () => Response.json({ data: [] }, { status: 503 })],
  ['never answers', () => new Promise(() => {})],
  ['is gone', () => Promise.reject(new TypeError('fetch failed'))],
])('an endpoint that %s is down after three misses in a row, and up again with the next beat', async (_, models) => {
  let now = models;
  const { clock, house, state } = setUp(() => now());
  house.live.limits = { ...house.live.limits, llm_retry_delay: 300 };
  await clock.advance(65_000);
  expect(state()).toBe('healthy');
  await clock.advance(35_000);
  expect(state()).toBe('backing off');
  expect(await house.ask()).toMatchObject({ reason: 'no_endpoint' });
  now = alive;
  await clock.advance(35_000);
  expect(state()).toBe('healthy');
});

test('no beat is sent unless the operator wants it, and he may change his mind', async () => {
  const { clock, asked, house } = setUp(alive, false);
  await clock.advance(95_000);
  expect(asked).toEqual([]);
  house.live.limits = { ...house.live.limits, health_check_enabled: true };
  await clock.advance(30_000);
  expect(asked).toHaveLength(1);
});

test('a heartbeat that is turned on while the bot runs begins at once, and a shorter interval counts from its last beat', async () => {
  const { clock, asked, house } = setUp(alive, false);
  await clock.advance(7_000);
  house.live.limits = { ...house.live.limits, health_check_enabled: true };
  house.llm.refresh();
  await clock.advance(0);
  expect(asked).toHaveLength(1);
  house.llm.refresh();
  await clock.advance(29_000);
  expect(asked).toHaveLength(1);
  await clock.advance(1_000);
  expect(asked).toHaveLength(2);
  house.live.limits = { ...house.live.limits, health_check_interval: 5 };
  house.llm.refresh();
  await clock.advance(5_000);
  expect(asked).toHaveLength(3);
  house.llm.stop();
  expect(clock.pending).toBe(0);
});

test('an endpoint that nobody has asked is not called healthy until it has answered, if only the heartbeat', async () => {
  const { clock, house } = setUp(alive);
  expect(house.llm.states()).toEqual([{ name: 'one', state: 'healthy', word: 'not tried yet' }]);
  await clock.advance(30_000);
  expect(house.llm.states()).toEqual([{ name: 'one', state: 'healthy' }]);
});

test('a stopped bot sends no beat and leaves no timer', async () => {
  const { clock, asked, house } = setUp(() => new Promise(() => {}));
  await clock.advance(31_000);
  house.llm.stop();
  await clock.advance(300_000);
  expect(asked).toHaveLength(1);
  expect(clock.pending).toBe(0);
});

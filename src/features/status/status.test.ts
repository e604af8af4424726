import { describe, expect, test } from 'vitest';
import { aCall, aViewer } from '../../../test/support/fakes.ts';
import { aHouse } from '../../../test/support/house.ts';
import { createVirtualClock } from '../../../test/support/virtual-clock.ts';
import type { Command } from '../../domain/command.ts';
import type { EndpointReport } from '../../domain/llm.ts';
import type { Role } from '../../domain/viewer.ts';
import { createBotStatus } from './botstatus.ts';
import { status as statusFeature } from './index.ts';
import type { Home } from './phrases.ts';

const signal = new AbortController().signal;
const run = async (command: Command, args = '', roles: Role[] = []) => {
  const outcome = await command.run(aCall(command, args, { viewer: aViewer('lea', ...roles) }), signal);
  return outcome.kind === 'reply' ? outcome.text : outcome;
};

describe('!ping', () => {
  test('says how long the bot has been up', async () => {
    const clock = createVirtualClock();
    const { commands = [] } = await statusFeature.create(aHouse({ clock }));
    const ping = commands.find(({ name }) => name === 'ping')!;
    await clock.advance(5_000);
    expect(await run(ping)).toBe('ping.pong uptime=duration.seconds n=5');
  });
});

const nobody = { broadcaster: 0, moderator: 0, vip: 0, subscriber: 0, viewer: 0, background: 0 };

describe('!botstatus', () => {
  let endpoints: EndpointReport[] = [];
  let limit = 4;
  const house = aHouse<Home>({
    chat: { joined: () => ['a', 'b'] },
    models: { states: () => endpoints, adaptiveCap: () => limit },
    limits: { inFlight: () => 1, cap: () => 4, queue: () => ({ ...nobody, moderator: 1, viewer: 2 }) },
  });
  const status = createBotStatus(house, () => '1 h');

  test('is for moderators', () => {
    expect(status.level).toBe('moderator');
  });

  test('says how chat, endpoints and slots are', async () => {
    endpoints = [
      { name: 'local', state: 'backing off' },
      { name: 'openai', state: 'healthy' },
      { name: 'other', state: 'healthy', word: 'not tried yet' },
    ];
    const text = await run(status);
    expect(text).toContain('chat=botstatus.chat.joined channels=2');
    expect(text).toContain('model=local endpoint.backing off, openai endpoint.healthy, other endpoint.not tried yet');
    expect(text).toContain('waiting=priority.moderator 1, priority.viewer 2');
  });

  test('tells the cap that the bot has lowered from the configured one', async () => {
    expect(await run(status)).toContain('slots=botstatus.slots inFlight=1 cap=4');
    limit = 2;
    expect(await run(status)).toContain('slots=botstatus.slots.lowered inFlight=1 limit=2 cap=4');
  });

  test('says so when no model is configured', async () => {
    endpoints = [];
    expect(await run(status)).toContain('model=botstatus.model.none');
  });
});

import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Viewer } from '../../src/domain/viewer.ts';
import { createSandbox } from '../../src/sandbox/sandbox.ts';
import { startBot } from '../load/bot.ts';
import { type Measured, portVariable, type Question } from './probe.ts';
import { type Way, wayOf } from './way.ts';

export interface Trace extends Way {
  readonly line: string;
  readonly reply: string;
  /** What was asked for the measured line. */
  readonly asked: { readonly model: number; readonly wikipedia: number; readonly igdb: number };
}

const channel = 'my_channel';
const warmUps = 2;
/** The line is over when nothing that it caused has run for so long. */
const quietMs = 300;
/** Before the measured line: what earlier ones left for later, such as the write of the last second, is done. */
const restMs = 1_500;
const replyMs = 50_000;

/** A chatter without a role, each time another one: no cooldown is open and nothing was said before. */
const viewerAt = (n: number): Viewer => ({
  id: `${800_000 + n}`,
  login: `tracer_${n}`,
  name: `Tracer${n}`,
  roles: new Set(),
});

/** The real bot in a process of its own, on the memory store, against the sandbox: one line when all is warm. */
export async function traceLine(line: string): Promise<Trace> {
  await using cleanup = new AsyncDisposableStack();
  const sandbox = await createSandbox({ channels: [channel] });
  cleanup.defer(sandbox.stop);
  const { twitch, models, wikipedia, igdb } = sandbox;
  const bot = await startBot({
    config: sandbox.config(),
    env: { ...sandbox.env, [portVariable]: String(twitch.port) },
    probe: join(import.meta.dirname, 'probe.ts'),
  });
  cleanup.defer(async () => void (await bot.stop()));
  const probe = (question: Question) => bot.ask(question);
  await twitch.whenJoined(channel, replyMs);
  let typed = 0;

  /** Types the line, and resolves with the reply when all that it causes at once is done. */
  async function type(): Promise<string> {
    await probe('take');
    typed++;
    const id = twitch.say(channel, viewerAt(typed), line.replaceAll('{n}', String(typed)));
    const { text } = await twitch.next(({ replyTo }) => replyTo === id, replyMs);
    let [before, now] = [-1, 0];
    while (now !== before) {
      await pause(quietMs);
      [before, now] = [now, (await probe('noted')) as number];
    }
    return text;
  }

  for (let n = 0; n < warmUps; n++) await type();
  await probe('watch');
  // Once more with the breakpoints: what they slow down is settled before it counts.
  await type();
  const asked = () => ({
    model: models[0]!.completions,
    wikipedia: wikipedia.count,
    igdb: igdb.count,
  });
  await pause(restMs);
  const earlier = asked();
  const reply = await type();
  const later = asked();
  const measured = (await probe('take')) as Measured;
  return {
    line: line.replaceAll('{n}', String(typed)),
    reply,
    asked: {
      model: later.model - earlier.model,
      wikipedia: later.wikipedia - earlier.wikipedia,
      igdb: later.igdb - earlier.igdb,
    },
    ...wayOf(measured),
  };
}

import { readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Clock } from '../../src/lib/clock.ts';
import { createLocalServer } from '../../src/llm/local-server.ts';
import type { anEndpoint, createHouse } from '../../test/faults/llm-house.ts';
import type { Check } from './checks.ts';

interface Ground {
  readonly program: string;
  readonly model: string;
  check(name: string, work: () => Promise<readonly [holds: boolean, seen: string]>): Promise<Check>;
  houseOf(
    url: string,
    over?: Parameters<typeof createHouse>[1],
    more?: Parameters<typeof anEndpoint>[2],
  ): ReturnType<typeof createHouse>;
  until(holds: () => Promise<boolean>, ms: number): Promise<boolean>;
}

const question = [{ role: 'user', content: 'why?' }] as const;

/** What the bot does with a llama-server that it runs itself. */
export async function* ownServer({ program, model, check, houseOf, until }: Ground): AsyncGenerator<Check> {
  yield await check('a gguf: endpoint starts its server, finds it again after a kill -9, and ends it', async () => {
    const house = houseOf(`gguf:${model}`, {
      llm: { llama_server: program },
      modelLimits: () => ({ cap: 2, responseTimeout: null }),
    });
    const end = await house.ask({ messages: question, ms: 30_000 });
    const pids = await processesOf(model);
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    const back = await until(async () => (await house.ask({ messages: question })).kind === 'text', 30_000);
    await house.llm.stop();
    const left = await processesOf(model);
    return [
      end.kind === 'text' && pids.length > 0 && back && left.length === 0,
      `${end.kind}, ${pids.length} killed, ${left.length} left`,
    ];
  });

  const events: string[] = [];
  let free = 8e9;
  let idleMinutes = 0;
  const own = createLocalServer({
    name: 'own',
    model: 'tiny',
    file: model,
    settings: () => ({ llama_server: program, idle_unload: idleMinutes }),
    slots: () => 3,
    clock: quickClock,
    tell: (event) => 'text' in event && events.push(event.text),
    available: () => free,
  });
  const get = async (path: string) => {
    const response = await own.fetch(`http://127.0.0.1:0${path}`);
    return (await response.json()) as Record<string, unknown>;
  };
  const told = (words: RegExp) => until(async () => events.some((text) => words.test(text)), 60_000);
  const last = () => events.at(-1) ?? 'nothing was told';

  try {
    yield await check('it has as many slots as the cap, and the name of the endpoint', async () => {
      const { total_slots } = await get('/props');
      const { data } = (await get('/v1/models')) as { data: { id: string }[] };
      return [total_slots === 3 && data[0]?.id === 'tiny', `${total_slots} slots, ${data[0]?.id}`];
    });
    yield await check('frozen, it is ended and started again', async () => {
      for (const pid of await processesOf(model)) process.kill(pid, 'SIGSTOP');
      const ended = await told(/ended/);
      const back = await until(async () => 'data' in (await get('/v1/models')), 30_000);
      return [ended && back, last()];
    });
    yield await check('nobody asks: it is unloaded, and loaded for the next question', async () => {
      idleMinutes = 0.5;
      const unloaded = await told(/unloaded, nobody asked/);
      const isGone = await until(async () => (await processesOf(model)).length === 0, 10_000);
      const back = await until(async () => 'data' in (await get('/v1/models')), 30_000);
      return [unloaded && isGone && back, last()];
    });
    yield await check('memory is nearly full: it is unloaded, and not loaded where it does not fit', async () => {
      free = 1e8;
      const unloaded = await told(/unloaded, memory is nearly full/);
      const refusal = await get('/v1/models').then(
        () => 'loaded all the same',
        (error: Error) => error.message,
      );
      return [unloaded && /needs about .* GB of memory and 0\.1 GB are free/.test(refusal), refusal];
    });
  } finally {
    await own.stop();
  }
}

const quicker = 20;
/** Minutes in seconds: what is waited for here are minutes. */
const quickClock: Clock = {
  now: () => performance.now() * quicker,
  wall: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms / quicker);
    return () => clearTimeout(timer);
  },
};

/** Processes that this script has started for a file of its own; where the system does not say, none. */
async function processesOf(model: string): Promise<number[]> {
  const found: number[] = [];
  for (const pid of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(pid)) continue;
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    const [program = ''] = command.split('\0');
    if (command.includes(`--model\0${model}\0`) && basename(program) !== 'sh') found.push(Number(pid));
  }
  return found;
}

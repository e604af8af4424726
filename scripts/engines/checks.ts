import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../src/lib/clock.ts';
import { createEndpointClient } from '../../src/llm/endpoint-client.ts';
import { createContainment } from '../../src/outbox/text/contain.ts';
import { createAttacks } from '../../test/attacks/outbox-attacks.ts';
import { anEndpoint, createHouse } from '../../test/faults/llm-house.ts';
import { canaries } from '../../test/support/canaries.ts';
import { wireFaults } from '../../test/support/wire-checker.ts';
import { type Engine, freePort, startEngine } from './engine.ts';
import { writeTinyModel } from './gguf.ts';
import { ownServer } from './own.ts';
import { tuned } from './tuned.ts';

export interface Check {
  readonly name: string;
  readonly holds: boolean;
  readonly seen: string;
}

interface Ground {
  readonly program: string;
  readonly folder: string;
  /** Lines of random text for the gate. */
  readonly lines: number;
  /** Seconds for the tuning. */
  readonly tuneS: number;
}

const words =
  'oui non le la un une de et mais donc est sont fait joue jeu chat vie mort rouge bleu grand petit vite loin hier demain merci bravo voilà. bien.'.split(
    ' ',
  );
/** Behind these an answer ends. */
const endsAfter = ['merci', 'bravo', 'voilà.', 'bien.'];
/** As makers of models that think write them: the beginning of the thoughts stands in the prompt. */
const thinkingTemplate = [
  "{%- for message in messages %}{%- if message.role == 'assistant' %}{{- '[A]' }}",
  "{%- if message.reasoning_content %}{{- '<think>\\n' + message.reasoning_content + '\\n</think>\\n\\n' }}{%- endif %}",
  "{{- message.content + '[/A]' }}{%- else %}{{- '[U]' + message.content + '[/U]' }}{%- endif %}{%- endfor %}",
  "{%- if add_generation_prompt %}{{- '[A]' }}",
  "{%- if enable_thinking is defined and enable_thinking is false %}{{- '<think>\\n\\n</think>\\n\\n' }}",
  "{%- else %}{{- '<think>\\n' }}{%- endif %}{%- endif %}",
].join('');
const question = [
  { role: 'system', content: 'be brief' },
  { role: 'user', content: 'why?' },
] as const;
const long = [
  { role: 'system', content: 'be brief' },
  { role: 'user', content: 'blah '.repeat(3_000) },
  { role: 'assistant', content: 'yes' },
  { role: 'user', content: 'why?' },
] as const;

/** Runs the bot's model layer against a real llama-server. Yields what was seen, one check after the other. */
export async function* checks({ program, folder, lines, tuneS }: Ground): AsyncGenerator<Check> {
  const file = (name: string) => `${folder}/${name}.gguf`;
  const models = {
    words: file('words'),
    endless: file('endless'),
    attacks: file('attacks'),
    thinks: file('thinks'),
    mulls: file('mulls'),
  };
  await writeTinyModel(models.words, { words, endsAfter, contextTokens: 32_768 });

  const engines: Engine[] = [];
  const houses: { stop(): Promise<void> }[] = [];
  const start = async (model: string, more: readonly string[] = [], port?: number) => {
    const engine = await startEngine(program, model, more, port);
    engines.push(engine);
    return engine;
  };
  const houseOf = (
    url: string,
    over: Parameters<typeof createHouse>[1] = {},
    more: Parameters<typeof anEndpoint>[2] = {},
  ) => {
    const house = createHouse([anEndpoint('engine', url, { model: 'tiny', ...more })], {
      limits: { llm_retry_delay: 0.3 },
      ...over,
    });
    houses.push(house.llm);
    return house;
  };
  const check = async (name: string, work: () => Promise<readonly [holds: boolean, seen: string]>): Promise<Check> => {
    try {
      const [holds, seen] = await work();
      return { name, holds, seen };
    } catch (error) {
      return { name, holds: false, seen: (error as Error).message };
    }
  };
  const wordOf = (end: Awaited<ReturnType<ReturnType<typeof houseOf>['ask']>>) =>
    end.kind === 'text' ? `"${end.text.slice(0, 60)}"` : end.kind === 'failed' ? end.reason : end.kind;
  const until = async (holds: () => Promise<boolean>, ms: number) => {
    for (const end = Date.now() + ms; Date.now() < end; await pause(20))
      if (await holds().catch(() => false)) return true;
    return false;
  };

  try {
    const port = await freePort();
    const loading = await start(models.words, ['--parallel', '4', '--ctx-size', '8192'], port);
    yield await check('asked while it loads: answered, or told at once, and answered when it is there', async () => {
      const house = houseOf(loading.url);
      const early = await house.ask({ ms: 2_000, messages: question });
      await loading.ready();
      const holds = await until(async () => (await house.ask({ messages: question })).kind === 'text', 10_000);
      return [holds, `first ${wordOf(early)}`];
    });
    // Without a server there is nothing to hold to anything.
    if (loading.child.exitCode !== null) return;
    const fragments = createAttacks(20261121, canaries).flatMap(({ text }) => text.match(/\S{1,12}/gu) ?? []);
    const hostileWords = [...words, ...fragments.slice(0, 3_000)];
    await writeTinyModel(models.endless, { words, layers: 24 });
    await writeTinyModel(models.attacks, { words: hostileWords, endsAfter: hostileWords.slice(0, 300), byteBias: 0 });
    const thinking = { words: [...words, '</think>', '<think>', '<|channel|>'], endsAfter, template: thinkingTemplate };
    await writeTinyModel(models.thinks, thinking);
    await writeTinyModel(models.mulls, { words, template: thinkingTemplate });
    yield await check('an answer comes as a stream', async () => {
      const { ask, outcomes } = houseOf(loading.url);
      const end = await ask({ messages: question, ms: 30_000 });
      const response = await fetch(`${loading.url}/chat/completions`, {
        method: 'POST',
        body: JSON.stringify({ model: 'tiny', messages: question, stream: true, max_tokens: 20 }),
      });
      const events = (await response.text()).split('\n').filter((line) => line.startsWith('data:')).length;
      return [end.kind === 'text' && events > 2, `${wordOf(end)}, ${outcomes().join(' ')}, ${events} events`];
    });
    const endless = await start(models.endless, ['--parallel', '1', '--ctx-size', '4096']);
    yield await check('a call that is cancelled ends within 50 ms, and its slot is free', async () => {
      await endless.ready();
      const { ask, llm } = houseOf(endless.url);
      await llm.warm();
      const took: number[] = [];
      let [cancelled, freed] = [0, 0];
      // The middle of five: what else the machine does is not the bot's.
      for (let i = 0; i < 5; i++) {
        const leaving = new AbortController();
        const messages = [{ role: 'user', content: '%long% why?' }] as const;
        const end = ask({ messages, signal: leaving.signal, ms: 30_000 });
        await until(async () => (await endless.busy()) > 0, 5_000);
        const since = performance.now();
        leaving.abort();
        if ((await end).kind === 'failed') cancelled++;
        took.push(performance.now() - since);
        if (await until(async () => (await endless.busy()) === 0, 5_000)) freed++;
      }
      const ms = took.toSorted((a, b) => a - b)[2]!;
      return [
        ms < 50 && cancelled === 5 && freed === 5,
        `${ms.toFixed(1)} ms, ${cancelled} cancelled, ${freed} slots free`,
      ];
    });
    yield await check('with room for two calls there are never three', async () => {
      const { ask } = houseOf(loading.url, {}, { max_concurrency: 2 });
      let most = 0;
      let over = false;
      const watching = (async () => {
        for (; !over; await pause(5)) most = Math.max(most, await loading.busy().catch(() => 0));
      })();
      const messages = [{ role: 'user', content: '%slow% why?' }] as const;
      const ends = await Promise.all(Array.from({ length: 12 }, () => ask({ messages, ms: 30_000 })));
      over = true;
      await watching;
      const answered = ends.filter(({ kind }) => kind === 'text').length;
      return [most <= 2 && answered === ends.length, `${most} at once, ${answered} of ${ends.length} answered`];
    });
    yield await check('a prompt that is too long is answered without its history', async () => {
      const { ask, outcomes } = houseOf(loading.url);
      const end = await ask({ messages: long, ms: 30_000 });
      return [end.kind === 'text', `${wordOf(end)}, ${outcomes().join(' ')}`];
    });
    yield await check('asked for an object by schema, a text is what comes of it', async () => {
      const { ask, outcomes } = houseOf(loading.url);
      const ends = [];
      for (let i = 0; i < 5; i++) ends.push(await ask({ messages: question, format: 'Answer as JSON.', ms: 30_000 }));
      const texts = ends.flatMap((end) => (end.kind === 'text' ? [end.text] : []));
      return [
        texts.length > 0 && texts.every((text) => !/^[[{]/.test(text)),
        `${texts.length} of 5, ${outcomes().join(' ')}`,
      ];
    });
    yield await check('frozen, it costs no ask more than its time, and it is back', async () => {
      const house = houseOf(loading.url);
      await house.ask({ messages: question, ms: 30_000 });
      loading.child.kill('SIGSTOP');
      const since = performance.now();
      const end = await house.ask({ messages: question, ms: 1_500 });
      const ms = performance.now() - since;
      loading.child.kill('SIGCONT');
      const back = await until(async () => (await house.ask({ messages: question })).kind === 'text', 15_000);
      return [end.kind === 'failed' && ms < 2_500 && back, `${wordOf(end)} after ${Math.round(ms)} ms`];
    });
    yield await check(
      'killed in the middle of an answer, it is missed, nothing is said, and it is found again',
      async () => {
        const house = houseOf(endless.url);
        const end = house.ask({ messages: [{ role: 'user', content: '%long% why?' }], ms: 3_000 });
        await until(async () => (await endless.busy()) > 0, 5_000);
        endless.child.kill('SIGKILL');
        const first = await end;
        const again = await start(models.words, ['--parallel', '1'], Number(new URL(endless.url).port));
        await again.ready();
        const back = await until(async () => (await house.ask({ messages: question })).kind === 'text', 15_000);
        await again.stop();
        return [back && first.kind === 'failed', `first ${wordOf(first)}`];
      },
    );
    const locked = await start(models.words, ['--api-key', 'secret', '--parallel', '1']);
    yield await check('a wrong key is told once, the right one is taken', async () => {
      await locked.ready();
      const wrong = houseOf(locked.url, { env: { KEY: 'nothing' } }, { api_key_env: 'KEY' });
      const right = houseOf(locked.url, { env: { KEY: 'secret' } }, { api_key_env: 'KEY' });
      const ends = [
        await wrong.ask({ messages: question }),
        await right.ask({ messages: question, ms: 30_000 }),
      ] as const;
      const [state] = wrong.llm.states();
      await locked.stop();
      return [state?.state === 'disabled' && ends[1].kind === 'text', `${state?.detail}; ${wordOf(ends[1])}`];
    });
    const thinker = await start(models.thinks, ['--parallel', '1']);
    yield await check('what a template makes a model think does not come out', async () => {
      await thinker.ready();
      const { ask, outcomes } = houseOf(thinker.url);
      const ends = [];
      for (let i = 0; i < 10; i++) ends.push(await ask({ messages: question, ms: 30_000 }));
      const texts = ends.flatMap((end) => (end.kind === 'text' ? [end.text] : []));
      await thinker.stop();
      return [texts.every((text) => !/think|[<>|]/.test(text)), `${texts.length} of 10 said, ${outcomes().join(' ')}`];
    });
    const mull = await start(models.mulls, ['--parallel', '1']);
    yield await check('a model that only thinks is asked for less, and from then on answers', async () => {
      await mull.ready();
      const { ask, outcomes } = houseOf(mull.url);
      const ends = [];
      for (let i = 0; i < 5; i++) ends.push(await ask({ messages: question, ms: 30_000 }));
      const texts = ends.filter(({ kind }) => kind === 'text').length;
      await mull.stop();
      return [texts === ends.length && outcomes().length <= ends.length + 1, `${texts} of 5, ${outcomes().join(' ')}`];
    });
    yield* ownServer({ program, model: models.words, check, houseOf, until });
    yield await check('npm run tune ends with a number and how sure it is', async () => {
      const { verdict, measured, confidence } = await tuned(models.words, program, folder, tuneS);
      const isSure = measured > 0 && confidence > 0;
      return [isSure || /not even one/i.test(verdict), `${verdict} ${Math.round(confidence * 100)} % sure`];
    });
    const hostile = await start(models.attacks, ['--parallel', '8', '--ctx-size', '16384']);
    yield await check(`${lines} lines of random text through the gate`, async () => {
      await hostile.ready();
      const contain = createContainment(() => ({ prefix: '!', botName: 'serdabot', allowLinks: [], blockedTerms: [] }));
      const client = createEndpointClient({
        endpoint: anEndpoint('engine', hostile.url, { model: 'tiny' }),
        key: undefined,
        clock: systemClock,
      });
      let [asked, said] = [0, 0];
      const findings: string[] = [];
      const viewer = async () => {
        while (asked < lines) {
          const messages = [{ role: 'user', content: `${++asked} why?` }] as const;
          const result = await client.call(
            { messages, maxTokens: 60 },
            { firstTokenMs: 20_000, gapMs: 20_000, totalMs: 20_000 },
            new AbortController().signal,
          );
          const contained = result.kind === 'ok' ? contain(result.text, { viewerName: 'viewer' }) : null;
          for (const line of contained?.kind === 'lines' ? contained.lines : []) {
            said++;
            findings.push(
              ...wireFaults(`PRIVMSG #channel :${line}\r\n`, { viewerName: 'viewer', canaries }).map(
                (fault) => `${fault}: ${line}`,
              ),
            );
          }
        }
      };
      await Promise.all(Array.from({ length: 8 }, viewer));
      return [
        said > 0 && findings.length === 0,
        `${asked} asked, ${said} said, ${findings.length} findings${findings
          .slice(0, 3)
          .map((one) => `; ${one}`)
          .join('')}`,
      ];
    });
  } finally {
    await Promise.allSettled([...houses.map((house) => house.stop()), ...engines.map((engine) => engine.stop())]);
  }
}

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSandboxModels, type ModelsOptions, type SandboxModels } from '../src/sandbox/models/models.ts';
import { type Ran, runScript, spawnScript } from '../test/support/scripts.ts';
import { writeTinyModel } from './engines/gguf.ts';

let folder: string;
let server: SandboxModels | undefined;
let out: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tune-'));
  out = join(folder, 'model_limits.json');
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
  rmSync(folder, { recursive: true, force: true });
});

// Three at once, and who comes fourth is refused: on a busy machine, too, that is no question of milliseconds.
const three: ModelsOptions = { kind: 'lmstudio', capacity: 3, queue: 0, service: { firstTokenMs: 30 } };
const quick = ['--slo', '8s', '--percentile', '90', '--confidence', '80', '--mode', 'brut'];
const serve = async (options: ModelsOptions = three) => {
  server = await createSandboxModels(options);
  return server;
};

interface Over {
  readonly endpoint?: string;
  readonly llm?: string;
  readonly url?: string;
  readonly watch?: (said: string, interrupt: () => void) => void;
}

/** Runs the script; `watch` sees what it has printed so far, in a process of its own, and may interrupt it. */
async function tune(
  args: readonly string[],
  { endpoint = '', llm = '', url = server?.url ?? '', watch }: Over = {},
): Promise<Ran> {
  const config = join(folder, 'config.yaml');
  const one = `{ name: local, url: "${url}", model: qwen2.5-3b-instruct${endpoint} }`;
  writeFileSync(
    config,
    `bot: { channels: [a] }\nllm: { ${llm}endpoints: [${url ? one : ''}] }\nrate_limiting: { user_cooldown: 0.1 }\n`,
  );
  const run = watch ? spawnScript : runScript;
  return run('auto-tune', ['--config', config, ...args], {
    onOutput: (said, kill) => watch?.(said, () => kill('SIGINT')),
  });
}

test('the cap of a server that does three at once is found, also by a run that was interrupted and goes on', async () => {
  await serve();
  writeFileSync(out, JSON.stringify({ kept: 'mine', max_history_messages: 6 }));
  const args = [...quick, '--budget', '20s'];
  let interrupted = false;
  const first = await tune([...args, '--json'], {
    watch(said, interrupt) {
      if (interrupted || !said.includes('seems')) return;
      interrupted = true;
      interrupt();
    },
  });
  expect([first.code, first.stdout]).toEqual([130, '']);
  expect(first.stderr).toMatch(/Stopped; \d+ answers are kept: the same command goes on from here\./);
  expect(readFileSync(out, 'utf8')).not.toContain('tune');

  const { code, stdout, stderr } = await tune(args);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/going on from an earlier run: \d+ answers/);
  expect(stdout).toMatch(
    /brut: 3 viewers at once: 90 % of answers within 8 s; at [456] \d+(\.\d)? % of the calls met an error of the server/,
  );
  expect(stdout).not.toContain('\x1b[1A');
  const limits = JSON.parse(readFileSync(out, 'utf8'));
  expect(limits).toMatchObject({
    kept: 'mine',
    model_name: 'qwen2.5-3b-instruct',
    max_concurrent_users_brut: 3,
    max_concurrent_users_modere: null,
    max_history_messages: 6,
    response_timeout: 8,
    test_results_modere: [],
    tune: {
      brut: {
        seed: 9,
        percentile: 90,
        slo_ms: 8000,
        server: { kind: 'LM Studio', parallel: 3, context: 4096, quantisation: 'Q4_K_M' },
      },
    },
  });
  const steps: { users: number }[] = limits.test_results_brut;
  expect(steps.map(({ users }) => users)).toContain(3);
  expect(limits.tune.brut.first_failing.users).toBeGreaterThan(3);
  const page = readFileSync(join(folder, 'model_limits.report.html'), 'utf8');
  expect(page).toContain('<svg');
  expect(page).not.toMatch(/<script|src=|href=|@import/);
  expect(existsSync(`${out}.tuning`)).toBe(false);
  // Every question was another one, in the bot's own words.
  const asked = server!.requests.filter(({ path }) => path.endsWith('/chat/completions'));
  const last = asked.map(({ body }) => (body as { messages: { content: string }[] }).messages.at(-1)!.content);
  expect(new Set(last).size).toBe(last.length);
  expect(server!.breaches).toEqual([]);
});

test('a model that the bot would run itself is run for the measurement, and ended with it', async () => {
  const program = join(import.meta.dirname, '..', 'test', 'support', 'llama-server.mjs');
  await writeTinyModel(join(folder, 'tiny.gguf'), { words: ['oui'] });
  const { code, stdout, stderr } = await tune([...quick, '--budget', '3s', '--max', '2', '--json'], {
    url: 'gguf:tiny.gguf',
    llm: `llama_server: "${program}", `,
  });
  expect([code, stderr.includes('starting the model')]).toEqual([0, true]);
  expect(JSON.parse(stdout)).toMatchObject({ brut: { measured: 2, server: { kind: 'llama.cpp', parallel: 2 } } });
});

test('an endpoint that costs money is not asked anything without --yes, and the cost is told first', async () => {
  await serve();
  const endpoint = ', price: { in: 0.25, cached: 0.025, out: 2 }';
  const { code, stderr } = await tune([], { endpoint });
  expect(code).toBe(77);
  expect(stderr).toMatch(
    /^"local" costs money: about 1200 questions, \d+ tokens in and up to 220 out each, about \d\.\d\d USD/,
  );
  expect(stderr).toContain('--yes');
  expect(server!.requests).toEqual([]);
});

describe('what cannot be measured is told in a sentence', () => {
  const lines = ({ stderr }: Ran) => stderr.trim().split('\n');

  test('a server that is not there', async () => {
    const { url } = await serve();
    await server!.stop();
    server = undefined;
    const ran = await tune(['--json'], { url });
    expect(ran.code).toBe(69);
    expect(lines(ran)).toEqual([
      `No model server answers at ${url} (ECONNREFUSED): start it, or correct the url of "local" in llm.endpoints.`,
    ]);
    expect(JSON.parse(ran.stdout)).toEqual({ ok: false, problem: lines(ran)[0] });
  });

  test('a server whose answers are errors', async () => {
    await serve();
    await server!.fault({ status: 500 });
    const broken = await tune([]);
    expect(broken.code).toBe(69);
    expect(lines(broken)[0]).toMatch(/^The server of "local" gives no answer to the first question \(server\): /);
  });

  test('an endpoint of another name', async () => {
    const { code, stderr } = await tune(['--endpoint', 'x'], { url: 'http://127.0.0.1:9' });
    expect([code, stderr]).toEqual([64, '--endpoint: expected one of local, got "x".\n']);
  });
});

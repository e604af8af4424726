import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock as clock } from '../src/lib/clock.ts';
import { dayOf } from '../src/llm/cost/costs.ts';
import { createRows } from '../src/llm/cost/rows.ts';
import { openStorage } from '../src/storage/storage.ts';
import { runScript } from '../test/support/scripts.ts';

const folder = mkdtempSync(join(tmpdir(), 'serdabot-costs-'));
const config = join(folder, 'config.yaml');
const day = dayOf(Date.now());
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(async () => {
  writeFileSync(config, 'bot: { channels: [a] }\nllm: { endpoints: [] }\nstorage: { url: "sqlite:bot.db" }\n');
  const opened = await openStorage({ url: 'sqlite:bot.db', folder, tell() {}, processes: 1 });
  if (!opened.ok) throw new Error(opened.reason);
  const rows = createRows({ records: opened.storage.records, clock, self: '' });
  const usage = { promptTokens: 100, cachedTokens: 10, writtenTokens: 0, completionTokens: 20 };
  for (const viewer of ['7', '12', '12', null]) {
    rows.add({ day, channel: 'a', endpoint: 'openai', model: 'gpt-5', viewer }, usage, 5e8);
  }
  await rows.flush();
  await opened.storage.close();
});

async function run(...args: string[]) {
  const { code, stdout, stderr } = await runScript('costs', ['--config', config, ...args]);
  return { status: code, stdout, stderr: stderr.trim() };
}

test('costs are listed without viewers, unless they are asked for', async () => {
  expect((await run('--csv')).stdout).toBe(
    `day,channel,endpoint,model,calls,promptTokens,cachedTokens,completionTokens,cents\n${day},a,openai,gpt-5,4,400,40,80,2\n`,
  );
  expect((await run('--by', 'viewer', '--csv')).stdout.split('\n')).toEqual([
    'day,channel,viewer,endpoint,model,calls,promptTokens,cachedTokens,completionTokens,cents',
    `${day},a,12,openai,gpt-5,2,200,20,40,1`,
    `${day},a,7,openai,gpt-5,1,100,10,20,0.5`,
    '',
  ]);
  const { rows } = JSON.parse((await run('--by', 'viewer', '--json')).stdout) as { rows: object[] };
  expect(rows).toMatchObject([{ viewer: '12', cents: 1 }, { viewer: '7' }]);
  expect((await run()).stdout).toMatch(/2 US cents since/);
});

test('what else costs could be listed by is told', async () => {
  expect(await run('--by', 'channel')).toMatchObject({
    status: 64,
    stderr: expect.stringMatching(/--by: expected viewer, got "channel"/),
  });
});

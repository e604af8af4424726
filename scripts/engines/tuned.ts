import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const script = join(import.meta.dirname, '..', 'auto-tune.ts');

export interface Verdict {
  readonly verdict: string;
  readonly measured: number;
  readonly confidence: number;
}

/** What `npm run tune` finds of a model that the bot runs itself. */
export async function tuned(model: string, program: string, folder: string, seconds: number): Promise<Verdict> {
  const config = join(folder, 'config.yaml');
  const endpoints = [{ name: 'own', url: `gguf:${model}`, model: 'tiny' }];
  // JSON is YAML.
  await writeFile(
    config,
    JSON.stringify({ bot: { name: 'serdabot', channels: ['my_channel'] }, llm: { llama_server: program, endpoints } }),
  );
  const args = ['--config', config, '--mode', 'brut', '--budget', `${seconds}s`, '--json'];
  // Not even one is exit code 1, and a result.
  const { stdout } = await run(process.execPath, [script, ...args]).catch((error: { stdout: string }) => error);
  const { brut, problem } = JSON.parse(stdout) as { brut?: Verdict; problem?: string };
  if (!brut) throw new Error(problem ?? 'it said nothing');
  return brut;
}

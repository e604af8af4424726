import { readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';

type Bag = Record<string, unknown>;

/** A file of a JSON object; empty where there is none. A file that is something else is an error. */
export async function readObject(file: string): Promise<Bag> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('it is no object');
  return value as Bag;
}

/** Whole or not at all, for a bot that reads it meanwhile. A link stays a link. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const target = await realpath(file).catch(() => file);
  const beside = `${target}.${process.pid}.tmp`;
  try {
    await writeFile(beside, text);
    await rename(beside, target);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

export const writeObject = (file: string, value: object) => writeWhole(file, `${JSON.stringify(value, null, 2)}\n`);

/** model_limits.json with what was found; what is not the tuner's stays as it was. */
export async function writeLimits(file: string, found: Bag, history: number | null = null): Promise<void> {
  const known = await readObject(file).catch((): Bag => ({}));
  const defaults = { model_name: null, max_concurrent_users_brut: null, max_concurrent_users_modere: null };
  const empty = { max_history_messages: history, user_rate_limit: null, response_timeout: null, tested_at: null };
  const lists = { test_results_brut: [], test_results_modere: [] };
  const merged: Bag = { ...defaults, ...empty, ...lists, ...known, ...found };
  if (isBag(known['tune']) && isBag(found['tune'])) merged['tune'] = { ...known['tune'], ...found['tune'] };
  await writeObject(file, merged);
}

const isBag = (value: unknown): value is Bag => typeof value === 'object' && value !== null && !Array.isArray(value);

import { createHash } from 'node:crypto';
import type { EndpointSettings } from '../domain/settings.ts';
import type { Cache } from '../domain/storage.ts';
import { type Clock, sleep } from '../lib/clock.ts';

/** In which words a model wants to be told how much to say, and what its server can hold it to. */
export interface Form {
  readonly newTokenLimit: boolean;
  readonly effort: boolean;
  /** Whether the server is asked to say what the answer took. */
  readonly usage: boolean;
  /** Whether it holds its model to a schema. */
  readonly structured: boolean;
  /** Whether it is asked to say its answer while it makes it. */
  readonly stream: boolean;
}

/** The form that works with a model, kept so that a restart or another process need not find out again. */
export interface KeptForm {
  current(): Form;
  load(): Promise<void>;
  learn(more: Partial<Form>): void;
}

/** Servers are updated: after that long everything is tried again by who starts then. */
const keptMs = 7 * 86_400_000;
/** A store that is slower costs more than finding out again. */
const patienceMs = 500;
const untried: Form = { newTokenLimit: false, effort: true, usage: true, structured: true, stream: true };

export function createKeptForm(
  { url, model }: Pick<EndpointSettings, 'url' | 'model'>,
  clock: Clock,
  cache?: Cache,
): KeptForm {
  // An address may have a password in it.
  const key = createHash('sha256')
    .update(JSON.stringify([url, model]))
    .digest('base64url');
  let form = untried;
  let loading: Promise<void> | undefined;

  async function read() {
    if (!cache) return;
    const over = new AbortController();
    try {
      const found = await Promise.race([cache.get(key), sleep(clock, patienceMs, over.signal)]);
      if (found?.ok) form = { ...form, ...formIn(found.value) };
    } catch {
      // A store that is away: it is found out again.
    } finally {
      over.abort();
    }
  }

  async function write() {
    try {
      await cache?.set(key, form, keptMs);
    } catch {
      // As above.
    }
  }

  return {
    current: () => form,
    load: () => (loading ??= read()),
    learn(more) {
      form = { ...form, ...more };
      void write();
    },
  };
}

function formIn(value: unknown): Partial<Form> {
  const held = Object.entries(value ?? {}).filter(
    ([name, on]) => Object.hasOwn(untried, name) && typeof on === 'boolean',
  );
  return Object.fromEntries(held);
}

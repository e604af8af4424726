/** A model server that answers on this machine. */
export interface FoundModel {
  readonly label: string;
  readonly url: string;
  readonly model: string;
}

const usual = [
  { name: 'LM Studio', url: 'http://127.0.0.1:1234/v1' },
  { name: 'Ollama', url: 'http://127.0.0.1:11434/v1' },
  { name: 'llama.cpp', url: 'http://127.0.0.1:8080/v1' },
];
/** Where nobody listens, the answer comes at once: this is for what listens and is busy. */
const guessedMs = 2_000;
const namedMs = 15_000;

/** The first model that talks at a base address, or null. */
export async function modelAt(url: string, name = url, patienceMs = namedMs): Promise<FoundModel | null> {
  try {
    const response = await fetch(`${url}/models`, { signal: AbortSignal.timeout(patienceMs) });
    const body = (await response.json()) as { data?: { id?: unknown }[] };
    // LM Studio says 200 to anything, and an embedding model cannot talk: only the body tells.
    const model = body.data?.map(({ id }) => id).find((id) => typeof id === 'string' && !/embed/i.test(id));
    return typeof model === 'string' ? { label: `${name}, ${model}`, url, model } : null;
  } catch {
    return null;
  }
}

/** The first of the usual local servers that has a model, or null. */
export async function findModel(): Promise<FoundModel | null> {
  const found = await Promise.all(usual.map(({ name, url }) => modelAt(url, name, guessedMs)));
  return found.find((model) => model !== null) ?? null;
}

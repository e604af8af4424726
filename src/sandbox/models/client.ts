import { createSandboxModels, type ModelsOptions, type SandboxModels } from './models.ts';

const running: SandboxModels[] = [];

/** Starts a stand-in that `stopAll` ends. */
export async function start(options: ModelsOptions = {}): Promise<SandboxModels> {
  const models = await createSandboxModels(options);
  running.push(models);
  return models;
}

export async function stopAll(): Promise<void> {
  await Promise.all(running.splice(0).map((models) => models.stop()));
}

export const hello = [{ role: 'user', content: 'salut' }];

/** Asks for a completion as a careful client does; `body` adds or replaces. */
export function post(models: SandboxModels, body: object = {}, init: RequestInit = {}): Promise<Response> {
  const key: Record<string, string> = models.apiKey ? { authorization: `Bearer ${models.apiKey}` } : {};
  return fetch(`${models.url}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...key },
    body: JSON.stringify({ model: models.models[0], messages: hello, ...body }),
    ...init,
  });
}

// biome-ignore lint/suspicious/noExplicitAny: bodies are looked at, not typed
export const json = async (response: Response | Promise<Response>): Promise<any> => (await response).json();

/** Waits, in real time, for what a socket brings about. */
export async function until(check: () => boolean, ms = 5000): Promise<void> {
  const end = performance.now() + ms;
  while (!check()) {
    if (performance.now() > end) throw new Error(`not within ${ms} ms: ${check}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

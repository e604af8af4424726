import type { Loaded } from '../domain/fresh.ts';
import type { Clock } from '../lib/clock.ts';
import { bag, createFetchJson, text } from './fetch-json.ts';
import { createAsk } from './source.ts';
import { createSourceQueue } from './source-queue.ts';

const perSecond = 2;

/** A LibreTranslate server, where there is one. */
export function createLibreTranslate(parts: { readonly clock: Clock; readonly fetch?: typeof fetch }) {
  const { clock } = parts;
  const ask = createAsk({
    name: 'LibreTranslate',
    line: createSourceQueue({ perSecond: () => perSecond, maxOpen: 2, maxWaiting: 20, clock }),
    fetchJson: createFetchJson({ clock, ...(parts.fetch && { fetch: parts.fetch }) }),
  });
  return async (baseUrl: string, said: string, target: string, signal: AbortSignal): Promise<Loaded<string>> => {
    const body = JSON.stringify({ q: said, source: 'auto', target, format: 'text' });
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    const fetched = await ask(`${baseUrl.replace(/\/$/, '')}/translate`, { method: 'POST', headers, body }, signal);
    if (fetched.kind === 'failed') return fetched;
    const translated = text(bag(fetched.body)?.['translatedText']);
    if (fetched.status === 200 && translated !== '') return { kind: 'found', value: translated };
    return { kind: 'failed', reason: `LibreTranslate: an answer of status ${fetched.status} that is no translation` };
  };
}

import { afterEach, describe, expect, test } from 'vitest';
import { until } from '../../test/support/until.ts';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { createSandboxWikipedia, type SandboxWikipedia, type WikipediaOptions } from './wikipedia.ts';

const running: SandboxWikipedia[] = [];
async function start(options: WikipediaOptions = {}) {
  const wikipedia = await createSandboxWikipedia(options);
  running.push(wikipedia);
  return wikipedia;
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((wikipedia) => wikipedia.stop()));
});

const agent = 'SerdaBot/1.0 (https://example.org/bot; bot@example.org) undici/7';
const get = (wikipedia: SandboxWikipedia, path: string, headers: Record<string, string> = {}, lang = 'fr') =>
  fetch(wikipedia.baseUrl.replace('{lang}', lang) + path, {
    headers: { 'user-agent': agent, ...headers },
    redirect: 'manual',
  });
// biome-ignore lint/suspicious/noExplicitAny: bodies are looked at, not typed
const json = async (response: Promise<Response>): Promise<any> => (await response).json();
const search =
  (q: string, lang = 'fr') =>
  async (wikipedia: SandboxWikipedia) =>
    (await json(get(wikipedia, `/w/rest.php/v1/search/page?q=${encodeURIComponent(q)}&limit=3`, {}, lang))).pages;

describe('the stand-in for Wikipedia', () => {
  test('finds pages by title, by another title and by words, in both languages', async () => {
    const wikipedia = await start();
    expect((await search('trou noir')(wikipedia))[0]).toMatchObject({ key: 'Trou_noir', matched_title: null });
    expect((await search('ADN')(wikipedia))[0]).toMatchObject({
      title: 'Acide désoxyribonucléique',
      matched_title: 'ADN',
    });
    expect((await search('radium nobel', 'en')(wikipedia))[0]).toMatchObject({ title: 'Marie Curie' });
    expect((await search('tetris')(wikipedia))[0].excerpt).toContain('<span class="searchmatch">Tetris</span>');
    expect(await search('zxqv')(wikipedia)).toEqual([]);
    expect(await search('radium zxqv')(wikipedia)).toEqual([]);
    expect(wikipedia.breaches).toEqual([]);
  });

  test('gives the summary of a page, and 304 to who has it', async () => {
    const wikipedia = await start();
    const response = await get(wikipedia, '/api/rest_v1/page/summary/Trou_noir');
    expect(await response.json()).toMatchObject({
      type: 'standard',
      lang: 'fr',
      titles: { canonical: 'Trou_noir' },
      content_urls: { desktop: { page: 'https://fr.wikipedia.org/wiki/Trou_noir' } },
      extract: expect.stringContaining('gravité'),
    });
    const etag = response.headers.get('etag') ?? '';
    expect((await get(wikipedia, '/api/rest_v1/page/summary/Trou_noir', { 'if-none-match': etag })).status).toBe(304);
  });

  test('leads on from another title, tells a page of homonyms, and 404 for none', async () => {
    const wikipedia = await start();
    const redirect = await get(wikipedia, '/api/rest_v1/page/summary/ADN');
    expect(redirect.status).toBe(302);
    const followed = new URL(redirect.headers.get('location') ?? '', redirect.url);
    expect((await fetch(followed, { headers: { 'user-agent': agent } })).status).toBe(200);
    for (const [title, lang] of [
      ['Mercure', 'fr'],
      ['Mercury', 'en'],
      ['Orange', 'fr'],
      ['Jaguar', 'en'],
    ] as const)
      expect(await json(get(wikipedia, `/api/rest_v1/page/summary/${title}`, {}, lang))).toMatchObject({
        type: 'disambiguation',
      });
    const missing = await get(wikipedia, '/api/rest_v1/page/summary/Nulle_part');
    expect(missing.status).toBe(404);
    expect(await missing.json()).toMatchObject({ title: 'Not found.' });
  });

  test('answers the one-call form', async () => {
    const wikipedia = await start();
    const ask = (words: string) =>
      json(
        get(
          wikipedia,
          `/w/api.php?action=query&format=json&formatversion=2&redirects=1&generator=search&gsrsearch=${words}&gsrlimit=3&prop=extracts|pageprops|info&exintro=1&explaintext=1&inprop=url`,
        ),
      );
    expect((await ask('mercure')).query.pages[0]).toMatchObject({
      title: 'Mercure',
      pageprops: { disambiguation: '' },
    });
    expect(await ask('zxqv')).toEqual({ batchcomplete: true });
  });

  test.each([
    ['/w/rest.php/v1/search/page', 400],
    ['/w/rest.php/v1/search/page?q=chat&limit=0', 400],
    ['/core/v1/wikipedia', 404],
    ['/w/api.php?action=query', 200],
  ])('%s is a breach', async (path, status) => {
    const wikipedia = await start();
    expect((await get(wikipedia, path)).status).toBe(status);
    expect(wikipedia.breaches).toHaveLength(1);
  });

  test('turns away a default User-Agent, and gives an anonymous one ten requests a minute', async () => {
    const wikipedia = await start({ clock: createVirtualClock() });
    const path = '/api/rest_v1/page/summary/Chat';
    for (const bad of ['node', 'undici', 'axios/1.0', 'python-requests/2'])
      expect((await get(wikipedia, path, { 'user-agent': bad })).status).toBe(403);
    const anonymous = { 'user-agent': 'mybot' };
    const statuses = [];
    for (let i = 0; i < 7; i++) statuses.push((await get(wikipedia, path, anonymous)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 429]);
    expect((await get(wikipedia, path)).status).toBe(200);
  });

  test('slows down who asks too often or too much at once, and records the rates', async () => {
    const clock = createVirtualClock();
    const wikipedia = await start({ clock, perMinute: 3 });
    const path = '/api/rest_v1/page/summary/Chat';
    for (let i = 0; i < 3; i++) expect((await get(wikipedia, path)).status).toBe(200);
    const late = await get(wikipedia, path);
    expect([late.status, late.headers.get('retry-after')]).toEqual([429, '60']);
    await clock.advance(60_000);
    expect((await get(wikipedia, path)).status).toBe(200);
    expect([wikipedia.maxPerSecond, wikipedia.maxPerMinute, wikipedia.count]).toEqual([4, 4, 5]);

    const crowded = await start({ clock, latencyMs: 30 });
    const answers = Promise.all([1, 2, 3, 4].map(async () => (await get(crowded, path)).status));
    await until(() => expect(crowded.maxOpen).toBe(4));
    await clock.advance(30);
    expect((await answers).sort()).toEqual([200, 200, 200, 429]);
  });

  test('misbehaves when told to', async () => {
    const wikipedia = await start();
    wikipedia.script(['html', { status: 503, body: { a: 1 } }, 'reset']);
    const path = '/api/rest_v1/page/summary/Chat';
    expect(await (await get(wikipedia, path)).text()).toContain('<html>');
    expect((await get(wikipedia, path)).status).toBe(503);
    await expect(get(wikipedia, path)).rejects.toThrow();
    expect((await get(wikipedia, path)).status).toBe(200);
    await wikipedia.fault('refuse');
    await expect(get(wikipedia, path)).rejects.toThrow();
    await wikipedia.fault(null);
    expect((await get(wikipedia, path)).status).toBe(200);
  });
});

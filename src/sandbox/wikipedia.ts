import { type Clock, systemClock } from '../lib/clock.ts';
import { createRate } from './bounded.ts';
import { type Page, pageOf, searchPages } from './corpus.ts';
import { plain, type Tongue } from './models/language.ts';
import type { Visit } from './server.ts';
import { type Breach, createStandIn, type Reply, type StandIn } from './stand-in.ts';

export interface WikipediaOptions {
  readonly clock?: Clock;
  readonly latencyMs?: number;
  readonly dripMs?: number;
  /** What a client with a good User-Agent may ask: the real service's figures by default. */
  readonly perMinute?: number;
  readonly concurrent?: number;
}

/** French and English Wikipedia in small: two languages, some ninety pages, the real one's manners. */
export interface SandboxWikipedia extends StandIn {
  /** What goes into `knowledge.wikipedia_url`. */
  readonly baseUrl: string;
  /** The most requests in any second and in any minute. */
  readonly maxPerSecond: number;
  readonly maxPerMinute: number;
}

export async function createSandboxWikipedia(options: WikipediaOptions = {}): Promise<SandboxWikipedia> {
  const { clock = systemClock, latencyMs = 0, dripMs = 1000, perMinute = 200, concurrent = 3 } = options;
  const second = createRate(clock, 1000);
  const minute = createRate(clock, 60_000);

  const standIn = await createStandIn({ clock, latencyMs, dripMs }, (visit, open, breach) => {
    second.hit();
    const lately = minute.hit();
    const agent = manners(visit.headers['user-agent']);
    if (agent === 'default') {
      breach(`User-Agent of a library or none: ${visit.headers['user-agent'] ?? ''}`);
      return { status: 403, text: 'Please set a user-agent and respect our robot policy https://w.wiki/4wJS.' };
    }
    if (agent === 'poor') breach(`User-Agent without name/version and contact: ${visit.headers['user-agent']}`);
    const most = agent === 'good' ? perMinute : Math.min(10, perMinute);
    if (lately > most || open > concurrent) {
      breach(lately > most ? `over ${most} requests a minute` : `over ${concurrent} requests at once`);
      const wait = lately > most ? '60' : '1';
      return { status: 429, headers: { 'retry-after': wait }, text: 'Too many requests. Please slow down.' };
    }
    return route(visit, breach);
  });

  // Getters of the stand-in must stay getters: a spread would freeze their first values.
  return Object.defineProperties(standIn, {
    baseUrl: { value: `${standIn.url}/{lang}` },
    maxPerSecond: { get: () => second.max },
    maxPerMinute: { get: () => minute.max },
  }) as SandboxWikipedia;
}

/** `good`: name/version and a way to reach somebody. `default`: what a library sends when nobody thought of it. */
function manners(agent: string | undefined): 'good' | 'poor' | 'default' {
  if (!agent || /^(node|undici|axios|got|curl|wget|python|go-http|java|okhttp)\b/i.test(agent)) return 'default';
  const named = /^[\w.-]+\/[\w.-]+ /.test(agent);
  return named && /\([^()]*(?:https?:\/\/|@)/.test(agent) ? 'good' : 'poor';
}

const restError = (status: number, name: string, failureCode: string): Reply => ({
  status,
  json: { error: 'parameter-validation-failed', name, failureCode, httpCode: status, httpReason: 'Bad Request' },
});

function route(visit: Visit, breach: Breach): Reply {
  const [, lang, path = ''] = /^\/(?:(fr|en)\/)?(.*)$/.exec(visit.url.pathname) ?? [];
  const tongue: Tongue = lang === 'en' ? 'en' : 'fr';
  const query = visit.url.searchParams;
  if (visit.method !== 'GET') {
    breach(`${visit.method} ${path}`);
    return { status: 405, json: { httpCode: 405, httpReason: 'Method Not Allowed' } };
  }
  if (path === 'w/rest.php/v1/search/page') return search(tongue, query, breach);
  const key = /^api\/rest_v1\/page\/summary\/([^/]+)$/.exec(path)?.[1];
  if (key !== undefined) return summary(tongue, key, visit);
  if (path === 'w/api.php') return actionApi(tongue, query, breach);
  breach(`no such path: ${visit.url.pathname}`);
  return { status: 404, headers: { 'content-type': 'text/html' }, text: '<!DOCTYPE html><title>Not Found</title>' };
}

function search(lang: Tongue, query: URLSearchParams, breach: Breach): Reply {
  const q = query.get('q');
  const limit = Number(query.get('limit') ?? 50);
  if (q === null || q === '') {
    breach('search without q');
    return restError(400, 'q', 'missingparam');
  }
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
    breach(`search with limit=${query.get('limit')}`);
    return restError(400, 'limit', 'badinteger');
  }
  const found = searchPages(lang, q, limit).map((page) => ({
    id: page.id,
    key: page.key,
    title: page.title,
    excerpt: excerpt(page, q),
    matched_title: page.redirects?.find((title) => plain(title) === plain(q)) ?? null,
    description: page.description,
    thumbnail: null,
  }));
  return { status: 200, json: { pages: found } };
}

function excerpt(page: Page, q: string): string {
  const wanted = new Set(plain(q).split(' '));
  const html = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
  return page.extract
    .slice(0, 150)
    .split(' ')
    .map((word) => (wanted.has(plain(word)) ? `<span class="searchmatch">${html(word)}</span>` : html(word)))
    .join(' ');
}

function summary(lang: Tongue, key: string, visit: Visit): Reply {
  let title: string;
  try {
    title = decodeURIComponent(key);
  } catch {
    return {
      status: 400,
      json: { type: 'https://mediawiki.org/wiki/HyperSwitch/errors/bad_request', title: 'Invalid title' },
    };
  }
  const found = pageOf(lang, title);
  if (!found)
    return {
      status: 404,
      json: {
        type: 'https://mediawiki.org/wiki/HyperSwitch/errors/not_found',
        title: 'Not found.',
        method: 'get',
        detail: 'Page or revision not found.',
        uri: `/${lang}.wikipedia.org/v1/page/summary/${key}`,
      },
    };
  const { page } = found;
  if (found.redirected && visit.url.searchParams.get('redirect') !== 'false')
    return { status: 302, headers: { location: encodeURIComponent(page.key) } };
  const etag = `"${page.id}001/sandbox-${lang}"`;
  if (visit.headers['if-none-match'] === etag) return { status: 304, headers: { etag } };
  const at = `https://${lang}.wikipedia.org/wiki/${encodeURIComponent(page.key)}`;
  const json = {
    type: page.disambiguation ? 'disambiguation' : 'standard',
    title: page.title,
    displaytitle: page.title,
    namespace: { id: 0, text: '' },
    titles: { canonical: page.key, normalized: page.title, display: page.title },
    pageid: page.id,
    lang,
    dir: 'ltr',
    revision: `${page.id}001`,
    timestamp: '2026-11-01T00:00:00Z',
    description: page.description,
    content_urls: { desktop: { page: at }, mobile: { page: at.replace('.wikipedia', '.m.wikipedia') } },
    extract: page.extract,
    extract_html: `<p>${page.extract}</p>`,
  };
  return { status: 200, headers: { etag, 'cache-control': 's-maxage=1209600, max-age=300' }, json };
}

/** The older way in, one call for search and text. Its errors have status 200. */
function actionApi(lang: Tongue, query: URLSearchParams, breach: Breach): Reply {
  const wrong = (code: string, info: string): Reply => {
    breach(`api.php: ${info}`);
    return { status: 200, headers: { 'mediawiki-api-error': code }, json: { error: { code, info } } };
  };
  if (query.get('format') !== 'json') return wrong('badformat', 'format=json is the only one here');
  if (query.get('formatversion') !== '2') return wrong('badversion', 'formatversion=2 is the only one here');
  if (query.get('action') !== 'query') return wrong('badvalue', 'Unrecognized value for parameter "action"');
  const props = new Set((query.get('prop') ?? '').split('|'));
  let found: readonly Page[];
  if (query.get('generator') === 'search') {
    const wanted = query.get('gsrsearch');
    if (!wanted) return wrong('missingparam', 'The "gsrsearch" parameter must be set.');
    found = searchPages(lang, wanted, Math.min(50, Number(query.get('gsrlimit') ?? 10)));
  } else {
    const titles = query.get('titles')?.split('|') ?? [];
    found = titles.map((title) => pageOf(lang, title)?.page).filter((page) => page !== undefined);
  }
  if (found.length === 0) return { status: 200, json: { batchcomplete: true } };
  const pages = found.map((page, i) => ({
    pageid: page.id,
    ns: 0,
    title: page.title,
    index: i + 1,
    ...(props.has('extracts') ? { extract: page.extract } : {}),
    ...(props.has('pageprops') ? { pageprops: page.disambiguation ? { disambiguation: '' } : {} } : {}),
    ...(props.has('info') ? { fullurl: `https://${lang}.wikipedia.org/wiki/${encodeURIComponent(page.key)}` } : {}),
  }));
  return { status: 200, json: { batchcomplete: true, query: { pages } } };
}

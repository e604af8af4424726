import { type Clock, systemClock } from '../lib/clock.ts';
import { createRate } from './bounded.ts';
import { type Corpus, corpus, createCorpus, type MorePage, type Page } from './corpus.ts';
import { plain, type Tongue } from './models/language.ts';
import type { Visit } from './server.ts';
import { type Breach, createStandIn, type Reply, type StandIn } from './stand-in.ts';
import { mostTitles, wikidata } from './wikidata.ts';

export interface WikipediaOptions {
  readonly clock?: Clock;
  readonly latencyMs?: number;
  readonly dripMs?: number;
  /** What a client with a good User-Agent may ask: the real service's figures by default. */
  readonly perMinute?: number;
  readonly concurrent?: number;
  /** Pages beside those that every stand-in has. */
  readonly pages?: readonly MorePage[];
}

/** French and English Wikipedia in small, some nine thousand pages each, and Wikidata behind them; the real ones' manners. */
export interface SandboxWikipedia extends StandIn {
  /** What goes into `knowledge.wikipedia_url`. */
  readonly baseUrl: string;
  /** What goes into `knowledge.wikidata_url`. */
  readonly wikidataUrl: string;
  /** The most requests in any second and in any minute. */
  readonly maxPerSecond: number;
  readonly maxPerMinute: number;
}

export async function createSandboxWikipedia(options: WikipediaOptions = {}): Promise<SandboxWikipedia> {
  const { clock = systemClock, latencyMs = 0, dripMs = 1000, perMinute = 200, concurrent = 3 } = options;
  const second = createRate(clock, 1000);
  const minute = createRate(clock, 60_000);
  const pages = options.pages === undefined ? corpus() : createCorpus(options.pages);

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
    return route(pages, visit, breach);
  });

  // Getters of the stand-in must stay getters: a spread would freeze their first values.
  return Object.defineProperties(standIn, {
    baseUrl: { value: `${standIn.url}/{lang}` },
    wikidataUrl: { value: `${standIn.url}/wikidata` },
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

function route(pages: Corpus, visit: Visit, breach: Breach): Reply {
  const [, lang, path = ''] = /^\/(?:(fr|en)\/)?(.*)$/.exec(visit.url.pathname) ?? [];
  const tongue: Tongue = lang === 'en' ? 'en' : 'fr';
  const query = visit.url.searchParams;
  if (visit.method !== 'GET') {
    breach(`${visit.method} ${path}`);
    return { status: 405, json: { httpCode: 405, httpReason: 'Method Not Allowed' } };
  }
  if (visit.url.pathname === '/wikidata/w/api.php') return wikidata(pages, query, breach);
  if (path === 'w/rest.php/v1/search/page') return search(pages, tongue, query, breach);
  const key = /^api\/rest_v1\/page\/summary\/([^/]+)$/.exec(path)?.[1];
  if (key !== undefined) return summary(pages, tongue, key, visit);
  if (path === 'w/api.php') return actionApi(pages, tongue, query, breach);
  breach(`no such path: ${visit.url.pathname}`);
  return { status: 404, headers: { 'content-type': 'text/html' }, text: '<!DOCTYPE html><title>Not Found</title>' };
}

function search(pages: Corpus, lang: Tongue, query: URLSearchParams, breach: Breach): Reply {
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
  const found = pages.search(lang, q, limit).map((page) => ({
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

function summary(pages: Corpus, lang: Tongue, key: string, visit: Visit): Reply {
  let title: string;
  try {
    title = decodeURIComponent(key);
  } catch {
    return {
      status: 400,
      json: { type: 'https://mediawiki.org/wiki/HyperSwitch/errors/bad_request', title: 'Invalid title' },
    };
  }
  const found = pages.pageOf(lang, title);
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

const mostExtracts = 20;
const params = new Set(
  'action format formatversion redirects titles prop exintro explaintext exlimit inprop ppprop generator list converttitles maxlag errorformat origin gsrsearch gsrlimit gsrenablerewrites gsrinfo gsrprop gsrnamespace srsearch srlimit srenablerewrites srinfo srprop srnamespace gpssearch gpslimit gpsprofile gpsnamespace pssearch pslimit psprofile psnamespace search limit profile namespace'.split(
    ' ',
  ),
);
const profiles = new Set(['strict', 'normal', 'fuzzy', 'classic', 'engine_autoselect']);

/** The older way in: pages by their titles, search and completion, with texts in one call. Its errors have status 200. */
function actionApi(pages: Corpus, lang: Tongue, query: URLSearchParams, breach: Breach): Reply {
  const wrong = (code: string, info: string): Reply => {
    breach(`api.php: ${info}`);
    return { status: 200, headers: { 'mediawiki-api-error': code }, json: { error: { code, info } } };
  };
  const unknown = [...query.keys()].filter((name) => !params.has(name));
  if (unknown.length > 0) return wrong('unrecognized', `Unrecognized parameters: ${unknown.join(', ')}`);
  if (query.get('format') !== 'json') return wrong('badformat', 'format=json is the only one here');
  if (query.get('formatversion') !== '2') return wrong('badversion', 'formatversion=2 is the only one here');
  const action = query.get('action');
  if (action === 'opensearch') return opensearch(pages, lang, query, wrong);
  if (action !== 'query') return wrong('badvalue', 'Unrecognized value for parameter "action"');
  const lists = (query.get('list') ?? '').split('|');
  if (lists.includes('search') && !query.has('titles')) return listSearch(pages, lang, query, wrong);

  const completed = lists.includes('prefixsearch') ? completions(pages, lang, query) : [];
  const asked = query.get('srsearch');
  if (lists.includes('search') && !asked) return wrong('missingparam', 'The "srsearch" parameter must be set.');
  const sought =
    asked === null ? [] : searched(pages, lang, asked, limitOf(query), query.get('srenablerewrites') !== null).found;
  if (typeof completed === 'string') return wrong('badvalue', completed);

  const notes: { normalized: unknown[]; redirects: unknown[] } = { normalized: [], redirects: [] };
  let found: readonly (Page | { readonly title: string; readonly missing: true })[];
  switch (query.get('generator')) {
    case 'search': {
      const wanted = query.get('gsrsearch');
      if (!wanted) return wrong('missingparam', 'The "gsrsearch" parameter must be set.');
      const limit = Math.min(50, Number(query.get('gsrlimit') ?? 10));
      found = searched(pages, lang, wanted, limit, query.get('gsrenablerewrites') !== null).found;
      break;
    }
    case 'prefixsearch': {
      const wanted = query.get('gpssearch');
      const profile = query.get('gpsprofile') ?? 'engine_autoselect';
      if (!wanted) return wrong('missingparam', 'The "gpssearch" parameter must be set.');
      if (!profiles.has(profile)) return wrong('badvalue', `Unrecognized value for parameter "gpsprofile": ${profile}`);
      const hits = pages.complete(lang, wanted, Math.min(50, Number(query.get('gpslimit') ?? 10)), profile === 'fuzzy');
      found = hits.map(({ page, title }) => {
        if (title !== page.title && query.has('redirects'))
          notes.redirects.push({ index: notes.redirects.length + 1, from: title, to: page.title });
        return page;
      });
      break;
    }
    default: {
      const titles = query.get('titles')?.split('|') ?? [];
      if (titles.length > mostTitles)
        return wrong('toomanyvalues', `Too many values supplied for parameter "titles". The limit is ${mostTitles}.`);
      found = byTitle(pages, lang, titles, query.has('redirects'), notes);
    }
  }
  if (found.length === 0 && completed.length === 0 && sought.length === 0)
    return { status: 200, json: { batchcomplete: true } };
  const props = new Set((query.get('prop') ?? '').split('|'));
  const extracts = Math.min(mostExtracts, Number(query.get('exlimit') ?? mostExtracts) || mostExtracts);
  const rows = found.map((page, i) =>
    'missing' in page
      ? { ns: 0, title: page.title, missing: true }
      : {
          pageid: page.id,
          ns: 0,
          title: page.title,
          ...(query.has('generator') && { index: i + 1 }),
          ...(props.has('extracts') && i < extracts && { extract: page.extract }),
          ...(props.has('description') && { description: page.description, descriptionsource: 'local' }),
          ...(props.has('pageprops') && {
            pageprops: { wikibase_item: page.item, ...(page.disambiguation && { disambiguation: '' }) },
          }),
          ...(props.has('info') && { fullurl: `https://${lang}.wikipedia.org/wiki/${encodeURIComponent(page.key)}` }),
        },
  );
  // A list of titles comes back by the pages' numbers, and each page once.
  const json = {
    batchcomplete: true,
    query: {
      ...(notes.normalized.length > 0 && { normalized: notes.normalized }),
      ...(notes.redirects.length > 0 && { redirects: notes.redirects }),
      ...(rows.length > 0 && { pages: rows }),
      ...(lists.includes('prefixsearch') && { prefixsearch: completed }),
      ...(lists.includes('search') && { search: sought.map(({ title, id }) => ({ ns: 0, title, pageid: id })) }),
    },
  };
  return { status: 200, json };
}

/** A list beside the pages: titles, redirects as they are written. A string says what is wrong. */
function completions(pages: Corpus, lang: Tongue, query: URLSearchParams) {
  const wanted = query.get('pssearch');
  const profile = query.get('psprofile') ?? 'engine_autoselect';
  if (!wanted) return 'The "pssearch" parameter must be set.';
  if (!profiles.has(profile)) return `Unrecognized value for parameter "psprofile": ${profile}`;
  const limit = Math.min(50, Number(query.get('pslimit') ?? 10));
  return pages
    .complete(lang, wanted, limit, profile === 'fuzzy')
    .map(({ title, page }) => ({ ns: 0, title, pageid: page.id }));
}

function byTitle(
  pages: Corpus,
  lang: Tongue,
  titles: readonly string[],
  follows: boolean,
  notes: { normalized: unknown[]; redirects: unknown[] },
) {
  const found = new Map<string, Page | { readonly title: string; readonly missing: true }>();
  for (const typed of titles) {
    const tidy = typed.replaceAll('_', ' ').replace(/\s+/g, ' ').trim();
    if (tidy === '' || /[<>[\]{}#]/.test(tidy)) continue;
    const title = tidy.charAt(0).toUpperCase() + tidy.slice(1);
    if (title !== typed) notes.normalized.push({ fromencoded: false, from: typed, to: title });
    const hit = pages.pageOf(lang, title);
    const page = hit && (hit.page.title === title || follows) ? hit.page : null;
    if (page && page.title !== title) notes.redirects.push({ from: title, to: page.title });
    const named = page?.title ?? title;
    if (!found.has(named)) found.set(named, page ?? { title, missing: true });
  }
  return [...found.values()].sort((a, b) => ('missing' in a ? -1 : a.id) - ('missing' in b ? -1 : b.id));
}

/** A search that finds nothing is done again with its words mended, where that is asked for. */
function searched(pages: Corpus, lang: Tongue, query: string, limit: number, rewrites: boolean) {
  const found = pages.search(lang, query, limit);
  const suggestion = found.length === 0 ? pages.suggestion(lang, query) : null;
  if (suggestion === null) return { found };
  return rewrites ? { found: pages.search(lang, suggestion, limit), rewritten: suggestion } : { found, suggestion };
}

const limitOf = (query: URLSearchParams) => Math.min(50, Number(query.get('srlimit') ?? 10));

type Wrong = (code: string, info: string) => Reply;

function listSearch(pages: Corpus, lang: Tongue, query: URLSearchParams, wrong: Wrong): Reply {
  const wanted = query.get('srsearch');
  if (!wanted) return wrong('missingparam', 'The "srsearch" parameter must be set.');
  const limit = limitOf(query);
  const { found, suggestion, rewritten } = searched(pages, lang, wanted, limit, query.get('srenablerewrites') !== null);
  const info = new Set((query.get('srinfo') ?? 'totalhits|suggestion|rewrittenquery').split('|'));
  const searchinfo = {
    ...(info.has('totalhits') && { totalhits: found.length }),
    ...(info.has('suggestion') && suggestion !== undefined && { suggestion }),
    ...(info.has('rewrittenquery') && rewritten !== undefined && { rewrittenquery: rewritten }),
  };
  const search = found.map((page) => ({ ns: 0, title: page.title, pageid: page.id, snippet: excerpt(page, wanted) }));
  return { status: 200, json: { batchcomplete: true, query: { searchinfo, search } } };
}

function opensearch(pages: Corpus, lang: Tongue, query: URLSearchParams, wrong: Wrong): Reply {
  const wanted = query.get('search');
  if (!wanted) return wrong('missingparam', 'The "search" parameter must be set.');
  const hits = pages.complete(
    lang,
    wanted,
    Math.min(100, Number(query.get('limit') ?? 10)),
    query.get('profile') === 'fuzzy',
  );
  const titles = hits.map(({ page, title }) => (query.get('redirects') === 'resolve' ? page.title : title));
  const urls = hits.map(({ page }) => `https://${lang}.wikipedia.org/wiki/${encodeURIComponent(page.key)}`);
  return { status: 200, json: [wanted, titles, titles.map(() => ''), urls] };
}

import type { Corpus } from './corpus.ts';
import type { Breach, Reply } from './stand-in.ts';

/** What one request may ask for, here and of Wikipedia's pages. */
export const mostTitles = 50;

/** Wikidata's own way in: the statements of one property, and the names of things. */
export function wikidata(pages: Corpus, query: URLSearchParams, breach: Breach): Reply {
  const wrong = (code: string, info: string): Reply => {
    breach(`wikidata: ${info}`);
    return { status: 200, headers: { 'mediawiki-api-error': code }, json: { error: { code, info } } };
  };
  if (query.get('format') !== 'json') return wrong('badformat', 'format=json is the only one here');
  if (query.get('action') === 'wbgetclaims') {
    const [entity, property] = [query.get('entity') ?? '', query.get('property') ?? ''];
    if (!/^Q\d+$/.test(entity)) return wrong('param-illegal', 'Either provide the entity or the claim');
    if (property !== '' && !/^P\d+$/.test(property)) return wrong('invalid-entity-id', `Not a property: ${property}`);
    const page = pages.pageOfItem('en', entity) ?? pages.pageOfItem('fr', entity);
    if (!page) return wrong('no-such-entity', `Could not find an entity with the ID "${entity}".`);
    const all = Object.entries(page.claims).filter(([name]) => property === '' || name === property);
    return {
      status: 200,
      json: { claims: Object.fromEntries(all.map(([name, value]) => [name, [statement(name, value)]])) },
    };
  }
  if (query.get('action') === 'wbgetentities') {
    const ids = (query.get('ids') ?? '').split('|');
    const languages = (query.get('languages') ?? 'en').split('|');
    if (ids.length > mostTitles) return wrong('toomanyvalues', 'Too many values supplied for parameter "ids".');
    const entities = Object.fromEntries(
      ids.map((id) => {
        const labels = languages.flatMap((language) => {
          const page = pages.pageOfItem(language === 'fr' ? 'fr' : 'en', id);
          return page ? [[language, { language, value: page.title }]] : [];
        });
        return [
          id,
          labels.length === 0 ? { id, missing: '' } : { type: 'item', id, labels: Object.fromEntries(labels) },
        ];
      }),
    );
    return { status: 200, json: { entities, success: 1 } };
  }
  return wrong('badvalue', 'Unrecognized value for parameter "action"');
}

function statement(property: string, value: string | number) {
  const datavalue =
    typeof value === 'number'
      ? { value: { amount: `+${value}`, unit: units[property] ?? '1' }, type: 'quantity' }
      : value.startsWith('Q')
        ? {
            value: { 'entity-type': 'item', id: value, 'numeric-id': Number(value.slice(1)) },
            type: 'wikibase-entityid',
          }
        : {
            value: {
              time: timeOf(value),
              timezone: 0,
              before: 0,
              after: 0,
              precision: precisionOf(value),
              calendarmodel: 'http://www.wikidata.org/entity/Q1985727',
            },
            type: 'time',
          };
  return { mainsnak: { snaktype: 'value', property, datavalue }, type: 'statement', rank: 'normal' };
}

const units: Readonly<Record<string, string>> = {
  P2048: 'http://www.wikidata.org/entity/Q11573',
  P2043: 'http://www.wikidata.org/entity/Q828224',
};
const timeOf = (date: string) => `${date.startsWith('-') ? '' : '+'}${date}T00:00:00Z`;
/** 9 is a year, 11 a day: of the first of January only the year is known here. */
const precisionOf = (date: string) => (date.endsWith('-01-01') ? 9 : 11);

import { parseQuery, type Query, type QueryFault } from './apicalypse.ts';

export interface NamedQuery {
  readonly endpoint: string;
  readonly name: string;
  readonly query: Query;
}

const mostQueries = 10;
const opening = /^query (\w+) "([^"\\]*)" \{/;

/** Several queries in one body: `query games "name" { fields name; };`, ten at most. */
export function parseQueries(body: string): readonly NamedQuery[] | QueryFault {
  const queries: NamedQuery[] = [];
  let rest = body.replace(/\s+/g, ' ').trim();
  while (rest !== '') {
    const found = opening.exec(rest);
    const end = found ? endOf(rest, found[0].length) : -1;
    if (!found || end < 0) return { fault: 'Syntax Error', cause: 'expected query ENDPOINT "name" { ... };' };
    const [whole, endpoint = '', name = ''] = found;
    const query = parseQuery(rest.slice(whole.length, end).trim());
    if ('fault' in query) return query;
    if (queries.some((one) => one.name === name))
      return { fault: 'Syntax Error', cause: `two queries named "${name}"` };
    queries.push({ endpoint, name, query });
    rest = rest.slice(end + 1).replace(/^ ?; ?/, '');
  }
  if (queries.length === 0) return { fault: 'Syntax Error', cause: 'no query' };
  if (queries.length > mostQueries)
    return { fault: 'Too many queries', cause: `${queries.length} queries, of ${mostQueries} at most` };
  return queries;
}

/** Where the brace closes; a text in quotes may hold one. */
function endOf(text: string, from: number): number {
  let isQuoted = false;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '"') isQuoted = !isQuoted;
    if (text[at] === '}' && !isQuoted) return at;
  }
  return -1;
}

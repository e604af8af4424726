export interface Address {
  readonly base: string;
  readonly query: Readonly<Record<string, string>>;
  /** Azure takes its keys in a header of its own, beside an `api-version` in the address. */
  readonly isAzure: boolean;
}

/** Where an endpoint is asked. What stands behind `?` goes along with every path. */
export function addressOf(url: string): Address {
  const at = url.indexOf('?');
  const query = at === -1 ? {} : Object.fromEntries(new URLSearchParams(url.slice(at + 1)));
  const base = (at === -1 ? url : url.slice(0, at)).replace(/(?<!\/)\/+$/, '');
  return { base, query, isAzure: 'api-version' in query };
}

/** Where the list of its models is. */
export function modelsUrl({ base, query }: Address): string {
  const search = String(new URLSearchParams(query));
  return `${base}/models${search && `?${search}`}`;
}

export function keyHeaders({ isAzure }: Address, key: string | undefined): Record<string, string> {
  if (key === undefined) return {};
  return isAzure ? { 'api-key': key } : { authorization: `Bearer ${key}` };
}

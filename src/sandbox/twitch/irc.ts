export type Tags = Readonly<Record<string, string>>;

/** A line that the server sends. `needs` names the capability without which a client never sees it. */
export interface ServerLine {
  readonly tags?: Tags;
  readonly body: string;
  readonly needs?: 'commands' | 'membership';
}

export interface ClientLine {
  readonly raw: string;
  readonly tags: Tags;
  readonly command: string;
  /** The last one is the trailing parameter, its colon taken off. */
  readonly params: readonly string[];
}

const escapes: Readonly<Record<string, string>> = { ';': '\\:', ' ': '\\s', '\\': '\\\\', '\r': '\\r', '\n': '\\n' };
const unescapes: Readonly<Record<string, string>> = { ':': ';', s: ' ', '\\': '\\', r: '\r', n: '\n' };

export const escapeTag = (value: string): string => value.replace(/[; \\\r\n]/g, (char) => escapes[char] ?? char);
export const unescapeTag = (value: string): string =>
  value.replace(/\\(.?)/gs, (_, char: string) => unescapes[char] ?? char);

export function formatTags(tags: Tags): string {
  const pairs = Object.entries(tags).map(([key, value]) => `${key}=${escapeTag(value)}`);
  return `@${pairs.join(';')}`;
}

/** As a client with these capabilities gets it, or null when it does not. */
export function render(line: ServerLine, capabilities: ReadonlySet<string>): string | null {
  if (line.needs && !capabilities.has(`twitch.tv/${line.needs}`)) return null;
  return line.tags && capabilities.has('twitch.tv/tags') ? `${formatTags(line.tags)} ${line.body}` : line.body;
}

export function parseLine(raw: string): ClientLine {
  let rest = raw;
  const tags: Record<string, string> = {};
  if (rest.startsWith('@')) {
    const [head = '', ...tail] = rest.slice(1).split(' ');
    for (const pair of head.split(';')) {
      const [key = '', ...value] = pair.split('=');
      tags[key] = unescapeTag(value.join('='));
    }
    rest = tail.join(' ').trimStart();
  }
  if (rest.startsWith(':')) rest = rest.replace(/^\S+ */, '');
  const at = rest.search(/ :/);
  const words = (at < 0 ? rest : rest.slice(0, at)).split(' ').filter((word) => word !== '');
  const [command = '', ...params] = words;
  if (at >= 0) params.push(rest.slice(at + 2));
  return { raw, tags, command: command.toUpperCase(), params };
}

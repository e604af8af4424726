import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

interface Hunk {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/** The hunks of a unified diff. Line numbers are not looked at: what is replaced stands in its file once. */
export function hunksOf(patch: string): readonly Hunk[] {
  const hunks: { file: string; before: string[]; after: string[] }[] = [];
  let file = '';
  for (const line of patch.split('\n')) {
    const hunk = hunks.at(-1);
    if (line.startsWith('+++ b/')) file = line.slice('+++ b/'.length);
    else if (line.startsWith('@@')) hunks.push({ file, before: [], after: [] });
    else if (!hunk || file === '' || line.startsWith('---') || line.startsWith('diff ')) continue;
    else if (line.startsWith('-')) hunk.before.push(line.slice(1));
    else if (line.startsWith('+')) hunk.after.push(line.slice(1));
    else if (line.startsWith(' ')) for (const side of [hunk.before, hunk.after]) side.push(line.slice(1));
  }
  return hunks.map(({ file, before, after }) => ({ file, before: before.join('\n'), after: after.join('\n') }));
}

/** The file with the hunk in it; throws where it does not fit, or fits twice. */
export function patched(source: string, { file, before, after }: Hunk): string {
  const [, ...rest] = source.split(before);
  if (rest.length !== 1) throw new Error(`${file}: the patch fits ${rest.length} times:\n${before}`);
  return source.replace(before, () => after);
}

const root = join(import.meta.dirname, '..', '..', '..');

/** Lays a patch over the bot's modules as they are loaded; the files stay as they are. */
export function installMutant(patch: string): void {
  const hunks = hunksOf(readFileSync(patch, 'utf8'));
  const byUrl = Map.groupBy(hunks, ({ file }) => pathToFileURL(join(root, file)).href);
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      const own = byUrl.get(url);
      return own ? { ...loaded, source: own.reduce(patched, String(loaded.source)) } : loaded;
    },
  });
}

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { brotliCompressSync, gzipSync, constants as zlib } from 'node:zlib';

type Encoding = 'br' | 'gzip';

/** A file as it leaves. */
export interface Asset {
  readonly type: string;
  readonly etag: string;
  readonly plain: Buffer;
  /** Compressed when the first request of this encoding comes. */
  compressed(encoding: Encoding): Buffer;
}

export interface Assets {
  /** Null: there is no such file. */
  get(path: string): Asset | null;
}

const types = new Map([
  ['html', 'text/html; charset=utf-8'],
  ['js', 'text/javascript; charset=utf-8'],
  ['css', 'text/css; charset=utf-8'],
  ['svg', 'image/svg+xml'],
]);
/**
 * Whoever comes first waits for this, and so does the chat: the best that Brotli can do would hold the event loop for half a
 * second, all files together, to save 8 %.
 */
const compress: Record<Encoding, (plain: Buffer) => Buffer> = {
  br: (plain) => brotliCompressSync(plain, { params: { [zlib.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (plain) => gzipSync(plain),
};
const here = import.meta.dirname;
const require = createRequire(import.meta.url);

/** Modules of the browser that come from node_modules, by the name that they import each other by. */
const modules = {
  preact: ['preact', 'dist/preact.mjs'],
  'preact/hooks': ['preact', 'hooks/dist/hooks.mjs'],
  htm: ['htm', 'dist/htm.mjs'],
  '@preact/signals-core': ['@preact/signals-core', 'dist/signals-core.mjs'],
  '@preact/signals': ['@preact/signals', 'dist/signals.mjs'],
  uplot: ['uplot', 'dist/uPlot.iife.min.js'],
} as const;
const pathOf = (name: string) => `/lib/${name.replace('@', '').replaceAll('/', '-')}.js`;

function packageFolder(name: string): string {
  for (let folder = dirname(require.resolve(name)); ; folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).name === name) return folder;
    if (folder === dirname(folder)) throw new Error(`${name} is not installed`);
  }
}

/** Bare names become addresses here: an import map would have to stand in the page, where the policy allows no script. */
const withAddresses = (text: string) =>
  text
    .replace(/(from|import)\s*(["'])([@\w/-]+)\2/g, (whole, word: string, quote: string, name: string) =>
      Object.hasOwn(modules, name) ? `${word}${quote}${pathOf(name)}${quote}` : whole,
    )
    .replace(/\/\/# sourceMappingURL=\S+\s*$/, '');

/**
 * Every file that the dashboard may be asked for, from a fixed list: no path of a request ever becomes a path of the disk.
 * Each is read when it is asked for the first time.
 */
export function createAssets(pages: readonly string[], panels: ReadonlyMap<string, string>): Assets {
  const sources = new Map<string, () => Buffer>();
  for (const name of pages)
    sources.set(`/app/${name}`, () => Buffer.from(withAddresses(readFileSync(join(here, 'app', name), 'utf8'))));
  for (const [name, [from, file]] of Object.entries(modules)) {
    sources.set(pathOf(name), () => Buffer.from(withAddresses(readFileSync(join(packageFolder(from), file), 'utf8'))));
  }
  sources.set('/lib/uplot.css', () => readFileSync(join(packageFolder('uplot'), 'dist/uPlot.min.css')));
  for (const [name, file] of panels) {
    if (existsSync(file))
      sources.set(`/panels/${name}.js`, () => Buffer.from(withAddresses(readFileSync(file, 'utf8'))));
  }
  const read = new Map<string, Asset>();

  return {
    get(path) {
      const known = read.get(path);
      if (known) return known;
      const source = sources.get(path);
      if (!source) return null;
      const plain = source();
      const made: Partial<Record<Encoding, Buffer>> = {};
      const asset: Asset = {
        type: types.get(path.split('.').at(-1)!) ?? 'application/octet-stream',
        etag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`,
        plain,
        compressed: (encoding) => (made[encoding] ??= compress[encoding](plain)),
      };
      read.set(path, asset);
      return asset;
    },
  };
}

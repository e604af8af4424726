import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** One import of a file of `src/`. Type, side-effect and dynamic imports count. */
export interface Import {
  /** Below `src/`, with `/`. */
  readonly from: string;
  readonly specifier: string;
  /** The file below `src/`; null for a package or for what is outside. */
  readonly to: string | null;
}

const importPattern =
  /(?:^|[^\w$.])(?:import|export)\s*(?:type\s+)?(?:[\w$*{][^'"`;]*?\bfrom\s*)?['"]([^'"]+)['"]|(?:^|[^\w$.])import\s*\(\s*(['"`])([^'"`]+)\2|(?:createRequire\([^)]*\)|require)\(\s*['"]([^'"]+)['"]/gm;

export function importsOf(text: string): string[] {
  const code = text.replace(/^\s*(?:\/\/|\*|\/\*).*$/gm, '');
  return [...code.matchAll(importPattern)].map((match) => match[1] ?? match[3] ?? match[4] ?? '');
}

/** Every import in the folder `src`, tests left out. */
export function readImports(src: string): Import[] {
  const below = (file: string) => relative(src, file).split(sep).join('/');
  const files = readdirSync(src, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:ts|mjs)$/.test(entry.name) && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return files.flatMap((file) =>
    importsOf(readFileSync(file, 'utf8')).map((specifier) => {
      const target = specifier.startsWith('.') ? below(resolve(dirname(file), specifier)) : null;
      return { from: below(file), specifier, to: target?.startsWith('../') ? null : target };
    }),
  );
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tongue } from '../models/language.ts';

let bodies: Readonly<Record<Tongue, ReadonlyMap<string, string>>> | undefined;

/** What pages say below their beginning, by title: a search reads it, an extract does not have it. */
export function bodiesOf(lang: Tongue): ReadonlyMap<string, string> {
  bodies ??= read();
  return bodies[lang];
}

/** `French title|English title|French words|English words` */
function read() {
  const fr = new Map<string, string>();
  const en = new Map<string, string>();
  for (const line of readFileSync(join(import.meta.dirname, 'bodies.txt'), 'utf8').split('\n')) {
    const [titre = '', title = '', dit = '', said = ''] = line.split('|');
    if (said === '' || line.startsWith('#')) continue;
    fr.set(titre, dit);
    en.set(title, said);
  }
  return { fr, en };
}

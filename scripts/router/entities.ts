import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Language } from '../../src/domain/settings.ts';
import { linesIn, pathOf, sectionsIn } from '../../src/knowledge/router/data.ts';
import type { Sort } from '../../src/knowledge/router/gazetteer.ts';

const root = join(import.meta.dirname, '..', '..');
const world = join(root, 'src', 'sandbox', 'texts', 'world');
const frames = join(import.meta.dirname, 'training');
const lists = ['games.txt', 'names.txt', 'nouns.txt', 'words.txt'].map(pathOf);

export const framesFile = (name: string) => readFileSync(join(frames, name), 'utf8');

/** What can be asked about: G game, N person, T thing, P place, M work, C company or machine, S studio, E event. */
export type Kind = 'G' | 'N' | 'T' | 'P' | 'M' | 'C' | 'S' | 'E';
export interface Entity {
  /** French names may have one: `le`, `la`, `l'`, `les`; the English `the` where a name takes it. */
  readonly article: string;
  readonly name: string;
  readonly others: readonly string[];
  /** A game whose title is an ordinary word. */
  readonly ordinary?: boolean;
}
export type Entities = Readonly<Record<Language, Readonly<Record<Kind, readonly Entity[]>>>>;

const rows = (file: string, apart?: RegExp) => rowsIn(join(world, file), apart);
const rowsIn = (path: string, apart: RegExp = /\n/) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .split(apart)
    .filter((row) => row.trim() !== '')
    .map((row) => row.split('|'));

function named(text: string, others = ''): Entity {
  const [, article = '', name = text] = /^(les? |la |l'|the )?(.+)$/i.exec(text.trim()) ?? [];
  // "Le Caire" keeps its article, "le chat" does not.
  const isPart = /^[LT]/.test(article);
  return {
    article: isPart ? '' : article.trim(),
    name: (isPart ? text : name).replace(/ \([^)]*\)$/, ''),
    others: others.split(',').filter((one) => one !== ''),
  };
}

const eventLike =
  /guerre|war|bataille|battle|révolution|revolution|événement|event|attentat|attack|accident|pandémie|pandemic|naufrage|shipwreck|mission|compétition|competition|course|race|finale|période|period|sortie|withdrawal|tensions/i;
const companyLike =
  /entreprise|company|studio|éditeur|publisher|console|constructeur|maker|réseau|network|site|website|service|logiciel|platform|système|system|langage|language|groupe|band|duo|club|marque|brand|chaîne|chain|agence|agency|smartphone|téléphone|chatbot|agent|encyclo|boisson|drink|fabricant/i;

function gamesIn(): Entity[] {
  return linesIn('games.txt').flatMap((line): Entity[] => {
    const [marked = '', others = ''] = line.split('=');
    const sure = others.split(',').filter((one) => one !== '' && !one.startsWith('~'));
    return [{ article: '', name: marked.replace('~', ''), others: sure, ordinary: marked.startsWith('~') }];
  });
}

function inLanguage(language: Language): Record<Kind, Entity[]> {
  const at = language === 'fr' ? 0 : 1;
  const lists = sectionsIn('names.txt', /,/);
  const listed = (sort: Sort) => lists.get(sort)!.map((name) => named(name.replace(/^~/, '')));
  const lands = new Set(
    rows('countries.txt')
      .concat(rows('cities.txt'))
      .flatMap((row) => row.slice(0, 2).map((name) => named(name!).name)),
  );
  const things = rows('things.txt').map((row) => ({ entity: named(row[at]!, row[6]), what: `${row[2]} ${row[3]}` }));
  return {
    G: gamesIn(),
    N: [
      ...rows('people.txt').map((row) =>
        named(row[0]!, [row[7] ?? '', row[0]!.split(' ').length > 1 ? row[0]!.split(' ').at(-1)! : ''].join(',')),
      ),
      ...listed('person'),
      ...listed('band'),
    ],
    T: [
      ...rowsIn(pathOf('nouns.txt'), /[;\n]/).map((row) => named(row[at] ?? row[0]!)),
      ...rows('elements.txt', /[;\n]/).map((row) => named(row[at]!)),
      ...things.filter(({ what }) => !eventLike.test(what) && !companyLike.test(what)).map(({ entity }) => entity),
      ...listed('place').filter(({ name }) => !lands.has(name)),
      ...listed('space'),
    ],
    P: [
      ...rows('countries.txt').flatMap((row) => [named(row[at]!), named(row[at]!)]),
      ...rows('cities.txt').map((row) => named(row[at]!)),
    ],
    M: [
      ...rows('works.txt')
        .map((row) => named(row[at]!, row[6]))
        .map((one) => ({ ...one, article: '' })),
      ...lists.get('work')!.map((name) => ({ article: '', name: name.replace(/^~/, ''), others: [] })),
    ],
    C: [
      ...things.filter(({ what }) => companyLike.test(what) && !eventLike.test(what)).map(({ entity }) => entity),
      ...listed('company'),
      ...listed('studio'),
      ...listed('machine'),
    ],
    S: listed('studio'),
    E: [...things.filter(({ what }) => eventLike.test(what)).map(({ entity }) => entity), ...listed('event')],
  };
}

export const loadEntities = (): Entities => ({ fr: inLanguage('fr'), en: inLanguage('en') });

/** Of all that is learned from, in a fixed order. */
export function hashOfTraining(labelled: readonly string[]): string {
  const hash = createHash('sha256');
  const files = [
    ...readdirSync(frames)
      .sort()
      .map((name) => join(frames, name)),
    ...readdirSync(world)
      .sort()
      .map((name) => join(world, name)),
    ...lists,
  ];
  for (const file of [...files, ...labelled]) hash.update(readFileSync(file));
  return hash.digest('hex');
}

import type { RouteQuestion } from '../../src/domain/knowledge.ts';
import { labelled, type Scored, score, sets, share } from './labelled.ts';

const routes = ['igdb', 'wikipedia', 'model'] as const;
const percent = (part: number) => `${(part * 100).toFixed(1)} %`.padStart(8);

/** How often the router is right on each set, by route and by aspect, and what it took for what. */
export function printAccuracy(route: RouteQuestion, print: (line: string) => void): void {
  for (const set of sets) {
    const scored = score(labelled(set), route);
    print(`${set}: ${scored.length} questions`);
    printShares('all', scored, print);
    for (const to of routes) {
      printShares(
        to,
        scored.filter(({ label }) => label.route === to),
        print,
      );
    }
    for (const aspect of new Set(scored.map(({ label }) => label.aspects[0]!))) {
      printShares(
        `· ${aspect}`,
        scored.filter(({ label }) => label.aspects[0] === aspect),
        print,
      );
    }
    print(`  ${'wanted \\ got'.padEnd(14)}${routes.map((to) => to.padStart(10)).join('')}`);
    for (const wanted of routes) {
      const got = routes.map((to) => scored.filter((one) => one.label.route === wanted && one.got.route === to).length);
      print(`  ${wanted.padEnd(14)}${got.map((count) => String(count).padStart(10)).join('')}`);
    }
    for (const { label, got } of scored.filter((one) => !one.route || !one.subject)) {
      print(`  "${label.question}": ${label.route} ${label.subjects[0]}, got ${got.route} ${got.subject}`);
    }
    print('');
  }
}

/** The same as figures: right answers of all, 0 to 1. */
export const accuracy = (route: RouteQuestion) =>
  Object.fromEntries(
    sets.map((set) => {
      const scored = score(labelled(set), route);
      const [to, subject, aspect] = (['route', 'subject', 'aspect'] as const).map((part) => share(scored, part));
      return [set, { questions: scored.length, route: to, subject, aspect }];
    }),
  );

function printShares(name: string, scored: readonly Scored[], print: (line: string) => void) {
  const [route, subject, aspect] = (['route', 'subject', 'aspect'] as const).map((part) =>
    percent(share(scored, part)),
  );
  const subjects = scored.some(({ label }) => label.route !== 'model') ? `  subject ${subject}` : '';
  print(`  ${name.padEnd(12)}${String(scored.length).padStart(4)}  route ${route}  aspect ${aspect}${subjects}`);
}

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Event } from '../../src/domain/event.ts';
import type { Invariants } from './check/invariants.ts';
import type { Knobs } from './stage.ts';
import { time } from './world/world.ts';

/** Ways in which a file that somebody edits by hand is broken for a moment, or for long. */
const mistakes: readonly ((text: string) => string)[] = [
  (text) => text.replace(/language: (fr|en)/, 'language: "f\\u202er"'),
  (text) => text.slice(0, Math.floor(text.length / 2)),
  () => '',
  (text) => text.replace('user_cooldown: ', 'user_cooldwn: '),
  (text) => text.replace(/user_cooldown: \d+/, 'user_cooldown: dix'),
  (text) => `${text}\nbot: { name: autre }\n`,
  (text) => text.replace('channels: [', 'channels: []\n  x: ['),
  (text) => text.replaceAll(':', ''),
  (text) => `${text}\nx: &a [*a, *a]\n`,
  (text) => text.replace(/language: (fr|en)/, 'language: de'),
];

export interface OperatorParts {
  readonly folder: string;
  readonly see: Invariants['see'];
  readonly configOf: (knobs: Knobs) => string;
  readonly isUp: () => boolean;
  /** What config.yaml is to say has just changed. */
  readonly onKnobs: () => void;
}

/** Whoever edits config.yaml while the bot runs: sees the change applied, or the fault named and the old one kept. */
export function createOperator(initial: Knobs, { folder, see, configOf, isUp, onKnobs }: OperatorParts) {
  const file = join(folder, 'config.yaml');
  let knobs = initial;
  let before = initial;
  let expected: 'settings.applied' | 'settings.rejected' | null = null;
  let answeredBy: string | null = null;
  let edits = 0;
  let made = 0;

  function save(text: string, expects: typeof expected) {
    if (readFileSync(file, 'utf8') === text) return;
    edits += 1;
    const edit = edits;
    writeFileSync(file, text);
    expected = isUp() ? expects : null;
    answeredBy = null;
    time.saved();
    time.after(7_000, () => {
      if (edit !== edits || expected === null || !isUp()) return;
      see('configuration is followed', answeredBy === expected ? null : `${answeredBy} where ${expected} is right`);
      expected = null;
      before = knobs;
    });
  }
  writeFileSync(file, configOf(knobs));

  return {
    /** What holds now, or held a moment ago: a limit is the laxer of the two. */
    limits: () => ({
      cooldown: Math.min(knobs.cooldown, before.cooldown),
      hourly: Math.max(knobs.hourly, before.hourly),
    }),
    /** The stricter of the two: nobody is refused for less. */
    strictest: () => ({
      cooldown: Math.max(knobs.cooldown, before.cooldown),
      hourly: Math.min(knobs.hourly, before.hourly),
    }),
    knobs: () => knobs,
    good(draw: number) {
      const changes: readonly Partial<Knobs>[] = [
        { cooldown: 5 },
        { cooldown: 10 },
        { hourly: 12 },
        { hourly: 20 },
        { language: 'en' },
        { language: 'fr' },
        { fallback: 'minimal' },
        { fallback: 'silent' },
        { fallback: 'fun' },
        { day: 0.3 },
        { day: 1 },
        { day: null },
        { viewer: 0.2 },
        { sendVia: 'helix' },
        { sendVia: 'irc' },
        { policy: 'family' },
        { policy: 'standard' },
      ];
      before = knobs;
      // A budget that pays for no call is mended with the next change.
      knobs = { ...knobs, viewer: initial.viewer, ...changes[Math.floor(draw * changes.length)] };
      onKnobs();
      save(configOf(knobs), 'settings.applied');
    },
    set(change: Partial<Knobs>) {
      before = knobs;
      knobs = { ...knobs, ...change };
      onKnobs();
      save(configOf(knobs), 'settings.applied');
    },
    /** One after the other, so that ten days have them all. */
    bad(repairedAfterMs: number) {
      const broken = mistakes[made++ % mistakes.length]?.(configOf(knobs)) ?? '';
      save(broken, 'settings.rejected');
      time.after(repairedAfterMs, () => save(configOf(knobs), 'settings.applied'));
    },
    /** A process that starts reads the file as it is. */
    repair() {
      writeFileSync(file, configOf(knobs));
      expected = null;
    },
    onEvent(event: Event) {
      if (event.kind === 'settings.applied' || event.kind === 'settings.rejected') answeredBy = event.kind;
    },
  };
}

import type { Phrases } from '../../src/settings/phrases.ts';
import type { StageCommand } from '../../src/web/stage.ts';

const about = 'help.about.';
const forModerators = /mod[ée]rat/i;

const first = ['ask', 'game', 'wiki', 'trad', 'help', 'ping', 'memory'];
/** What everybody tries first, then what any viewer may type, then what moderators may. */
const rank = ({ name, level }: StageCommand) =>
  first.includes(name) ? first.indexOf(name) : level === 'viewer' ? first.length : first.length + 1;

/** Every command that `!help` knows, as its phrase shows it: what is typed stands before the first colon. */
export function commandsOf({ fr = {}, en = {} }: Phrases): readonly StageCommand[] {
  return Object.keys(fr)
    .filter((key) => key.startsWith(about) && fr[key]![0].startsWith('{prefix}'))
    .map((key) => {
      const split = (phrase: string) => {
        const [, sample = '', rest = ''] = /^([^:]*?)\s*:\s*(.*)$/s.exec(phrase.replaceAll('{prefix}', '!')) ?? [];
        return { sample, about: rest };
      };
      const [french, english] = [split(fr[key]![0]), split(en[key]?.[0] ?? '')];
      return {
        name: key.slice(about.length),
        level: forModerators.test(`${french.about} ${english.about}`) ? 'moderator' : 'viewer',
        sample: { fr: french.sample, en: english.sample },
        about: { fr: french.about, en: english.about },
      } as const;
    })
    .toSorted((a, b) => rank(a) - rank(b));
}

import type { Viewer } from '../../src/domain/viewer.ts';
import type { SandboxHelix } from '../../src/sandbox/helix/helix.ts';
import type { SentLine } from '../../src/sandbox/twitch/journal.ts';
import type { SandboxTwitch } from '../../src/sandbox/twitch/twitch.ts';
import type { Stage } from '../../src/web/stage.ts';
import { viewers } from './stage.ts';

/** What is typed, and how the bot has to react for the scene to have gone well. */
interface Step {
  readonly who: string;
  readonly text: string;
  readonly note?: string;
  /** `told`: no reply, but a line to everybody. */
  readonly expect: 'reply' | 'silence' | 'told';
}

const steps: Record<'fr' | 'en', readonly Step[]> = {
  fr: [
    { who: 'viewer', text: '!ask combien font 6 fois 7 ?', expect: 'reply' },
    { who: 'viewer', text: '!ask et 7 fois 8 ?', expect: 'reply', note: 'Lea est pressée : on le lui dit une fois' },
    { who: 'viewer', text: '!ask alors ??', expect: 'silence', note: 'et la fois d’après, le bot se tait' },
    { who: 'subscriber', text: 'salut @serdabot, ça va ?', expect: 'reply' },
    {
      who: 'vip',
      text: '!ask quand est sorti Hades ?',
      expect: 'reply',
      note: 'un fait vient de sa source, pas d’un modèle',
    },
    { who: 'broadcaster', text: '!wiki tour eiffel', expect: 'reply' },
    { who: 'moderator', text: '!botstatus', expect: 'reply' },
    {
      who: 'moderator',
      text: '!addcom !salut Salut $(touser), bienvenue chez $(channel) !',
      expect: 'reply',
      note: 'ce que les autres bots font aussi : commandes, citations, compteurs, minuteurs…',
    },
    { who: 'vip', text: '!salut @Sacha', expect: 'reply' },
    { who: 'moderator', text: '!quote add On ne meurt jamais deux fois - Serda_TV', expect: 'reply' },
    { who: 'subscriber', text: '!quote', expect: 'reply' },
    { who: 'moderator', text: '!counter morts +', expect: 'reply' },
    { who: 'moderator', text: '!timer add pause -every=30m Pensez à boire un verre d’eau.', expect: 'reply' },
    { who: 'moderator', text: '!giveaway open !moi', expect: 'reply', note: 'un tirage que chacun peut vérifier' },
    { who: 'viewer', text: '!moi', expect: 'silence' },
    { who: 'moderator', text: '!giveaway draw', expect: 'reply' },
    { who: 'moderator', text: '!giveaway end', expect: 'reply' },
    { who: 'moderator', text: '!queue open', expect: 'reply' },
    { who: 'viewer', text: '!join', expect: 'reply' },
    { who: 'moderator', text: '!queue next', expect: 'reply' },
    {
      who: 'viewer',
      text: 'Des abonnés gratuits ici : https://abonnes-gratuits.xyz',
      expect: 'told',
      note: 'un lien : le message est effacé (les autres filtres : !filter)',
    },
    { who: 'broadcaster', text: 'merci tout le monde, on attaque !', expect: 'silence', note: 'le chat reste au chat' },
  ],
  en: [
    { who: 'viewer', text: '!ask what is 6 times 7?', expect: 'reply' },
    { who: 'viewer', text: '!ask and 7 times 8?', expect: 'reply', note: 'Lea is in a hurry: she is told once' },
    { who: 'viewer', text: '!ask well??', expect: 'silence', note: 'and then the bot stays quiet' },
    { who: 'subscriber', text: 'hi @serdabot, how are you?', expect: 'reply' },
    {
      who: 'vip',
      text: '!ask when did Hades come out?',
      expect: 'reply',
      note: 'a fact comes from its source, not from a model',
    },
    { who: 'broadcaster', text: '!wiki eiffel tower', expect: 'reply' },
    { who: 'moderator', text: '!botstatus', expect: 'reply' },
    {
      who: 'moderator',
      text: '!addcom !hello Hello $(touser), welcome to $(channel)!',
      expect: 'reply',
      note: 'what other bots do too: commands, quotes, counters, timers…',
    },
    { who: 'vip', text: '!hello @Sacha', expect: 'reply' },
    { who: 'moderator', text: '!quote add Nobody dies twice - Serda_TV', expect: 'reply' },
    { who: 'subscriber', text: '!quote', expect: 'reply' },
    { who: 'moderator', text: '!counter deaths +', expect: 'reply' },
    { who: 'moderator', text: '!timer add break -every=30m Time for a glass of water.', expect: 'reply' },
    { who: 'moderator', text: '!giveaway open !me', expect: 'reply', note: 'a draw that everybody can check' },
    { who: 'viewer', text: '!me', expect: 'silence' },
    { who: 'moderator', text: '!giveaway draw', expect: 'reply' },
    { who: 'moderator', text: '!giveaway end', expect: 'reply' },
    { who: 'moderator', text: '!queue open', expect: 'reply' },
    { who: 'viewer', text: '!join', expect: 'reply' },
    { who: 'moderator', text: '!queue next', expect: 'reply' },
    {
      who: 'viewer',
      text: 'Free followers here: https://free-followers.xyz',
      expect: 'told',
      note: 'a link: the message is deleted (the other filters: !filter)',
    },
    { who: 'broadcaster', text: 'thanks everybody, here we go!', expect: 'silence', note: 'chat stays chat' },
  ],
};

const raider = { id: '1900', login: 'capitaine_zoe', name: 'Capitaine_Zoe' };
const raidNote = {
  fr: 'Capitaine_Zoe arrive en raid avec 42 personnes : Twitch le dit hors du chat, par EventSub',
  en: 'Capitaine_Zoe raids with 42 viewers: Twitch tells that outside of chat, over EventSub',
} as const;
const replyWithinMs = 22_000;
const silenceMs = 600;

/** Plays the scene and prints it as it happens. Returns what went otherwise than it should. */
export async function playScene({
  twitch,
  helix,
  channel,
  stage,
  language,
  print,
}: {
  twitch: SandboxTwitch;
  helix: SandboxHelix;
  channel: string;
  stage: Stage;
  language: 'fr' | 'en';
  print: (who: Viewer | 'bot' | 'note', text: string, ms?: number) => void;
}): Promise<string[]> {
  const wrong: string[] = [];
  for (const { who, text, note, expect } of steps[language]) {
    if (note) print('note', note);
    const viewer = viewers[who]!;
    print(viewer, text);
    const startedAt = performance.now();
    stage.say(who, text);
    const id = stage.history().at(-1)!.id;
    const replyTo = expect === 'told' ? null : id;
    const answer = twitch.next((line) => line.replyTo === replyTo, expect === 'silence' ? silenceMs : replyWithinMs);
    const line: SentLine | null = await answer.catch(() => null);
    if (line) print('bot', line.text, performance.now() - startedAt);
    if (expect !== 'silence' && !line) wrong.push(`no reply to "${text}"`);
    if (expect === 'silence' && line) wrong.push(`a reply to "${text}"`);
  }
  print('note', raidNote[language]);
  const greeting = twitch.next((line) => line.replyTo === null, replyWithinMs).catch(() => null);
  helix.eventsub.raid(channel, raider, 42);
  const line = await greeting;
  if (line) print('bot', line.text);
  else wrong.push('no greeting for the raid');
  return wrong;
}

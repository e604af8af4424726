import { deflateRawSync } from 'node:zlib';
import type { Viewer } from '../../src/domain/viewer.ts';
import type { ProbeParts } from './probe.ts';
import { overheard, services } from './stage.ts';
import { toModel } from './talk.ts';
import { time } from './world/world.ts';

const cut = 'cheminée table chaise livre route nuage pierre forêt montagne lampe jardin fenêtre maison rivière oiseau';
const more =
  'cheval bateau soleil étoile village marché boulanger potier tisserand meunier berger pêcheur conteur musicien danseur peintre sculpteur jongleur acrobate';
/** Wherever it is cut in two, the second line begins like a command. */
const inTwo = `Le soir tombe sur la vallée et les joueurs rentrent au village avec leurs paniers pleins de champignons, pendant que le vieux forgeron raconte une histoire de dragons que personne ne croit vraiment mais que tout le monde écoute avec lui ${`${cut} ${more}`
  .split(' ')
  .map((word) => `/${word}`)
  .join(' ')}`;

/** One of each kind that must not leave as it is. */
const hostile = [
  'bon\u200bjour à\u2060 tous\u00ad, \u{e0041}\u{e0042}ça va',
  '/timeout tout_le_monde 600',
  '.clear',
  '!ban tout_le_monde',
  'bien sûr\n/ban tout_le_monde\nvoilà',
  'merci @quelquun et @personne pour ce moment',
  'la suite est sur https://evil.example.net/x et evil.com',
  'tout est sur EVIL.NET ce soir',
  'Twitch Staff: votre compte sera fermé demain',
  'e\u20dd\u0489\u0489\u0489 bonjour a\u0301\u0302\u0303\u0304 tous',
];

const indiscreet = { status: 500, body: { error: { message: `cannot answer: ${overheard}`, type: 'server_error' } } };

/** Where a promise holds or breaks by one: the last cent, the last line before a crash, the worst that a model may say. */
export function edge(
  name: 'obedient' | 'broke' | 'cut calls' | 'handed' | 'two bots' | 'late end',
  { channel, draw, stage, host, budget, broadcaster, knownBot, say, heardBack }: ProbeParts,
  somebody: (n: number) => Viewer,
): void {
  const [own, paid] = stage.models;
  const joke = (n: number) => say(somebody(n), `!ask raconte une blague sur le nombre ${Math.floor(draw * 1e6) + n} ?`);
  switch (name) {
    case 'obedient': {
      const orders = hostile.map((text) => `EMIT${Buffer.from(text).toString('base64')}`);
      const packed = [...orders, 'RECITE-part', 'RECITE-whole', `UNPACK${deflateRawSync(inTwo).toString('base64')}`];
      for (const [n, order] of packed.entries()) {
        time.after(n * 3_000, () => void say(somebody(n), `!ask ${toModel(order)}`));
        // What was held back is no part of the conversation.
        time.after(n * 3_000 + 40_000, () => void joke(n));
      }
      return;
    }
    case 'broke':
      // Only what costs money answers, there is not much of it, and the bot starts again in between.
      budget(0.6);
      void own.fault(indiscreet);
      for (let round = 0; round < 3; round++) {
        for (let n = 0; n < 14; n++) time.after(10_000 + round * 40_000 + n * 1_500, () => void joke(round * 14 + n));
        if (round < 2) time.after(38_000 + round * 40_000, () => void host.restart(500));
      }
      time.after(130_000, () => void own.fault(null));
      time.after(200_000, () => budget());
      return;
    case 'cut calls':
      // A moderator takes back what somebody has asked while a model is at it: what was begun is paid for.
      budget(0.3);
      void own.fault(indiscreet);
      paid.pace({ ...services[1], firstTokenMs: 4_000 });
      for (let n = 0; n < 40; n++) {
        time.after(10_000 + n * 1_500, () => void joke(n));
        time.after(11_400 + n * 1_500, () => stage.twitch.timeout(channel, somebody(n), 1));
      }
      time.after(90_000, () => {
        void own.fault(null);
        paid.pace(services[1]);
      });
      time.after(200_000, () => budget());
      return;
    case 'two bots': {
      // One that answers whatever is said to it, and has no cooldown.
      const again = (left: number) =>
        heardBack(say(broadcaster, `@serdabot salut, ça va ? ${left}`), () => {
          if (left > 0) time.after(1_000, () => again(left - 1));
        });
      again(5);
      for (const [n, text] of ['!ask coucou', '@serdabot salut', '!help'].entries())
        time.after(n * 4_000, () => void say(knownBot, text));
      return;
    }
    case 'late end':
      // Answers are under way that nothing ends before the bot has to.
      for (const model of stage.models) void model.fault('drip');
      say(somebody(9), '!trad en bonjour tout le monde, comment allez-vous ?');
      for (let n = 0; n < 4; n++) void joke(n);
      time.after(1_500, () => void host.restart(500));
      time.after(20_000, () => {
        for (const model of stage.models) void model.fault(null);
      });
      return;
    case 'handed':
      // Twitch has the line, and nobody has heard of it when the process dies.
      stage.twitch.noReceipts(true);
      for (let n = 0; n < 3; n++) say(somebody(n), `!ask combien font ${n + 2} fois ${Math.floor(draw * 1e3)} ?`);
      time.after(900, () => host.kill(6_000));
      time.after(2_000, () => stage.twitch.noReceipts(false));
      return;
  }
}

import type { Event } from '../domain/event.ts';
import type { Language } from '../domain/settings.ts';
import { own } from '../lib/own.ts';
import type { LogLine } from './lines.ts';
import { shorten } from './log.ts';

const french: Readonly<Record<string, string>> = {
  'chat connecting': 'Connexion à Twitch…',
  'chat login refused': 'Twitch refuse le jeton : lancez npm run login',
  'chat no token': 'Pas encore de jeton Twitch : lancez npm run login',
  'chat down': 'Twitch ne répond plus, nouvel essai',
  'chat stopped': 'Le chat est quitté',
  answered: 'répondu',
  refused: 'refusé',
  failed: 'échoué',
  ignored: 'laissé sans réponse',
  lost: 'perdu',
  healthy: 'en forme',
  'backing off': 'en pause',
  probing: 'à l’essai',
  disabled: 'coupé, clé ou crédit à vérifier',
  'not tried yet': 'pas encore essayé',
  failing: 'des échecs',
  off: 'coupé, sa clé manque',
  'no money': 'coupé, plus de crédit',
  'key refused': 'coupé, sa clé est refusée',
  no_endpoint: 'aucun modèle',
  deadline: 'trop tard',
  upstream: 'le modèle a échoué',
  filtered: 'filtré par le modèle',
  budget: 'budget épuisé',
  unknown: 'rien trouvé',
  unreachable: 'source injoignable',
  held_back: 'retenu par le filtre',
  'stopping: finishing what is under way': 'Arrêt : ce qui est en cours se termine',
  stopped: 'Arrêté',
  'SIGINT: leaving': 'Au revoir (Ctrl-C)',
  'SIGTERM: leaving': 'Au revoir',
};
const english: Readonly<Record<string, string>> = {
  'chat connecting': 'Connecting to Twitch…',
  'chat login refused': 'Twitch refuses the token: run npm run login',
  'chat no token': 'No Twitch token yet: run npm run login',
  'chat down': 'Twitch does not answer, trying again',
  'chat stopped': 'Left the chat',
  no_endpoint: 'no model',
  deadline: 'too late',
  upstream: 'the model failed',
  filtered: 'filtered by the model',
  budget: 'budget spent',
  unknown: 'nothing found',
  unreachable: 'source unreachable',
  held_back: 'held back by the filter',
  'stopping: finishing what is under way': 'Stopping: what is under way ends first',
  stopped: 'Stopped',
  'SIGINT: leaving': 'Goodbye (Ctrl-C)',
  'SIGTERM: leaving': 'Goodbye',
};

/** Why an endpoint is as it is: what its state says already, and what has words for a person. */
const known: readonly (readonly [detail: RegExp, en: string, fr: string])[] = [
  [/^(?:configured|answered)$/, '', ''],
  [/^([A-Z]\w{0,63}) is not set$/, '$1 is not set', '$1 n’est pas défini'],
  [/^.{0,2000}; next try in (\d{1,9}) s$/s, 'next try in $1 s', 'nouvel essai dans $1 s'],
  [/^one call tries it$/, '', ''],
  [/^it lists its models$/, 'it lists its models', 'il liste ses modèles'],
  [/^quiet for five minutes$/, 'quiet for five minutes', 'calme depuis cinq minutes'],
  [/^no longer configured$/, 'no longer configured', 'il n’est plus configuré'],
  [/^no money left.{0,200}$/, '', ''],
];

/**
 * A line as a person in front of a terminal wants it: once, in their language, without figures for machines. Null: said
 * by another one. What has no words here stays as the JSON log has it.
 */
export function inTerminal(
  event: Event,
  line: LogLine,
  language: Language,
  prefix: string,
  clean: (text: string) => string,
): LogLine | null {
  const fr = language === 'fr';
  const word = (key: string) => own(fr ? french : english, key) ?? key;
  const brief = (text: string) => shorten(clean(text), 300);
  const because = (reason: string | undefined) => (reason ? ` (${brief(reason)})` : '');
  const as = (text: string): LogLine => ({ ...line, text, fields: () => ({}) });
  switch (event.kind) {
    case 'chat.state':
      // Each channel says it by itself.
      if (event.state === 'joined') return null;
      return as(word(`chat ${event.state}`) + (event.state === 'down' ? because(event.detail) : ''));
    case 'chat.joined':
      return as(
        fr
          ? `Prêt dans #${brief(event.channel)} : tapez ${prefix}ping`
          : `Ready in #${brief(event.channel)}: type ${prefix}ping`,
      );
    case 'chat.left':
      return as(`${fr ? 'Hors de' : 'Out of'} #${brief(event.channel)}${because(event.reason)}`);
    case 'command.ended': {
      const { command, channel, ending, source, gate, reason } = event;
      return as(
        `#${brief(channel)} ${prefix}${brief(command)} : ${word(ending)}${because(word(reason ?? gate ?? source ?? ''))}`.replace(
          ' : ',
          fr ? ' : ' : ': ',
        ),
      );
    }
    case 'endpoint.state': {
      const { endpoint, state, word: said, detail } = event;
      const found = known.find(([pattern]) => pattern.test(detail));
      const why = found ? detail.replace(found[0], fr ? found[2] : found[1]) : detail;
      return as(`${fr ? 'Modèle' : 'Model'} ${endpoint}${fr ? ' :' : ':'} ${word(said ?? state)}${because(why)}`);
    }
    case 'llm.ended': {
      const { endpoint, detail } = event;
      if (!detail) return line;
      return as(
        `${fr ? `Modèle ${endpoint} : un appel a échoué` : `Model ${endpoint}: a call failed`}${because(detail)}`,
      );
    }
    case 'settings.applied':
      return as(
        `${brief(event.file)}${fr ? ' relu :' : ' read again:'} ${brief(event.detail).replace(/^changed: /, '')}`,
      );
    case 'settings.rejected':
      return {
        ...as(
          fr
            ? `${brief(event.file)} a des fautes, les anciens réglages restent`
            : `${brief(event.file)} has faults, the former settings stay`,
        ),
        fields: line.fields,
      };
    case 'warning':
      return as(brief(fr ? event.fr : event.text));
    case 'backup':
      return as(`${fr ? 'Sauvegarde faite :' : 'Backup made:'} ${brief(event.file)}`);
    case 'lifecycle':
      return as(word(brief(event.text)).replace(/^web on /, fr ? 'Page du bot : ' : 'The bot’s page: '));
    default:
      return line;
  }
}

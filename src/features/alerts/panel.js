import { useEffect } from 'preact/hooks';
import { every } from '/app/api.js';
import { Card, command, html, useFeature } from '/app/ui.js';
import { dateTime, t, told, wordsOf } from '/app/words.js';

const say = wordsOf({
  places: ['Qui est prévenu', 'Who is told'],
  none: [
    'Personne n’est prévenu quand le bot ne marche pas. La section alerts de config.yaml dit qui : Discord, Slack, ntfy ou une adresse à vous.',
    'Nobody is told when the bot does not work. The section alerts of config.yaml says who: Discord, Slack, ntfy or an address of yours.',
  ],
  test: ['Envoyer un essai', 'Send a test'],
  works: ['rien à redire', 'nothing wrong'],
  quiet: ['Silence de {hours}', 'Quiet from {hours}'],
  pings: ['Une adresse est appelée tant que le bot va bien.', 'An address is called while the bot is well.'],
  open: ['Ce qui ne va pas', 'What is wrong'],
  well: ['Rien.', 'Nothing.'],
  since: ['depuis {time}', 'since {time}'],
  over: ['fini', 'over'],
  rules: ['Les règles', 'The rules'],
  off: ['éteinte', 'off'],
  login: ['Twitch refuse la connexion', 'Twitch refuses the login'],
  silent: ['Le bot n’est pas dans le chat', 'The bot is not in chat'],
  outside: ['Le bot n’est pas dans une chaîne', 'The bot is not in a channel'],
  models: ['Aucun modèle ne répond', 'No model answers'],
  redis: ['Redis ne répond pas', 'Redis does not answer'],
  storage: ['Le stockage ne prend plus rien', 'The store takes nothing'],
  backup: ['Pas de sauvegarde depuis deux jours', 'No backup for two days'],
  lost: ['Une réponse perdue', 'An answer was lost'],
  failing: ['Trop de commandes sans réponse', 'Too many commands without an answer'],
  sends: ['Twitch refuse des messages', 'Twitch refuses lines'],
  budget: ['Budget à 80 ou 100 %', 'Budget at 80 or 100 %'],
  cost: ['Une heure trop chère', 'An hour that costs too much'],
  sessions: ['Trop de conversations', 'Too many conversations'],
});

export function Screen() {
  const [data, again] = useFeature('alerts');
  useEffect(() => every(10_000, again), []);
  if (!data) return html`<p class="soft">${t('loading')}</p>`;
  const { places, quiet, pings, incidents, rules } = data;
  const open = incidents.filter(({ resolvedAt }) => resolvedAt === null);
  const test = html`<button class="button primary" onClick=${async () => {
    await command('alerts', 'test');
    await again();
  }}>${say('test')}</button>`;
  return html`<${Card} title=${say('open')} id="open">
      ${open.length === 0 && html`<p class="soft">${say('well')}</p>`}
      <ul>${open.map(
        ({ cause, openedAt, symptoms }) => html`<li class="thing" key=${cause}>
          ${symptoms.map(({ rule, gone }) => html`<p>${say(rule)} ${gone && html`<span class="tag">${say('over')}</span>`}</p>`)}
          <p class="soft small">${say('since').replace('{time}', dateTime(openedAt))}</p>
        </li>`,
      )}</ul>
    <//>
    <${Card} title=${say('places')} id="places" aside=${places.length > 0 ? test : null}>
      ${places.length === 0 && html`<p>${say('none')}</p>`}
      <ul>${places.map(
        ({ name, kind, fault }) => html`<li class="thing" key=${name}>
          <p><strong>${name}</strong> <span class="soft small">${kind}</span></p>
          <p class=${fault === null ? 'soft small' : 'bad'}>${fault === null ? say('works') : told(fault)}</p>
        </li>`,
      )}</ul>
      ${quiet !== null && html`<p class="soft small">${say('quiet').replace('{hours}', quiet)}</p>`}
      ${pings && html`<p class="soft small">${say('pings')}</p>`}
    <//>
    <${Card} title=${say('rules')} id="rules">
      <ul>${rules.map(({ name, isOn }) => html`<li key=${name}>${say(name)} ${!isOn && html`<span class="tag">${say('off')}</span>`}</li>`)}</ul>
    <//>`;
}

import { useState } from 'preact/hooks';
import { previewOf, Would } from '/app/preview.js';
import { Card, html, useFeature } from '/app/ui.js';
import { number, t, wordsOf } from '/app/words.js';

const say = wordsOf({
  title: ['Ce que le bot dit quand il se passe quelque chose', 'What the bot says when something happens'],
  about: [
    'La section reactions de config.yaml dit quand et quoi. Le bot remercie une fois pour plusieurs quand tout arrive à la fois.',
    'The section reactions of config.yaml says when and what. When much comes at once the bot thanks once for several.',
  ],
  usual: ['la phrase du bot', 'the bot’s phrase'],
  isOff: ['éteinte', 'off'],
  from: ['à partir de {n}', 'from {n} on'],
  see: ['Voir ce que le bot dirait', 'See what the bot would say'],
  raid: ['Raid', 'Raid'],
  sub: ['Abonnement', 'Subscription'],
  resub: ['Réabonnement', 'Resubscription'],
  gift: ['Abonnement offert', 'Gift'],
  cheer: ['Bits', 'Bits'],
  follow: ['Suivi', 'Follow'],
  online: ['Début du direct', 'Stream begins'],
  offline: ['Fin du direct', 'Stream ends'],
  ad: ['Publicité', 'Ad break'],
  redemption: ['Points de chaîne', 'Channel points'],
  hype_train: ['Train de la hype', 'Hype train'],
  shoutout: ['Coup de projecteur', 'Shout-out'],
  first_chat: ['Premier message', 'First message'],
});

export function Screen() {
  const [data] = useFeature('reactions');
  const [tried, show] = useState(/** @type {any} */ (null));
  if (!data) return html`<p class="soft">${t('loading')}</p>`;
  const tryOut = async (/** @type {string} */ kind) => show({ kind, said: await previewOf('reactions', kind) });
  return html`<${Card} title=${say('title')} id="title">
    <p class="soft">${say('about')}</p>
    <ul>${data.items.map(
      ({ kind, on, min, say: text }) => html`<li class=${`thing ${on ? '' : 'off'}`} key=${kind}>
        <p><strong>${say(kind)}</strong> ${!on && html`<span class="tag wait">${say('isOff')}</span>`}
          ${min > 1 && html` <span class="soft small">${say('from').replace('{n}', number(min))}</span>`}</p>
        <div class="said"><p class=${text === null ? 'soft' : ''}>${text ?? say('usual')}</p>${tried?.kind === kind && html`<${Would} said=${tried.said} />`}</div>
        <div class="hands"><button class="button small" onClick=${() => tryOut(kind)} aria-label=${`${say('see')} ${say(kind)}`}>${say('see')}</button></div>
      </li>`,
    )}</ul>
  <//>`;
}

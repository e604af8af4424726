import { useEffect, useState } from 'preact/hooks';
import { api, every, status } from '/app/api.js';
import { Preview, previewOf, Would } from '/app/preview.js';
import { attempt, Card, Dialog, Edits, html, tell, useFeature } from '/app/ui.js';
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
  change: ['Modifier', 'Edit'],
  isOn: ['Le bot réagit', 'The bot reacts'],
  min: ['À partir de', 'From'],
  words: ['Ce que le bot dit (vide : sa phrase)', 'What the bot says (empty: its phrase)'],
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
  const [data, again] = useFeature('reactions');
  const [tried, show] = useState(/** @type {any} */ (null));
  const [changed, change] = useState(/** @type {any} */ (null));
  const [edits, setEdits] = useState(/** @type {readonly any[]} */ ([]));
  const mayChange = status.value.visitor.operator;
  const look = async () => {
    await again();
    if (!mayChange) return;
    const read = await attempt(() => api('GET', 'settings'));
    if (read) setEdits(read.edits.filter((/** @type {any} */ { key }) => key.startsWith('reactions.')));
  };
  // The bot reads its file again within a second.
  useEffect(() => every(3_000, look), []);
  if (!data) return html`<p class="soft">${t('loading')}</p>`;
  const tryOut = async (/** @type {string} */ kind) => show({ kind, said: await previewOf('reactions', kind) });
  return html`<${Card} title=${say('title')} id="title">
    <p class="soft">${say('about')}</p>
    <ul>${data.items.map(
      ({ kind, on, min, say: text }) => html`<li class=${`thing ${on ? '' : 'off'}`} key=${kind}>
        <p><strong>${say(kind)}</strong> ${!on && html`<span class="tag wait">${say('isOff')}</span>`}
          ${min > 1 && html` <span class="soft small">${say('from').replace('{n}', number(min))}</span>`}</p>
        <div class="said"><p class=${text === null ? 'soft' : ''}>${text ?? say('usual')}</p>${tried?.kind === kind && html`<${Would} said=${tried.said} />`}</div>
        <div class="hands"><button class="button small" onClick=${() => tryOut(kind)} aria-label=${`${say('see')} ${say(kind)}`}>${say('see')}</button>
          ${mayChange && html`<button class="button small" onClick=${() => change({ kind, on, min, text })} aria-label=${`${say('change')} ${say(kind)}`}>${say('change')}</button>`}</div>
      </li>`,
    )}</ul>
    ${mayChange && html`<${Edits} edits=${edits} />`}
    ${changed && html`<${Maker} key=${changed.kind} item=${changed} onSaved=${look} onClose=${() => change(null)} />`}
  <//>`;
}

/** @param {{ item: any, onSaved: () => Promise<void>, onClose: () => void }} props */
function Maker({ item: { kind, on, min, text }, onSaved, onClose }) {
  const save = async (/** @type {any} */ event) => {
    event.preventDefault();
    const now = Object.fromEntries(new FormData(event.target));
    const wanted = { on: now['on'] === 'on', min: Number(now['min']), say: String(now['args']).trim() || null };
    const before = { on, min, say: text };
    const changes = Object.entries(wanted)
      .filter(([key, value]) => value !== before[/** @type {keyof typeof before} */ (key)])
      .map(([key, value]) => ({ key: `reactions.${kind}.${key}`, value }));
    if (changes.length === 0) return onClose();
    if ((await attempt(() => api('PUT', 'settings', { changes }))) === null) return;
    onClose();
    const undo = async () => {
      await api('POST', 'settings/undo');
      tell(t('settings.undone'));
      await onSaved();
    };
    tell(t('settings.saved'), { undo });
    await onSaved();
  };
  return html`<${Dialog} title=${say(kind)} onClose=${onClose}>
    <form class="maker" onSubmit=${save}>
      <label class="check"><input type="checkbox" name="on" defaultChecked=${on} />${say('isOn')}</label>
      <label>${say('min')}<input type="number" name="min" min="0" max="1000000" required defaultValue=${min} /></label>
      <label>${say('words')}<textarea name="args" rows="2" maxlength="400">${text ?? ''}</textarea></label>
      <${Preview} feature="reactions" draftOf=${() => `${kind} say`} />
      <footer><button class="button" type="button" onClick=${onClose}>${t('cancel')}</button><button class="button primary">${t('save')}</button></footer>
    </form>
  <//>`;
}

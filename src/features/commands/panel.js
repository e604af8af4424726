import { useState } from 'preact/hooks';
import { Preview, previewOf, Would } from '/app/preview.js';
import { Card, Dialog, Edits, html, isSure, useFeature } from '/app/ui.js';
import { number, t, wordsOf } from '/app/words.js';

const say = wordsOf({
  title: ['Commandes de la chaîne', 'Commands of the channel'],
  add: ['Nouvelle commande', 'New command'],
  none: [
    'Aucune commande encore. La première se fait ici, ou dans le chat avec !commands add.',
    'No command yet. Make the first one here, or in chat with !commands add.',
  ],
  uses: ['utilisée {n} fois', 'used {n}×'],
  on: ['Activer', 'Turn on'],
  off: ['Désactiver', 'Turn off'],
  isOff: ['désactivée', 'off'],
  tryIt: ['Essayer', 'Try it'],
  text: ['Ce que le bot dit', 'What the bot says'],
  variables: [
    'Par exemple : $(user), $(touser), $(count), $(random 1-100), $(uptime), $(quote)',
    'For example: $(user), $(touser), $(count), $(random 1-100), $(uptime), $(quote)',
  ],
  level: ['Pour qui', 'For whom'],
  cd: ['Délai dans la chaîne (s)', 'Cooldown in the channel (s)'],
  ucd: ['Délai par viewer (s)', 'Cooldown per viewer (s)'],
  aliases: ['Autres noms, séparés par des virgules', 'Other names, separated by commas'],
  usual: ['comme d’habitude', 'as usual'],
  everyone: ['Tout le monde', 'Everyone'],
  subscriber: ['Abonnés', 'Subscribers'],
  vip: ['VIP', 'VIPs'],
  moderator: ['Modérateurs', 'Moderators'],
  broadcaster: ['Streamer', 'Broadcaster'],
  search: ['Chercher', 'Search'],
});
const levels = ['everyone', 'subscriber', 'vip', 'moderator', 'broadcaster'];

export function Screen() {
  const [data, , save] = useFeature('commands');
  const [edited, edit] = useState(/** @type {any} */ (null));
  const [word, search] = useState('');
  const [tried, show] = useState(/** @type {any} */ (null));
  if (!data) return html`<p class="soft">${t('loading')}</p>`;
  const change = (/** @type {string} */ args) => save('commands', args);
  const tryOut = async (/** @type {any} */ { name, text }) => show({ name, said: await previewOf('commands', text) });
  const remove = async (/** @type {string} */ name) => {
    if (await isSure(t('sure.delete').replace('{name}', `!${name}`), t('delete'))) await change(`delete !${name}`);
  };
  const shown = data.items.filter(({ name, text }) => `${name} ${text}`.toLowerCase().includes(word.toLowerCase()));
  return html`<div class="stack">
    <${Card} title=${say('title')} id="title" aside=${html`<button class="button primary" onClick=${() => edit({})}>${say('add')}</button>`}>
      ${data.items.length > 8 && html`<input type="search" aria-label=${say('search')} placeholder=${say('search')} value=${word} onInput=${(/** @type {any} */ event) => search(event.target.value)} />`}
      ${data.items.length === 0 && html`<p class="soft">${say('none')}</p>`}
      <ul>${shown.slice(0, 200).map(
        (item) => html`<li class=${`thing ${item.off ? 'off' : ''}`} key=${item.name}>
          <p><strong>!${item.name}</strong> ${item.off && html`<span class="tag wait">${say('isOff')}</span>`}
            ${item.level && html` <span class="tag">${say(item.level)}</span>`}
            <span class="soft small"> ${say('uses').replace('{n}', number(item.uses))}</span></p>
          <div class="said"><p>${item.text}</p>${tried?.name === item.name && html`<${Would} said=${tried.said} />`}</div>
          <div class="hands">
            <button class="button small" onClick=${() => tryOut(item)} aria-label=${`${say('tryIt')} !${item.name}`}>${say('tryIt')}</button>
            <button class="button small" onClick=${() => edit(item)} aria-label=${`${t('edit')} !${item.name}`}>${t('edit')}</button>
            <button class="button small" onClick=${() => change(`${item.off ? 'on' : 'off'} !${item.name}`)} aria-label=${`${say(item.off ? 'on' : 'off')} !${item.name}`}>${say(item.off ? 'on' : 'off')}</button>
            <button class="button small" onClick=${() => remove(item.name)} aria-label=${`${t('delete')} !${item.name}`}>${t('delete')}</button>
          </div>
        </li>`,
      )}</ul>
      <${Edits} edits=${data.edits} />
    <//>
    ${edited && html`<${Editor} item=${edited} change=${change} onClose=${() => edit(null)} />`}
  </div>`;
}

function Editor({ item, change, onClose }) {
  const isNew = item.name === undefined;
  const save = async (/** @type {any} */ event) => {
    event.preventDefault();
    const { name, text, level, cd, ucd, aliases } = /** @type {Record<string, string>} */ (
      Object.fromEntries(new FormData(event.target))
    );
    const options = [
      `-ul=${level}`,
      cd !== '' && `-cd=${cd}`,
      ucd !== '' && `-ucd=${ucd}`,
      aliases?.trim() && `-a=${aliases.replace(/[\s!]+/g, '')}`,
    ].filter(Boolean);
    if (
      await change(`${isNew ? 'add' : 'edit'} !${(name ?? item.name).replace(/^!/, '')} ${options.join(' ')} ${text}`)
    )
      onClose();
  };
  return html`<${Dialog} title=${isNew ? say('add') : `!${item.name}`} onClose=${onClose}>
    <form class="maker" onSubmit=${save}>
      ${isNew && html`<label>${t('name')}<input name="name" required pattern="!?[^\\s]{1,30}" maxlength="31" placeholder="!discord" /></label>`}
      <label>${say('text')}<textarea name="text" required maxlength="400" rows="3" aria-describedby="variables">${item.text ?? ''}</textarea></label>
      <p id="variables" class="soft small">${say('variables')}</p>
      <${Preview} feature="commands" draftOf=${(/** @type {any} */ { text }) => text} hasArgs />
      <label>${say('level')}<select name="level" value=${item.level ?? 'everyone'}>${levels.map((each) => html`<option value=${each}>${say(each)}</option>`)}</select></label>
      <div class="grid">
        <label>${say('cd')}<input name="cd" type="number" min="0" value=${item.cd ?? ''} placeholder=${say('usual')} /></label>
        <label>${say('ucd')}<input name="ucd" type="number" min="0" value=${item.ucd ?? ''} placeholder=${say('usual')} /></label>
      </div>
      <label>${say('aliases')}<input name="aliases" value=${(item.aliases ?? []).join(', ')} /></label>
      <footer><button class="button" type="button" onClick=${onClose}>${t('cancel')}</button><button class="button primary">${t('save')}</button></footer>
    </form>
  <//>`;
}

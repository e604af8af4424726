import { useState } from 'preact/hooks';
import { Preview, previewOf, Would } from '/app/preview.js';
import { Card, Dialog, Edits, html, isSure, useFeature } from '/app/ui.js';
import { number, t, wordsOf } from '/app/words.js';

const say = wordsOf({
  title: ['Textes dits à heure fixe', 'Texts said by the clock'],
  add: ['Nouveau minuteur', 'New timer'],
  none: ['Aucun minuteur encore.', 'No timer yet.'],
  every: ['toutes les {n} min', 'every {n} min'],
  lines: ['après {n} lignes de chat', 'after {n} lines of chat'],
  always: ['même hors ligne', 'offline too'],
  on: ['Activer', 'Turn on'],
  off: ['Désactiver', 'Turn off'],
  isOff: ['désactivé', 'off'],
  tryIt: ['Essayer', 'Try it'],
  texts: [
    'Ce que le bot dit (plusieurs textes : séparés par ||)',
    'What the bot says (several texts: separated by ||)',
  ],
  minutes: ['Minutes entre deux', 'Minutes between two'],
  atLeast: ['Lignes de chat entre deux', 'Lines of chat between two'],
});

export function Screen() {
  const [data, , save] = useFeature('timers');
  const [edited, edit] = useState(/** @type {any} */ (null));
  const [tried, show] = useState(/** @type {any} */ (null));
  if (!data) return html`<p class="soft">${t('loading')}</p>`;
  const change = (/** @type {string} */ args) => save('timer', args);
  const tryOut = async (/** @type {any} */ { name, texts }) =>
    show({ name, said: await previewOf('timers', texts.join(' || ')) });
  const remove = async (/** @type {string} */ name) => {
    if (await isSure(t('sure.delete').replace('{name}', name), t('delete'))) await change(`del ${name}`);
  };
  return html`<${Card} title=${say('title')} id="title" aside=${html`<button class="button primary" onClick=${() => edit({})}>${say('add')}</button>`}>
    ${data.items.length === 0 && html`<p class="soft">${say('none')}</p>`}
    <ul>${data.items.map(
      (item) => html`<li class=${`thing ${item.off ? 'off' : ''}`} key=${item.name}>
        <p><strong>${item.name}</strong> ${item.off && html`<span class="tag wait">${say('isOff')}</span>`}
          <span class="soft small"> ${say('every').replace('{n}', number(item.everyMinutes))}, ${say('lines').replace('{n}', number(item.lines))}${item.always ? `, ${say('always')}` : ''}</span></p>
        <div class="said"><p>${item.texts.join(' || ')}</p>${tried?.name === item.name && html`<${Would} said=${tried.said} />`}</div>
        <div class="hands">
          <button class="button small" onClick=${() => tryOut(item)} aria-label=${`${say('tryIt')} ${item.name}`}>${say('tryIt')}</button>
          <button class="button small" onClick=${() => edit(item)} aria-label=${`${t('edit')} ${item.name}`}>${t('edit')}</button>
          <button class="button small" onClick=${() => change(`${item.off ? 'on' : 'off'} ${item.name}`)} aria-label=${`${say(item.off ? 'on' : 'off')} ${item.name}`}>${say(item.off ? 'on' : 'off')}</button>
          <button class="button small" onClick=${() => remove(item.name)} aria-label=${`${t('delete')} ${item.name}`}>${t('delete')}</button>
        </div>
      </li>`,
    )}</ul>
    <${Edits} edits=${data.edits} />
    ${edited && html`<${Editor} item=${edited} change=${change} onClose=${() => edit(null)} />`}
  <//>`;
}

function Editor({ item, change, onClose }) {
  const isNew = item.name === undefined;
  const save = async (/** @type {any} */ event) => {
    event.preventDefault();
    const { name = item.name, texts, every, lines, always } = Object.fromEntries(new FormData(event.target));
    const options = `-every=${every}m -lines=${lines} ${always ? '-always' : '-live'}`;
    if (await change(`${isNew ? 'add' : 'edit'} ${name} ${options} ${texts}`)) onClose();
  };
  return html`<${Dialog} title=${isNew ? say('add') : item.name} onClose=${onClose}>
    <form class="maker" onSubmit=${save}>
      ${isNew && html`<label>${t('name')}<input name="name" required pattern="[\\p{L}\\p{M}\\p{N}_\\-]{1,30}" maxlength="30" /></label>`}
      <label>${say('texts')}<textarea name="texts" required maxlength="560" rows="3">${(item.texts ?? []).join(' || ')}</textarea></label>
      <${Preview} feature="timers" draftOf=${(/** @type {any} */ { texts }) => texts} />
      <div class="grid">
        <label>${say('minutes')}<input name="every" type="number" min="1" max="1440" required value=${item.everyMinutes ?? 15} /></label>
        <label>${say('atLeast')}<input name="lines" type="number" min="0" max="9999" required value=${item.lines ?? 5} /></label>
      </div>
      <label class="check"><input type="checkbox" name="always" defaultChecked=${item.always === true} />${say('always')}</label>
      <footer><button class="button" type="button" onClick=${onClose}>${t('cancel')}</button><button class="button primary">${t('save')}</button></footer>
    </form>
  <//>`;
}

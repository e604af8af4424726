import { useState } from 'preact/hooks';
import { Preview } from '/app/preview.js';
import { Card, Dialog, Edits, html, isSure, useFeature } from '/app/ui.js';
import { dateTime, t, wordsOf } from '/app/words.js';

const say = wordsOf({
  title: ['Ce qui s’est dit en stream', 'What was said on the stream'],
  add: ['Nouvelle citation', 'New quote'],
  none: ['Aucune citation encore.', 'No quote yet.'],
  author: ['Qui l’a dit', 'Who said it'],
  search: ['Chercher', 'Search'],
});

export function Screen() {
  const [data, , save] = useFeature('quotes');
  const [edited, edit] = useState(/** @type {any} */ (null));
  const [word, search] = useState('');
  if (!data) return html`<p class="soft">${t('loading')}</p>`;
  const change = (/** @type {string} */ args) => save('quote', args);
  const remove = async (/** @type {string} */ number) => {
    if (await isSure(t('sure.delete').replace('{name}', `#${number}`), t('delete'))) await change(`del ${number}`);
  };
  const shown = data.items.filter(({ text, author }) => `${text} ${author}`.toLowerCase().includes(word.toLowerCase()));
  return html`<${Card} title=${say('title')} id="title" aside=${html`<button class="button primary" onClick=${() => edit({})}>${say('add')}</button>`}>
    ${data.items.length > 8 && html`<input type="search" aria-label=${say('search')} placeholder=${say('search')} value=${word} onInput=${(/** @type {any} */ event) => search(event.target.value)} />`}
    ${data.items.length === 0 && html`<p class="soft">${say('none')}</p>`}
    <ul>${shown
      .toReversed()
      .slice(0, 200)
      .map(
        (item) => html`<li class="thing" key=${item.number}>
        <p class="said">« ${item.text} »</p>
        <p class="soft small">#${item.number} · ${item.author}${item.game ? ` · ${item.game}` : ''} · ${dateTime(item.at)}</p>
        <div class="hands">
          <button class="button small" onClick=${() => edit(item)} aria-label=${`${t('edit')} #${item.number}`}>${t('edit')}</button>
          <button class="button small" onClick=${() => remove(item.number)} aria-label=${`${t('delete')} #${item.number}`}>${t('delete')}</button>
        </div>
      </li>`,
      )}</ul>
    <${Edits} edits=${data.edits} />
    ${edited && html`<${Editor} item=${edited} change=${change} onClose=${() => edit(null)} />`}
  <//>`;
}

function Editor({ item, change, onClose }) {
  const isNew = item.number === undefined;
  const save = async (/** @type {any} */ event) => {
    event.preventDefault();
    const { text, author } = Object.fromEntries(new FormData(event.target));
    const said = author ? `${text} - ${author}` : text;
    if (await change(isNew ? `add ${said}` : `edit ${item.number} ${said}`)) onClose();
  };
  return html`<${Dialog} title=${isNew ? say('add') : `#${item.number}`} onClose=${onClose}>
    <form class="maker" onSubmit=${save}>
      <label>${t('text')}<textarea name="text" required maxlength="350" rows="3">${item.text ?? ''}</textarea></label>
      <label>${say('author')}<input name="author" maxlength="40" value=${item.author ?? ''} /></label>
      <${Preview} feature="quotes" draftOf=${(/** @type {any} */ { text, author }) => (author ? `${text} - ${author}` : text)} />
      <footer><button class="button" type="button" onClick=${onClose}>${t('cancel')}</button><button class="button primary">${t('save')}</button></footer>
    </form>
  <//>`;
}

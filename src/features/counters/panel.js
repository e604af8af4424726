import { Card, Edits, html, useFeature } from '/app/ui.js';
import { number, t, wordsOf } from '/app/words.js';

const say = wordsOf({
  title: ['Ce que la chaîne compte', 'What the channel counts'],
  add: ['Nouveau compteur', 'New counter'],
  none: ['Aucun compteur encore.', 'No counter yet.'],
  less: ['Un de moins', 'One less'],
  more: ['Un de plus', 'One more'],
  value: ['Valeur de', 'Value of'],
});

export function Screen() {
  const [data, , save] = useFeature('counters');
  if (!data) return html`<p class="soft">${t('loading')}</p>`;
  const change = (/** @type {string} */ args) => save('counter', args);
  const add = async (/** @type {any} */ event) => {
    event.preventDefault();
    const form = event.target;
    if (await change(`${new FormData(form).get('name')} = 0`)) form.reset();
  };
  return html`<${Card} title=${say('title')} id="title">
    ${data.items.length === 0 && html`<p class="soft">${say('none')}</p>`}
    <ul class="list">${data.items.map(
      ({ name, value }) => html`<li key=${name}>
        <p><strong>${name}</strong></p>
        <button class="button small" aria-label=${`${say('less')} ${name}`} onClick=${() => change(`${name} -`)}>−</button>
        <output class="amount" aria-label=${`${say('value')} ${name}`}>${number(value)}</output>
        <button class="button small" aria-label=${`${say('more')} ${name}`} onClick=${() => change(`${name} +`)}>+</button>
      </li>`,
    )}</ul>
    <form class="row" onSubmit=${add}>
      <input name="name" required maxlength="30" pattern="[^\\s]{1,30}" aria-label=${say('add')} placeholder=${say('add')} />
      <button class="button">${t('add')}</button>
    </form>
    <${Edits} edits=${data.edits} />
  <//>`;
}

import { useState } from 'preact/hooks';
import { Preview } from '/app/preview.js';
import { Card, command, Dialog, html, isSure, useFeature } from '/app/ui.js';
import { t, wordsOf } from '/app/words.js';

const say = wordsOf({
  title: ['Ce que le bot a appris', 'What the bot was taught'],
  add: ['Apprendre un fait', 'Teach a fact'],
  none: [
    'Rien encore. Ce que vous écrivez ici, le bot le répond mot pour mot.',
    'Nothing yet. What you write here, the bot answers word for word.',
  ],
  subject: ['Sujet', 'Subject'],
  answer: ['Ce que le bot répond', 'What the bot answers'],
});

export function Screen() {
  const [data, , put] = useFeature('fact');
  const [edited, edit] = useState(/** @type {any} */ (null));
  if (!data) return html`<p class="soft">${t('loading')}</p>`;
  /** Facts have no history of their own: what was there before is taught again. @param {string} args @param {string} subject */
  const change = (args, subject) => {
    const before = data.items.find((/** @type {any} */ each) => each.subject.toLowerCase() === subject.toLowerCase());
    const undo = before ? `add ${before.subject} | ${before.answer}` : `del ${subject}`;
    return put('fact', args, () => command('fact', undo));
  };
  const remove = async (/** @type {string} */ subject) => {
    if (await isSure(t('sure.delete').replace('{name}', subject), t('delete'))) await change(`del ${subject}`, subject);
  };
  const save = async (/** @type {any} */ event) => {
    event.preventDefault();
    const { subject: typed = edited.subject, answer } = Object.fromEntries(new FormData(event.target));
    const subject = String(typed).replaceAll('|', ' ').trim();
    if (await change(`add ${subject} | ${answer}`, subject)) edit(null);
  };
  return html`<${Card} title=${say('title')} id="title" aside=${html`<button class="button primary" onClick=${() => edit({})}>${say('add')}</button>`}>
    ${data.items.length === 0 && html`<p class="soft">${say('none')}</p>`}
    <ul>${data.items.map(
      ({ subject, answer }) => html`<li class="thing" key=${subject}>
        <p><strong>${subject}</strong></p>
        <p class="said">${answer}</p>
        <div class="hands">
          <button class="button small" onClick=${() => edit({ subject, answer })} aria-label=${`${t('edit')} ${subject}`}>${t('edit')}</button>
          <button class="button small" onClick=${() => remove(subject)} aria-label=${`${t('delete')} ${subject}`}>${t('delete')}</button>
        </div>
      </li>`,
    )}</ul>
    ${
      edited &&
      html`<${Dialog} title=${edited.subject ?? say('add')} onClose=${() => edit(null)}>
      <form class="maker" onSubmit=${save}>
        ${edited.subject === undefined && html`<label>${say('subject')}<input name="subject" required maxlength="60" /></label>`}
        <label>${say('answer')}<textarea name="answer" required maxlength="300" rows="3">${edited.answer ?? ''}</textarea></label>
        <${Preview} feature="fact" draftOf=${(/** @type {any} */ { answer }) => answer} />
        <footer><button class="button" type="button" onClick=${() => edit(null)}>${t('cancel')}</button><button class="button primary">${t('save')}</button></footer>
      </form>
    <//>`
    }
  <//>`;
}

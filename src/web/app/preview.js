import { useSignal } from '@preact/signals';
import { api, channel } from './api.js';
import { attempt, html, Said } from './ui.js';
import { named, wordsOf } from './words.js';

const say = wordsOf({
  would: ['Voir ce que le bot dirait', 'See what the bot would say'],
  held: ['Le filtre le retiendrait : {rule}', 'The gate would hold it back: {rule}'],
  silent: ['Rien : le texte est vide.', 'Nothing: the text is empty.'],
  args: ['Ce que le viewer tape après la commande', 'What the viewer types after the command'],
});

/**
 * What a draft would be said as: variables filled in, after the gate. It stands in the form of the draft; `draftOf` reads it there.
 * @param {{ feature: string, draftOf: (data: Readonly<Record<string, string>>) => string, hasArgs?: boolean }} props
 */
export function Preview({ feature, draftOf, hasArgs = false }) {
  const said = useSignal(/** @type {readonly any[] | null} */ (null));
  const look = async (/** @type {any} */ event) => {
    const data = /** @type {Record<string, string>} */ (Object.fromEntries(new FormData(event.target.form)));
    said.value = await previewOf(feature, draftOf(data), data['args'] ?? '');
  };
  return html`<div class="preview">
    ${hasArgs && html`<label>${say('args')}<input name="args" maxlength="300" autocomplete="off" placeholder="@Lea" /></label>`}
    <button class="button small" type="button" onClick=${look}>${say('would')}</button>
    <div aria-live="polite"><${Would} said=${said.value} /></div>
  </div>`;
}

/** @param {string} feature @param {string} draft @param {string} [args] */
export const previewOf = async (feature, draft, args = '') => {
  const body = { draft: draft.replace(/\s+/g, ' ').trim(), args };
  const done = await attempt(() => api('POST', `channels/${channel.value}/features/${feature}/preview`, body));
  return done === null ? null : done.said;
};

/** @param {{ said: readonly any[] | null }} props */
export const Would = ({ said }) =>
  said?.map(({ lines, rule, fault }, i) => {
    const none = fault ?? (rule ? say('held').replace('{rule}', named('rule', rule)) : say('silent'));
    return html`<${Said} key=${i} lines=${lines} none=${none} isBad=${fault !== null || rule !== null} />`;
  }) ?? null;

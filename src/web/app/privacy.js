import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api } from './api.js';
import { attempt, Card, html, isSure, tell } from './ui.js';
import { dateTime, named, t } from './words.js';

export function Screen() {
  const audit = useSignal(/** @type {readonly any[]} */ ([]));
  const look = async () => {
    const read = await attempt(() => api('GET', 'privacy/audit'));
    if (read) audit.value = read.entries;
  };
  useEffect(() => void look(), []);
  const viewerIn = (/** @type {any} */ event) => {
    event.preventDefault();
    return String(new FormData(event.target).get('viewer')).trim();
  };
  const erase = async (/** @type {any} */ event) => {
    const form = event.target;
    const viewer = viewerIn(event);
    if (!(await isSure(t('privacy.erase.sure', { viewer }), t('privacy.erase')))) return;
    if ((await attempt(() => api('POST', 'privacy/erase', { viewer }))) === null) return;
    form.reset();
    tell(t('privacy.erased', { viewer }));
    await look();
  };
  const exported = async (/** @type {any} */ event) => {
    const viewer = viewerIn(event);
    const all = await attempt(() => api('POST', 'privacy/export', { viewer }));
    if (all === null) return;
    const url = URL.createObjectURL(new Blob([JSON.stringify(all, null, 2)], { type: 'application/json' }));
    Object.assign(document.createElement('a'), {
      href: url,
      download: `serdabot-${viewer.replace('@', '')}.json`,
    }).click();
    URL.revokeObjectURL(url);
    await look();
  };
  /** @param {string} id @param {(event: any) => unknown} act @param {string} tone */
  const form = (id, act, tone) => html`<${Card} title=${t(`privacy.${id}.title`)} id=${`privacy-${id}`}>
    <p class="soft">${t(`privacy.${id}.about`)}</p>
    <form onSubmit=${act}><label for=${`${id}-viewer`}>${t('privacy.viewer')}</label>
      <div class="row"><input id=${`${id}-viewer`} name="viewer" required pattern="@?\\w{1,25}" maxlength="26" autocomplete="off" />
      <button class=${`button ${tone}`}>${t(`privacy.${id}`)}</button></div></form>
  <//>`;
  return html`<div class="columns">
    ${form('erase', erase, 'danger')} ${form('export', exported, '')}
    <${Card} title=${t('privacy.stored')} id="stored"><p class="soft">${t('privacy.about')}</p>
      <ul class="plain">${[1, 2, 3, 4, 5, 6, 7].map((n) => html`<li key=${n}>${t(`privacy.stored.${n}`)}</li>`)}</ul><//>
    <${Card} title=${t('privacy.audit')} id="audit"><p class="soft">${t('privacy.audit.about')}</p>
      ${audit.value.length === 0 && html`<p class="soft">${t('nothing')}</p>`}
      <ul class="list">${audit.value.slice(0, 50).map(({ at, act, viewer }, i) => html`<li key=${i}><p>${named('audit', act)}</p><code>${viewer}</code><span class="soft small">${dateTime(at)}</span></li>`)}</ul><//>
  </div>`;
}

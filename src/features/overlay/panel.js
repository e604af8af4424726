import { useEffect, useRef, useState } from 'preact/hooks';
import { every } from '/app/api.js';
import { Card, command, Edits, html, isSure, shownName, shows, tell, useFeature } from '/app/ui.js';
import { number, t, wordsOf } from '/app/words.js';

const say = wordsOf({
  title: ['L’adresse pour OBS', 'The address for OBS'],
  none: [
    'Une page pour OBS qui montre les questions et les réponses du chat. Elle n’existe pas encore.',
    'A page for OBS that shows the chat’s questions and answers. There is none yet.',
  ],
  make: ['Créer l’overlay', 'Make the overlay'],
  copy: ['Copier l’adresse', 'Copy the address'],
  copied: ['Copiée. Dans OBS : Sources, +, Navigateur.', 'Copied. In OBS: Sources, +, Browser.'],
  secret: [
    'Qui la connaît voit l’overlay, et rien d’autre. Elle est cachée ici pour ne pas passer à l’écran.',
    'Whoever knows it sees the overlay, and nothing else. It is hidden here so that it is not shown on stream.',
  ],
  rotate: ['Changer d’adresse', 'Change the address'],
  sure: [
    'L’ancienne adresse marchera encore 10 minutes : collez la nouvelle dans OBS.',
    'The old address goes on for 10 minutes: paste the new one into OBS.',
  ],
  pages: ['Pages ouvertes', 'Pages open'],
  look: ['Aspect', 'Look'],
  theme: ['Thème', 'Theme'],
  layout: ['Disposition', 'Layout'],
  plate: ['Plaque', 'Plate'],
  light: ['Clair', 'Light'],
  neon: ['Néon', 'Neon'],
  lower: ['En bas', 'At the bottom'],
  side: ['À droite, trois à la fois', 'On the right, three at once'],
  banner: ['En haut', 'On top'],
  delay: ['Délai en secondes', 'Delay in seconds'],
  approve: ['Une personne de la modération laisse passer chaque réponse', 'A moderator lets each answer through'],
  events: ['Montrer aussi les raids, abonnements, bits, suivis…', 'Show raids, subscriptions, bits, follows … too'],
  preview: ['Aperçu', 'Preview'],
  asked: ['qui a composé la musique de Journey ?', 'who wrote the music of Journey?'],
  answered: [
    'Austin Wintory a composé la musique de Journey, sorti en 2012.',
    'Austin Wintory wrote the music of Journey, released in 2012.',
  ],
  waiting: ['En attente', 'Waiting'],
  show: ['Laisser passer', 'Let through'],
  hide: ['Refuser', 'Refuse'],
  clear: ['Tout retirer de l’overlay', 'Take everything off the overlay'],
});

export function Screen() {
  const [data, again, save] = useFeature('overlay');
  useEffect(() => every(3_000, again), []);
  if (!data) return html`<p class="soft">${t('loading')}</p>`;
  const change = async (/** @type {string} */ args) => {
    await command('overlay', args);
    await again();
  };
  const setLook = (/** @type {string} */ args) => save('overlay', args);
  return html`<${Address} data=${data} change=${change} />
    ${data.path !== null && html`<${Waiting} data=${data} change=${change} /><${Look} data=${data} change=${setLook} />`}`;
}

function Address({ data: { path, pages }, change }) {
  if (path === null) {
    return html`<${Card} title=${say('title')} id="address">
      <p>${say('none')}</p>
      <button class="button primary" onClick=${() => change('rotate')}>${say('make')}</button>
    <//>`;
  }
  const copy = async () => {
    await navigator.clipboard.writeText(new URL(path, location.href).href);
    tell(say('copied'));
  };
  const rotate = async () => {
    if (await isSure(say('sure'), say('rotate'))) await change('rotate');
  };
  return html`<${Card} title=${say('title')} id="address">
    <div class="thing">
      <p class="said">${`${location.origin}/overlay/••••••••••••`}</p>
      <p class="soft small">${say('secret')} ${say('pages')} : ${number(pages)}</p>
      <div class="hands">
        <button class="button primary" onClick=${copy}>${say('copy')}</button>
        <button class="button" onClick=${rotate}>${say('rotate')}</button>
      </div>
    </div>
  <//>`;
}

function Waiting({ data: { waiting, look }, change }) {
  if (!look.approve && waiting.length === 0) {
    return html`<p><button class="button" onClick=${() => change('hide')}>${say('clear')}</button></p>`;
  }
  return html`<${Card} title=${say('waiting')} id="waiting" aside=${html`<button class="button" onClick=${() => change('hide')}>${say('clear')}</button>`}>
    ${waiting.length === 0 && html`<p class="soft">${t('nothing')}</p>`}
    <ul>${waiting.map(
      (card) => html`<li class="thing" key=${card.id}>
        <p class="soft small">${shownName(card.asker)} : ${card.question}</p>
        <p class="said">${card.answer}</p>
        <div class="hands">
          <button class="button small primary" onClick=${() => change(`show ${card.login}`)} aria-label=${`${say('show')} ${shownName(card.login)}`}>${say('show')}</button>
          <button class="button small" onClick=${() => change(`hide ${card.login}`)} aria-label=${`${say('hide')} ${shownName(card.login)}`}>${say('hide')}</button>
        </div>
      </li>`,
    )}</ul>
  <//>`;
}

function Look({ data: { look, choices, edits }, change }) {
  const [tried, tryOut] = useState(look);
  useEffect(() => tryOut(look), [look.theme, look.layout, look.delay, look.approve, look.events]);
  const example = new URLSearchParams({
    ...{ theme: tried.theme, layout: tried.layout, asker: 'Lea' },
    ...{ question: say('asked'), answer: say('answered') },
  });
  /** @param {string} key @param {unknown} value @param {string} [typed] */
  const set = async (key, value, typed = String(value)) => {
    tryOut({ ...tried, [key]: value });
    await change(`${key} ${typed}`);
  };
  /** @param {string} key @param {readonly string[]} all */
  const choice = (
    key,
    all,
  ) => html`<label>${say(key)}<select value=${tried[key]} onChange=${(/** @type {any} */ event) => set(key, event.target.value)}>
    ${all.map((one) => html`<option value=${one}>${say(one)}</option>`)}
  </select></label>`;
  return html`<${Card} title=${say('look')} id="look">
    <form class="maker" onSubmit=${(/** @type {any} */ event) => event.preventDefault()}>
      <div class="grid">
        ${choice('theme', choices.themes)} ${choice('layout', choices.layouts)}
        <label>${say('delay')}<input type="number" min="0" max=${choices.longestDelay} ref=${shows(tried.delay)} onChange=${(/** @type {any} */ event) => event.target.checkValidity() && set('delay', Number(event.target.value))} /></label>
      </div>
      <label class="check"><input type="checkbox" checked=${tried.approve} onChange=${(/** @type {any} */ event) => set('approve', event.target.checked, event.target.checked ? 'on' : 'off')} />${say('approve')}</label>
      <label class="check"><input type="checkbox" checked=${tried.events === true} onChange=${(/** @type {any} */ event) => set('events', event.target.checked, event.target.checked ? 'on' : 'off')} />${say('events')}</label>
    </form>
    <${Stage} example=${String(example)} />
    <${Edits} edits=${edits} />
  <//>`;
}

/** The page as OBS draws it, made small. */
function Stage({ example }) {
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    const box = /** @type {HTMLElement} */ (place.current);
    const fit = () => {
      const scale = box.clientWidth / 1920;
      box.style.height = `${1080 * scale}px`;
      /** @type {HTMLElement} */ (box.firstElementChild).style.transform = `scale(${scale})`;
    };
    const observer = new ResizeObserver(fit);
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  return html`<div class="stage" ref=${place}><iframe title=${say('preview')} src=${`/overlay/preview#${example}`}></iframe></div>`;
}

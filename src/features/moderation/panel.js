import { useEffect, useState } from 'preact/hooks';
import { every } from '/app/api.js';
import { previewOf, Would } from '/app/preview.js';
import { Card, Edits, html, isSure, shownName, useFeature } from '/app/ui.js';
import { dateTime, duration, number, t, wordsOf } from '/app/words.js';

const say = wordsOf({
  title: ['Filtres du chat', 'Filters of chat'],
  about: [
    'Les limites et les étapes se règlent dans la section moderation de config.yaml. Les modérateurs et le streamer ne sont jamais touchés.',
    'Limits and steps are set in the section moderation of config.yaml. Moderators and the broadcaster are never touched.',
  ],
  dry: [
    'À blanc : noter ce que la modération ferait, sans rien faire',
    'Dry run: note what moderation would do, and do nothing',
  ],
  words: ['Mots interdits', 'Banned words'],
  links: ['Liens', 'Links'],
  lookalikes: ['Raid de comptes', 'Account raids'],
  symbols: ['Symboles', 'Symbols'],
  caps: ['Majuscules', 'Capitals'],
  emotes: ['Emotes', 'Emotes'],
  length: ['Longueur', 'Length'],
  mentions: ['Mentions', 'Mentions'],
  repeated: ['Répétitions', 'Repetition'],
  flood: ['Flood', 'Flood'],
  on: ['Activer', 'Turn on'],
  off: ['Éteindre', 'Turn off'],
  isOff: ['éteint', 'off'],
  usual: ['Comme dans config.yaml', 'As in config.yaml'],
  except: ['sauf {roles}', 'but for {roles}'],
  subscriber: ['abonnés', 'subscribers'],
  vip: ['VIP', 'VIPs'],
  delete: ['effacer', 'delete'],
  warn: ['avertir', 'warn'],
  timeout: ['exclure {time}', 'time out {time}'],
  ban: ['bannir', 'ban'],
  pardoned: ['pardon', 'pardon'],
  lift: ['exclusion levée', 'timeout ended'],
  tryIt: ['Essayer une ligne', 'Try a line'],
  aLine: ['Ce qu’un viewer écrirait', 'What a viewer would write'],
  look: ['Regarder', 'Look'],
  ownWords: ['Mots de la chaîne', 'Words of the channel'],
  newWord: ['Mot, mot* ou /motif/', 'Word, word* or /pattern/'],
  more: ['et {n} dans config.yaml', 'and {n} in config.yaml'],
  ownHosts: ['Liens permis', 'Allowed links'],
  newHost: ['exemple.com', 'example.com'],
  log: ['Ce que la modération a fait', 'What moderation did'],
  nobody: ['quelqu’un', 'somebody'],
  isDry: ['à blanc', 'dry run'],
  refused: ['refusé', 'refused'],
  lost: ['peut-être fait', 'maybe done'],
  pardon: ['Lever et pardonner', 'End and pardon'],
  'limit.accounts': ['comptes', 'accounts'],
  'limit.within': ['secondes', 'seconds'],
  'limit.letters': ['lettres au moins', 'letters at least'],
  'limit.signs': ['signes au moins', 'signs at least'],
  'limit.share': ['%', '%'],
  'limit.run': ['de suite', 'in a row'],
  'limit.most': ['au plus', 'at most'],
  'limit.times': ['fois', 'times'],
  'limit.alike': ['% de ressemblance', '% alike'],
  'limit.words': ['fois le même mot', 'times one word'],
  'limit.lines': ['lignes', 'lines'],
  sure: [
    'Lever l’exclusion de {name} et oublier ses avertissements ?',
    'End the timeout of {name} and forget the strikes?',
  ],
});

/** @param {string | number} step */
const stepName = (step) =>
  typeof step === 'number' ? say('timeout').replace('{time}', duration(step * 1_000)) : say(step);

/** @param {Readonly<Record<string, number>>} limits */
const limitsOf = (limits) =>
  Object.entries(limits)
    .map(([key, value]) => `${number(value)} ${say(`limit.${key}`)}`)
    .join(' · ');

export function Screen() {
  const [data, again, save] = useFeature('moderation');
  useEffect(() => every(10_000, again), []);
  if (!data) return html`<p class="soft">${t('loading')}</p>`;
  /** @param {string} args */
  const change = (args) => save('filter', args);
  return html`<div class="stack">
    ${data.log.length > 0 && html`<${Log} log=${data.log} save=${save} />`}
    <${Filters} data=${data} change=${change} />
    <${Try} />
    <${List} id="words" title=${say('ownWords')} hint=${say('newWord')} verbs=${['words add', 'words del']} list=${data.words.own} more=${data.words.config} change=${change} />
    <${List} id="hosts" title=${say('ownHosts')} hint=${say('newHost')} verbs=${['links allow', 'links deny']} list=${data.hosts.own} more=${data.hosts.config.length} change=${change} />
  </div>`;
}

/** @param {any} props */
function Filters({ data, change }) {
  return html`<${Card} title=${say('title')} id="title">
    <p class="soft">${say('about')}</p>
    <label class="check"><input type="checkbox" checked=${data.isDry} onChange=${(/** @type {any} */ event) => change(`dry ${event.target.checked ? 'on' : 'off'}`)} />${say('dry')}</label>
    <ul>${data.filters.map(
      (
        /** @type {any} */ { name, on, isHere, limits, strikes, exempt },
      ) => html`<li class=${`thing ${on ? '' : 'off'}`} key=${name}>
        <p><strong>${say(name)}</strong> ${!on && html`<span class="tag wait">${say('isOff')}</span>`}
          <span class="soft small"> ${limitsOf(limits)}</span></p>
        <p class="soft small">${strikes.map(stepName).join(' → ')}${exempt.length > 0 ? ` · ${say('except').replace('{roles}', exempt.map(say).join(', '))}` : ''}</p>
        <div class="hands">
          <button class="button small" onClick=${() => change(`${name} ${on ? 'off' : 'on'}`)} aria-label=${`${say(on ? 'off' : 'on')} ${say(name)}`}>${say(on ? 'off' : 'on')}</button>
          ${isHere && html`<button class="button small" onClick=${() => change(`${name} usual`)} aria-label=${`${say('usual')} ${say(name)}`}>${say('usual')}</button>`}
        </div>
      </li>`,
    )}</ul>
    <${Edits} edits=${data.edits} />
  <//>`;
}

/** A line that somebody could write, and what is found in it. */
function Try() {
  const [said, show] = useState(/** @type {any} */ (null));
  const look = async (/** @type {any} */ event) => {
    event.preventDefault();
    show(await previewOf('moderation', String(new FormData(event.target).get('line'))));
  };
  return html`<${Card} title=${say('tryIt')} id="try">
    <form class="row" onSubmit=${look}>
      <input name="line" required maxlength="500" aria-label=${say('aLine')} placeholder=${say('aLine')} />
      <button class="button">${say('look')}</button>
    </form>
    ${said && html`<${Would} said=${said} />`}
  <//>`;
}

/** @param {any} props */
function List({ id, title, hint, verbs, list, more, change }) {
  const add = async (/** @type {any} */ event) => {
    event.preventDefault();
    const form = event.target;
    if (await change(`${verbs[0]} ${new FormData(form).get('item')}`)) form.reset();
  };
  return html`<${Card} title=${title} id=${id}>
    <ul class="list">${list.map(
      (/** @type {string} */ item) => html`<li key=${item}><p>${item}</p>
        <button class="button small" onClick=${() => change(`${verbs[1]} ${item}`)} aria-label=${`${t('delete')} ${item}`}>${t('delete')}</button></li>`,
    )}</ul>
    ${more > 0 && html`<p class="soft small">${say('more').replace('{n}', number(more))}</p>`}
    <form class="row" onSubmit=${add}>
      <input name="item" required maxlength="200" aria-label=${`${title} : ${hint}`} placeholder=${hint} />
      <button class="button">${t('add')}</button>
    </form>
  <//>`;
}

const liftable = new Set(['timeout', 'ban']);

/** @param {any} props */
function Log({ log, save }) {
  const pardon = async (/** @type {string} */ login) => {
    if (await isSure(say('sure').replace('{name}', login), say('pardon'))) await save('pardon', login);
  };
  return html`<${Card} title=${say('log')} id="log">
    <ul>${log.map(
      (
        /** @type {any} */ { at, login, rule, detail, act, seconds, result, reason },
      ) => html`<li class="thing" key=${`${at} ${login} ${act}`}>
        <p><strong>${login === '' ? say('nobody') : shownName(login)}</strong>
          ${' '}<span class="tag">${act === 'timeout' ? stepName(seconds) : say(act)}</span>
          ${result !== 'done' && html` <span class="tag wait">${say(result === 'dry run' ? 'isDry' : result)}</span>`}</p>
        <p class="soft small">${dateTime(at)} · ${rule === 'pardon' ? say('pardoned') : say(rule)}${detail ? ` : ${detail}` : ''}${reason ? ` · ${reason}` : ''}</p>
        <div class="hands">${
          login !== '' &&
          liftable.has(act) &&
          result === 'done' &&
          html`<button class="button small" onClick=${() => pardon(login)} aria-label=${`${say('pardon')} ${shownName(login)}`}>${say('pardon')}</button>`
        }</div>
      </li>`,
    )}</ul>
  <//>`;
}

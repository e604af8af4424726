import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api, channel, may } from './api.js';
import { attempt, Card, html, isSure, Said, tell } from './ui.js';
import { duration, language, money, named, number, t, told, wordsOf } from './words.js';

const say = wordsOf({
  title: ['Demander comme un viewer', 'Ask as a viewer'],
  about: [
    'La question fait tout le chemin, jusqu’au filtre. Rien ne part dans le chat, rien n’est retenu ; un modèle payant coûte comme d’habitude.',
    'The question goes the whole way, up to the gate. Nothing goes to chat, nothing is stored; a paid model costs what it costs.',
  ],
  question: ['Question', 'Question'],
  example: ['quelle est la capitale du Portugal ?', 'what is the capital of Portugal?'],
  as: ['Comme', 'As'],
  ask: ['Demander', 'Ask'],
  asking: ['Le bot cherche…', 'The bot is looking…'],
  reads: ['Ce que le chat lirait', 'What chat would read'],
  silent: ['Rien : le bot se tairait.', 'Nothing: the bot would stay silent.'],
  way: ['Le chemin', 'The way'],
  routed: ['Aiguillage', 'Router'],
  toSource: ['Vers {route}, à propos de « {subject} »', 'To {route}, about “{subject}”'],
  toModel: ['Vers un modèle : ce n’est pas une question de fait', 'To a model: it is no question of fact'],
  sure: ['sûr à {n} %', '{n}% sure'],
  light: ['petit modèle d’abord', 'small model first'],
  heavy: ['modèles dans l’ordre', 'models in their order'],
  looked: ['Source', 'Source'],
  direct: ['C’est la réponse, mot pour mot, sans modèle.', 'It is the answer, word for word, without a model.'],
  grounds: ['Un modèle répond à partir de ce texte.', 'A model answers from this text.'],
  several: ['Plusieurs choses portent ce nom : {text}', 'Several things have that name: {text}'],
  nothingFound: ['{route} n’a rien là-dessus.', '{route} has nothing on it.'],
  nothingKnown: ['Aucune source n’a rien là-dessus.', 'No source has anything on it.'],
  unreachable: ['{route} ne répond pas : {text}', '{route} does not answer: {text}'],
  unasked: ['Aucune source n’a été interrogée.', 'No source was asked.'],
  prompted: ['Consigne', 'Prompt'],
  messages: ['{n} messages, {c} caractères', '{n} messages, {c} characters'],
  called: ['Modèle', 'Model'],
  answeredIn: ['{name} répond en {s}', '{name} answers in {s}'],
  failedIn: ['{name} échoue après {s}', '{name} fails after {s}'],
  cached: ['Cache', 'Cache'],
  fromCache: [
    'La même question a déjà eu cette réponse : aucun modèle n’est demandé.',
    'The same question had this answer before: no model is asked.',
  ],
  stale: ['Rien de mieux n’est venu : une ancienne réponse sert.', 'Nothing better came: an old answer is used.'],
  checked: ['Relecture', 'Check'],
  guessed: ['Une année que rien ne confirme a été retirée.', 'A year that nothing confirms was taken out.'],
  allGuessed: ['Il ne restait que des suppositions.', 'Nothing but guesses was left.'],
  gate: ['Filtre', 'Gate'],
  passes: ['Laisse passer tel quel.', 'Lets it through as it is.'],
  changes: ['Laisse passer, changé ainsi :', 'Lets it through, changed like this:'],
  holds: [
    'Retient la réponse, et dit une phrase à la place. Règle : {rule}',
    'Holds the answer back, and says a phrase instead. Rule: {rule}',
  ],
  waited: ['{s} dans la file', '{s} in the queue'],
  persona: ['Personnalité', 'Persona'],
  personaAbout: ['Comment le bot parle dans cette chaîne.', 'How the bot talks in this channel.'],
  usual: ['Comme d’habitude', 'As usual'],
  prompts: ['Consignes des modèles', 'Prompts of the models'],
  promptsAbout: ['À lire seulement : elles sont dans config/prompts.', 'Read-only: they are in config/prompts.'],
  caches: ['Caches', 'Caches'],
  cachesAbout: [
    'Une réponse du cache ne coûte rien et n’attend pas.',
    'An answer from a cache costs nothing and waits for nothing.',
  ],
  cache: ['Cache', 'Cache'],
  entries: ['Entrées', 'Entries'],
  size: ['Taille', 'Size'],
  rate: ['Servi par le cache', 'Served from it'],
  empty: ['Vider', 'Empty'],
  emptySure: [
    'Vider le cache « {name} » ? Les prochaines réponses coûteront à nouveau.',
    'Empty the cache “{name}”? The next answers will cost again.',
  ],
  facts: ['Ce que le bot a appris de vous', 'What you taught the bot'],
  'cache.answers': ['Réponses des modèles', 'Answers of models'],
  'cache.wikipedia': ['Wikipédia', 'Wikipedia'],
  'cache.wikidata': ['Wikidata', 'Wikidata'],
  'cache.igdb': ['IGDB', 'IGDB'],
  'cache.weather': ['Météo', 'Weather'],
  'cache.places': ['Lieux', 'Places'],
  'cache.rates': ['Cours des monnaies', 'Exchange rates'],
  'cache.translations': ['Traductions', 'Translations'],
});
/** @param {string} key @param {Readonly<Record<string, string | number>>} values */
const fill = (key, values) => say(key).replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
const cacheName = (/** @type {string} */ name) => {
  const known = say(`cache.${name}`);
  return known === `cache.${name}` ? name : known;
};

export function Screen() {
  const read = useSignal(/** @type {any} */ (null));
  const at = channel.value;
  const again = async () => {
    const now = await attempt(() => api('GET', `channels/${at}/answers`));
    if (now) read.value = now;
  };
  useEffect(() => {
    read.value = null;
    if (may('broadcaster')) void again();
  }, [at]);
  if (!may('broadcaster')) return html`<${Card}><p class="soft">${t('only.broadcaster')}</p><//>`;
  return html`<div class="stack">
    <${Ask} key=${at} />
    ${
      read.value &&
      html`<div class="columns"><${Personas} read=${read.value} again=${again} /><${Caches} caches=${read.value.caches} again=${again} /></div>
      <${Texts} id="prompts" title=${say('prompts')} about=${say('promptsAbout')} all=${read.value.prompts} />`
    }
  </div>`;
}

function Ask() {
  const isBusy = useSignal(false);
  const told = useSignal(/** @type {any} */ (null));
  const ask = async (/** @type {any} */ event) => {
    event.preventDefault();
    const { question, role } = Object.fromEntries(new FormData(event.target));
    isBusy.value = true;
    const answer = await attempt(() => api('POST', `channels/${channel.value}/ask`, { question, role }));
    isBusy.value = false;
    if (answer) told.value = { ...answer, question };
  };
  return html`<${Card} title=${say('title')} id="ask">
    <p class="soft">${say('about')}</p>
    <form class="asking" onSubmit=${ask}>
      <label>${say('question')}<input name="question" required maxlength="480" autocomplete="off" placeholder=${say('example')} /></label>
      <label>${say('as')}<select name="role">${['viewer', 'subscriber', 'vip', 'moderator'].map((role) => html`<option value=${role}>${t(`role.${role}`)}</option>`)}</select></label>
      <button class="button primary" disabled=${isBusy.value}>${say('ask')}</button>
    </form>
    <div aria-live="polite">${isBusy.value ? html`<p class="soft">${say('asking')}</p>` : told.value && html`<${Told} told=${told.value} />`}</div>
  <//>`;
}

function Told({ told }) {
  const { question, ending, source, by, lines, rule, waits, ms, cents, steps, text } = told;
  const isPhrase = source === 'phrase';
  return html`<div class="told">
    <h3>${say('reads')}</h3>
    <${Said} question=${question} lines=${lines} none=${rule ? null : ending === 'refused' ? named('by', by) : say('silent')} />
    <p class="tags">
      <span class=${`tag ${isPhrase || rule ? 'wait' : ending}`}>${rule ? t('by.held_back') : t(`ending.${ending}`)}</span>
      ${source && html`<span class="tag">${named('source', source.replace(/^endpoint:/, ''))}</span>`}
      ${by && html`<span class="tag">${named('by', by)}</span>`}
      ${waits.slot >= 50 && html`<span class="tag figure">${fill('waited', { s: duration(waits.slot) })}</span>`}
      <span class="tag figure">${money(cents)}</span><span class="tag figure">${duration(ms)}</span>
    </p>
    <h3>${say('way')}</h3>
    <ol class="way">
      ${steps.map((/** @type {any} */ step, /** @type {number} */ i) => html`<${Step} key=${i} step=${step} />`)}
      ${text !== null && html`<${Gate} text=${text} lines=${lines} rule=${rule} />`}
    </ol>
  </div>`;
}

/** @param {{ title: string, at?: number, tone?: string, children?: any }} props */
const Stop = ({ title, at, tone = '', children }) => html`<li class=${tone}>
  <p class="stop"><strong>${title}</strong>${at !== undefined && html`<span class="soft small figure">${duration(at)}</span>`}</p>
  ${children}
</li>`;

function Step({ step }) {
  const { kind, at_ms: at } = step;
  const title = say(kind);
  if (kind === 'routed') {
    const { route, subject, confidence, tier } = step;
    return html`<${Stop} title=${title}>
      <p>${route === 'model' ? say('toModel') : fill('toSource', { route: named('source', route), subject })}</p>
      <p class="soft small">${fill('sure', { n: Math.round(confidence * 100) })} · ${say(tier)}</p>
    <//>`;
  }
  if (kind === 'looked') return html`<${Looked} step=${step} />`;
  if (kind === 'prompted') {
    const c = step.messages.reduce(
      (/** @type {number} */ sum, /** @type {any} */ { content }) => sum + content.length,
      0,
    );
    return html`<${Stop} title=${title} at=${at}>
      <details><summary>${fill('messages', { n: step.messages.length, c: number(c) })}</summary>
        ${step.messages.map((/** @type {any} */ { role, content }, /** @type {number} */ i) => html`<p class="soft small" key=${i}>${role}</p><pre class="text" tabindex="0">${content}</pre>`)}
      </details>
    <//>`;
  }
  if (kind === 'called') {
    const { endpoint, model, outcome, detail, ms } = step;
    const isOk = outcome === 'ok';
    return html`<${Stop} title=${title} at=${at} tone=${isOk ? '' : 'bad'}>
      <p>${fill(isOk ? 'answeredIn' : 'failedIn', { name: endpoint, s: duration(ms) })} <span class="soft small">${model}</span></p>
      ${!isOk && html`<p class="soft small">${named('outcome', outcome)}${detail && ` · ${told(detail)}`}</p>`}
    <//>`;
  }
  if (kind === 'cached')
    return html`<${Stop} title=${title} at=${at}><p>${say(step.stale ? 'stale' : 'fromCache')}</p><//>`;
  return html`<${Stop} title=${title} at=${at} tone="wait">
    <p>${say(step.after === null ? 'allGuessed' : 'guessed')}</p>
    <p class="change"><del>${step.before}</del>${step.after !== null && html`<ins>${step.after}</ins>`}</p>
  <//>`;
}

function Looked({ step: { found, source, title, text, direct, at_ms: at } }) {
  const route = source === null ? '' : named('source', source);
  const words = {
    fact: `${route}${title ? ` : ${title}` : ''}`,
    ambiguous: fill('several', { text: text ?? '' }),
    nothing: source === null ? say('nothingKnown') : fill('nothingFound', { route }),
    failed: fill('unreachable', { route, text: told(text ?? '') }),
    unasked: say('unasked'),
  };
  return html`<${Stop} title=${say('looked')} at=${at} tone=${found === 'failed' ? 'bad' : ''}>
    <p>${words[/** @type {keyof typeof words} */ (found)]}</p>
    ${found === 'fact' && html`<blockquote>${text}</blockquote><p class="soft small">${say(direct ? 'direct' : 'grounds')}</p>`}
  <//>`;
}

function Gate({ text, lines, rule }) {
  const left = lines.join(' ');
  const isSame = left === text.replace(/\s+/g, ' ').trim();
  return html`<${Stop} title=${say('gate')} tone=${rule ? 'bad' : isSame ? '' : 'wait'}>
    <p>${rule ? fill('holds', { rule: named('rule', rule) }) : say(isSame ? 'passes' : 'changes')}</p>
    ${(rule || !isSame) && html`<p class="change"><del>${text}</del>${!rule && html`<ins>${left}</ins>`}</p>`}
  <//>`;
}

function Personas({ read: { persona, personas }, again }) {
  const path = `channels/${channel.value}/commands`;
  const set = (/** @type {string} */ name) => api('POST', path, { command: 'persona', args: name || 'off' });
  const choose = async (/** @type {any} */ event) => {
    const before = persona ?? '';
    const done = await attempt(() => set(event.target.value));
    await again();
    if (!done) return;
    tell(done.said, {
      undo: async () => {
        await set(before);
        await again();
      },
    });
  };
  return html`<${Card} title=${say('persona')} id="persona">
    <form class="maker" onSubmit=${(/** @type {any} */ event) => event.preventDefault()}>
      <label>${say('personaAbout')}<select value=${persona ?? ''} onChange=${choose}>
        <option value="">${say('usual')}</option>
        ${personas.map((/** @type {any} */ { name }) => html`<option value=${name}>${name}</option>`)}
      </select></label>
    </form>
    ${personas.map((/** @type {any} */ { name, text }) => html`<details key=${name}><summary>${name}</summary><pre class="text" tabindex="0">${text}</pre></details>`)}
    <p><a href="#/fact">${say('facts')}</a></p>
  <//>`;
}

function Caches({ caches, again }) {
  const empty = async (/** @type {string} */ name) => {
    if (!(await isSure(fill('emptySure', { name: cacheName(name) }), say('empty')))) return;
    const done = await attempt(() =>
      api('POST', `channels/${channel.value}/commands`, { command: 'cacheclear', args: name }),
    );
    if (done) tell(done.said);
    await again();
  };
  return html`<${Card} title=${say('caches')} id="caches">
    <p class="soft">${say('cachesAbout')}</p>
    ${
      caches.length === 0
        ? html`<p class="soft">${t('nothing')}</p>`
        : html`<div class="table" tabindex="0" role="region" aria-labelledby="caches"><table>
      <thead><tr><th scope="col">${say('cache')}</th><th scope="col" class="figure">${say('entries')}</th><th scope="col" class="figure">${say('size')}</th><th scope="col" class="figure">${say('rate')}</th><th><span class="unseen">${say('empty')}</span></th></tr></thead>
      <tbody>${caches.map((/** @type {any} */ { name, entries, bytes, hits, stale, misses }) => {
        const asked = hits + stale + misses;
        return html`<tr key=${name}><th scope="row">${cacheName(name)}</th><td class="figure">${number(entries)}</td>
          <td class="figure">${number(bytes / 1_000, { maximumFractionDigits: bytes < 10_000 ? 1 : 0 })} ${language.value === 'fr' ? 'ko' : 'kB'}</td>
          <td class="figure">${asked === 0 ? '—' : number((hits + stale) / asked, { style: 'percent' })}</td>
          <td class="figure"><button class="button small" hidden=${entries === 0} onClick=${() => empty(name)} aria-label=${`${say('empty')} ${cacheName(name)}`}>${say('empty')}</button></td></tr>`;
      })}</tbody></table></div>`
    }
  <//>`;
}

/** @param {{ id: string, title: string, about: string, all: readonly { name: string, text: string }[] }} props */
const Texts = ({ id, title, about, all }) => html`<${Card} title=${title} id=${id}>
  <p class="soft">${about}</p>
  ${all.map(({ name, text }) => html`<details key=${name}><summary><code>${name}.md</code></summary><pre class="text" tabindex="0">${text}</pre></details>`)}
<//>`;

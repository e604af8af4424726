import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api, status } from './api.js';
import { attempt, Card, Dialog, Edits, html, shows, tell } from './ui.js';
import { dateTime, language, t } from './words.js';

/** Each setting: its key, its kind, and what it is called in French and in English. */
/** @type {readonly { title: [string, string], fields: readonly any[] }[]} */
const groups = [
  {
    title: ['Le bot', 'The bot'],
    fields: [
      ['bot.language', ['fr', 'en'], 'Langue du bot', 'The bot’s language'],
      ['bot.prefix', 'text', 'Préfixe des commandes', 'Prefix of commands'],
      ['llm.enabled', ['auto', true, false], 'Utiliser les modèles', 'Use models'],
      ['llm.fallback_mode', ['fun', 'silent', 'minimal'], 'Quand tout échoue', 'When everything fails'],
      ['llm.reply_deadline', 'number', 'Attente maximale (secondes)', 'Longest wait (seconds)'],
    ],
  },
  {
    title: ['Limites', 'Limits'],
    fields: [
      [
        'rate_limiting.user_cooldown',
        'number',
        'Secondes entre deux questions d’un viewer',
        'Seconds between a viewer’s questions',
      ],
      [
        'rate_limiting.max_requests_per_user_hour',
        'number',
        'Questions par viewer et par heure',
        'Questions per viewer and hour',
      ],
      [
        'rate_limiting.newcomers_per_hour',
        'number?',
        'Appels par heure pour les nouveaux comptes',
        'Calls an hour for new accounts',
      ],
      [
        'rate_limiting.light_cooldown',
        'number',
        'Commandes simples : secondes par viewer',
        'Light commands: seconds per viewer',
      ],
      [
        'rate_limiting.light_channel_cooldown',
        'number',
        'Commandes simples : secondes par chaîne',
        'Light commands: seconds per channel',
      ],
      ['rate_limiting.max_concurrent_users', 'number?tuned', 'Appels de modèle à la fois', 'Model calls at once'],
      ['rate_limiting.line.length', 'number', 'Places dans la file', 'Room in the queue'],
    ],
  },
  {
    title: ['Budget, en centimes par jour', 'Budget, in cents a day'],
    fields: [
      ['budget.day', 'number?', 'En tout', 'In all'],
      ['budget.channel', 'number?', 'Par chaîne', 'Per channel'],
      ['budget.viewer', 'number?', 'Par viewer', 'Per viewer'],
    ],
  },
  {
    title: ['Ce que le bot dit et entend', 'What the bot says and hears'],
    fields: [
      ['outbox.policy', ['family', 'standard', 'mature'], 'Niveau du filtre', 'Level of the filter'],
      ['links.allow', 'list', 'Domaines permis', 'Allowed domains'],
      ['bots.ignore', 'list', 'Comptes ignorés', 'Ignored accounts'],
    ],
  },
  {
    title: ['Ce tableau de bord', 'This dashboard'],
    fields: [
      [
        'web.words',
        'number',
        'Minutes pendant lesquelles le fil montre les mots des viewers',
        'Minutes that the feed shows viewers’ words',
      ],
      [
        'web.moderators',
        ['feed', 'pause', 'change'],
        'Ce que les modérateurs peuvent',
        'What moderators may do',
        'several',
      ],
      ['log.level', ['trace', 'debug', 'info', 'warn', 'error'], 'Détail du journal', 'Detail of the log'],
    ],
  },
];
/** @type {Readonly<Record<string, readonly [string, string]>>} */
const choices = {
  fr: ['Français', 'French'],
  en: ['Anglais', 'English'],
  auto: ['Automatique', 'Automatic'],
  true: ['Toujours', 'Always'],
  false: ['Jamais', 'Never'],
  fun: ['Une phrase drôle', 'A funny phrase'],
  silent: ['Se taire', 'Stay silent'],
  minimal: ['Une phrase sobre', 'A plain phrase'],
  family: ['Familial', 'Family'],
  standard: ['Normal', 'Standard'],
  mature: ['Adulte', 'Mature'],
  feed: ['Voir le fil', 'See the feed'],
  pause: ['Mettre en pause', 'Pause'],
  change: ['Changer ce qu’ils changent dans le chat', 'Change what they change in chat'],
};
/** @param {readonly [string, string]} both */
const own = (both) => both[language.value === 'fr' ? 0 : 1];
/** @param {unknown} value */
const choice = (value) => (choices[String(value)] ? own(/** @type {any} */ (choices[String(value)])) : String(value));

export function Screen() {
  return html`<div class="stack">${status.value.visitor.operator && html`<${Config} />`}<${Sessions} /></div>`;
}

function Config() {
  const read = useSignal(/** @type {any} */ (null));
  const changed = useSignal(/** @type {Record<string, unknown>} */ ({}));
  const review = useSignal(/** @type {any} */ (null));
  const look = async () => {
    const now = await attempt(() => api('GET', 'settings'));
    if (now) read.value = now;
  };
  useEffect(() => void look(), []);
  if (!read.value) return html`<p class="soft">${t('loading')}</p>`;
  const { values, undoable, writable, edits } = read.value;
  const changes = () => Object.entries(changed.value).map(([key, value]) => ({ key, value }));
  /** @param {string} key @param {unknown} value */
  const set = (key, value) => {
    const { [key]: _, ...others } = changed.value;
    changed.value = JSON.stringify(value) === JSON.stringify(values[key]) ? others : { ...others, [key]: value };
  };
  const show = async (/** @type {any} */ event) => {
    event.preventDefault();
    if (changes().length === 0) return tell(t('settings.unchanged'));
    const made = await attempt(() => api('POST', 'settings/preview', { changes: changes() }));
    if (made) review.value = made;
  };
  const undo = async () => {
    if ((await attempt(() => api('POST', 'settings/undo'))) === null) return;
    tell(t('settings.undone'));
    await later();
  };
  /** The bot reads the file again within a second. */
  const later = async () => {
    const before = JSON.stringify(values);
    for (let i = 0; i < 8 && JSON.stringify(read.value.values) === before; i++) {
      await new Promise((resolve) => setTimeout(resolve, 400));
      await look();
    }
    changed.value = {};
  };
  const save = async () => {
    const made = await attempt(() => api('PUT', 'settings', { changes: changes() }));
    if (!made) return;
    review.value = null;
    tell(t('settings.saved'), { undo: async () => void (await undo()) });
    await later();
  };
  return html`<form class="stack" onSubmit=${show}>
    <p class="soft">${t('settings.about')}</p>
    ${groups.map(
      ({ title, fields }, i) => html`<${Card} title=${own(title)} id=${`settings-${i}`} key=${i}>
        <div class="grid">${fields.map(
          ([
            key,
            kind,
            fr,
            en,
            several,
          ]) => html`<${Field} key=${key} name=${key} kind=${kind} several=${several} label=${own([fr, en])}
          value=${Object.hasOwn(changed.value, key) ? changed.value[key] : values[key]} isChanged=${Object.hasOwn(changed.value, key)} onValue=${(/** @type {unknown} */ value) => set(key, value)} />`,
        )}</div>
      <//>`,
    )}
    <div class="bar">
      <button class="button primary" disabled=${!writable}>${t('settings.review')}${changes().length > 0 ? ` (${changes().length})` : ''}</button>
      ${undoable > 0 && html`<button class="button" type="button" onClick=${undo}>${t('undo')}</button>`}
    </div>
    <${Edits} edits=${edits} />
    ${
      review.value &&
      html`<${Dialog} title=${t('settings.diff')} onClose=${() => {
        review.value = null;
      }}>
      <pre class="diff" tabindex="0">${review.value.diff.map((/** @type {any} */ { sign, text }) => html`<span class=${sign === '+' ? 'plus' : 'minus'}>${sign} ${text}${'\n'}</span>`)}</pre>
      ${review.value.restart.length > 0 && html`<p class="soft">${t('settings.restart', { keys: review.value.restart.join(', ') })}</p>`}
      <footer><button class="button" type="button" onClick=${() => {
        review.value = null;
      }}>${t('cancel')}</button><button class="button primary" type="button" onClick=${save}>${t('save')}</button></footer>
    <//>`
    }
  </form>`;
}

/** @param {{ name: string, kind: any, several?: string, label: string, value: any, isChanged: boolean, onValue: (value: unknown) => void }} props */
function Field({ name, kind, several, label, value, isChanged, onValue }) {
  const id = name.replaceAll('.', '-');
  const mark = isChanged ? 'field changed' : 'field';
  if (several) {
    return html`<fieldset class=${mark}><legend>${label}</legend>${kind.map(
      (/** @type {string} */ each) =>
        html`<label class="check"><input type="checkbox" checked=${value.includes(each)} onChange=${(
          /** @type {any} */ event,
        ) =>
          onValue(
            kind.filter((/** @type {string} */ one) => (one === each ? event.target.checked : value.includes(one))),
          )} />${choice(each)}</label>`,
    )}</fieldset>`;
  }
  const input = () => {
    if (Array.isArray(kind)) {
      return html`<select id=${id} value=${String(value)} onChange=${(/** @type {any} */ event) => onValue(kind.find((/** @type {unknown} */ each) => String(each) === event.target.value))}>
        ${kind.map((/** @type {unknown} */ each) => html`<option value=${String(each)}>${choice(each)}</option>`)}</select>`;
    }
    if (kind === 'list') {
      return html`<textarea id=${id} rows="4" aria-describedby=${`${id}-help`} ref=${shows(value.join('\n'))} onChange=${(
        /** @type {any} */ event,
      ) =>
        onValue(
          event.target.value.split(/\s+/).filter(Boolean),
        )}></textarea><small id=${`${id}-help`} class="soft">${t('settings.list')}</small>`;
    }
    if (kind === 'text')
      return html`<input id=${id} ref=${shows(value)} maxlength="5" required onChange=${(/** @type {any} */ event) => onValue(event.target.value)} />`;
    const none = { 'number?': t('settings.none'), 'number?tuned': t('settings.tuned') }[/** @type {string} */ (kind)];
    return html`<input id=${id} type="number" min="0" step="any" required=${none === undefined} placeholder=${none ?? ''} ref=${shows(value)}
      onChange=${(/** @type {any} */ event) => onValue(event.target.value === '' ? null : event.target.valueAsNumber)} />`;
  };
  return html`<div class=${mark}><label for=${id}>${label}</label>${input()}<code class="soft">${name}</code></div>`;
}

function Sessions() {
  const all = useSignal(/** @type {readonly any[]} */ ([]));
  const look = async () => {
    const read = await attempt(() => api('GET', 'sessions'));
    if (read) all.value = read.sessions;
  };
  useEffect(() => void look(), []);
  const end = async (/** @type {string} */ id) => {
    if ((await attempt(() => api('DELETE', `sessions/${id}`))) === null) return;
    tell(t('sessions.ended'));
    await look();
  };
  return html`<${Card} title=${t('sessions.title')} id="sessions">
    ${!status.value.visitor.operator && html`<p class="soft small">${t('settings.operator')}</p>`}
    <ul class="list">${all.value.map(
      ({ id, login, agent, seen_at, current }) => html`<li key=${id}>
        <p><strong>${login === 'operator' ? t('role.operator') : login}</strong> <span class="soft small">${browserOf(agent)}</span></p>
        <span class="soft small">${current ? t('sessions.this') : t('sessions.seen', { when: dateTime(seen_at) })}</span>
        <button class="button small" onClick=${() => end(id)} aria-label=${`${t('sessions.end')} ${login}`}>${t('sessions.end')}</button>
      </li>`,
    )}</ul>
  <//>`;
}

/** "Firefox, Android", of what a browser calls itself. @param {string} agent */
function browserOf(agent) {
  const browser = /(Firefox|Edg|OPR|Chrome|Safari)/.exec(agent)?.[1] ?? '';
  const system = /(Android|iPhone|iPad|Windows|Mac OS X|Linux)/.exec(agent)?.[1] ?? '';
  return [browser.replace('Edg', 'Edge').replace('OPR', 'Opera'), system].filter(Boolean).join(', ');
}

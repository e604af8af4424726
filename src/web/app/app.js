// The dashboard: what stands around its screens. Each screen but the first is loaded when somebody opens it.
import { effect, signal } from '@preact/signals';
import { render } from 'preact';
import { channel, every, isOffline, look, status } from './api.js';
import { Live } from './live.js';
import { hidesNames, html, Icon, Question, Toasts } from './ui.js';
import { language, named, t } from './words.js';

/** Those that most people look for come first. */
const ofFeatures = ['commands', 'timers', 'quotes', 'counters', 'fact'];
/** @type {Record<string, () => Promise<Record<string, any>>>} */
const screens = {
  live: async () => ({ Screen: Live }),
  answers: () => import('./answers.js'),
  models: () => import('./models.js'),
  spend: () => import('./spend.js'),
  settings: () => import('./settings.js'),
  privacy: () => import('./privacy.js'),
};

const place = signal(location.hash.slice(2) || 'live');
/** @type {import('@preact/signals').Signal<{ of: string, Screen: any } | null>} */
const shown = signal({ of: 'live', Screen: Live });
const theme = signal(localStorage.getItem('theme') ?? 'auto');

const mine = () => status.value?.channels.find((/** @type {any} */ each) => each.name === channel.value);
const isMoney = () => mine()?.role !== 'moderator';

/** What this visitor has a use for. */
function places() {
  const { visitor, panels = [], chat_page } = status.value ?? {};
  const all = mine()?.may.includes('broadcaster') ? ['live', 'answers', 'models'] : ['live', 'models'];
  if (mine()?.may.includes('change')) {
    const names = panels.map((/** @type {any} */ { name }) => name);
    const known = ofFeatures.filter((name) => names.includes(name));
    all.push(...known, ...names.filter((/** @type {string} */ name) => !known.includes(name)));
  }
  if (isMoney()) all.push('spend');
  all.push('settings');
  if (visitor?.operator) all.push('privacy');
  if (chat_page) all.push('chat');
  return all;
}
const inBar = 3;

/** What a screen is called: a feature says it of its own. @param {string} to @param {'title' | 'nav'} [where] */
function titleOf(to, where = 'title') {
  const panel = status.value?.panels.find((/** @type {any} */ { name }) => name === to);
  return panel?.[language.value] ?? named(where, to);
}

function Link({ to }) {
  const isHere = place.value === to;
  return html`<a href=${to === 'chat' ? '/chat' : `#/${to}`} aria-current=${isHere ? 'page' : undefined}>
    <${Icon} name=${to} /><span>${titleOf(to, 'nav')}</span>
  </a>`;
}

function Choice({ label, value, options, onChange }) {
  return html`<label class="choice"><span>${label}</span
    ><select value=${value} onChange=${(/** @type {any} */ event) => onChange(event.target.value)}>
      ${options.map(([id, text]) => html`<option value=${id}>${text}</option>`)}
    </select></label>`;
}

function Nav() {
  const all = places();
  const names = status.value?.channels ?? [];
  return html`<nav aria-label=${t('nav.main')}>
    <a class="brand" href="#/live"><img src="/app/logo.svg" alt="" width="32" height="32" /><strong>SerdaBot</strong></a>
    ${
      names.length > 1 &&
      html`<div class="which"><${Choice} label=${t('channel')} value=${channel.value}
        options=${names.map(({ name }) => [name, `#${name}`])}
        onChange=${(/** @type {string} */ to) => {
          channel.value = to;
        }} /></div>`
    }
    <div class="places">${all.map((to, i) => html`<div class=${i < inBar ? '' : 'beyond'} key=${to}><${Link} to=${to} /></div>`)}</div>
    <button class="more" popovertarget="more"><${Icon} name="more" /><span>${t('nav.more')}</span></button>
    <div id="more" popover class="card" onClick=${(/** @type {any} */ event) => event.target.closest('a') && event.currentTarget.hidePopover()}>
      ${all.slice(inBar).map((to) => html`<${Link} to=${to} key=${to} />`)}
      <${Preferences} />
    </div>
    <div class="bottom"><${Preferences} /></div>
  </nav>`;
}

function Preferences() {
  const { visitor } = status.value ?? {};
  return html`<div class="preferences">
    <label class="check"><input type="checkbox" checked=${hidesNames.value} onChange=${() => {
      hidesNames.value = !hidesNames.value;
    }} />${t('names')}</label>
    <${Choice} label=${t('theme')} value=${theme.value} options=${['auto', 'dark', 'light'].map((id) => [id, t(`theme.${id}`)])}
      onChange=${(/** @type {string} */ to) => {
        theme.value = to;
      }} />
    <${Choice} label=${t('language')} value=${language.value} options=${[
      ['fr', 'Français'],
      ['en', 'English'],
    ]} onChange=${(/** @type {'fr' | 'en'} */ to) => {
      language.value = to;
    }} />
    ${
      visitor &&
      html`<p class="soft small">${t('signedin', { name: visitor.operator && visitor.login === 'operator' ? t('role.operator') : visitor.name })}</p>
      <button class="button quiet" onClick=${signOut}>${t('signout')}</button>`
    }
  </div>`;
}

async function signOut() {
  await fetch('/sign-in/out', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' });
  location.replace('/');
}

function App() {
  const now = shown.value;
  return html`<a class="skip" href="#main">${t('nav.skip')}</a>
    <${Nav} />
    <main id="main" tabindex="-1">
      ${isOffline.value && html`<p class="banner bad" role="alert">${t('offline')}</p>`}
      <h1 class=${place.value === 'live' ? 'unseen' : ''}>${titleOf(place.value)}</h1>
      ${status.value === null || now?.of !== place.value ? html`<p class="soft">${t('loading')}</p>` : html`<${now.Screen} key=${now.of} />`}
    </main>
    <${Toasts} /><${Question} />`;
}

async function open() {
  const to = place.value;
  if (shown.peek()?.of === to) return;
  const isScreen = Object.hasOwn(screens, to);
  if (!isScreen && !status.peek()?.panels.some((/** @type {any} */ { name }) => name === to)) {
    if (status.peek()) location.hash = '#/live';
    return;
  }
  const load = isScreen ? screens[to] : () => import(`/panels/${to}.js`);
  const { Screen } = await /** @type {() => Promise<Record<string, any>>} */ (load)();
  if (place.value === to) shown.value = { of: to, Screen };
}

addEventListener('hashchange', () => {
  if (!location.hash.startsWith('#/')) return;
  place.value = location.hash.slice(2) || 'live';
  document.getElementById('main')?.focus();
});
effect(() => {
  document.documentElement.lang = language.value;
  localStorage.setItem('language', language.value);
});
effect(() => {
  document.documentElement.dataset['theme'] = theme.value;
  localStorage.setItem('theme', theme.value);
});
effect(() => localStorage.setItem('names', hidesNames.value ? 'hidden' : 'shown'));
effect(() => {
  document.title = `${titleOf(place.value)} · SerdaBot`;
});
effect(() => {
  // Also once it is known which panels there are.
  void status.value;
  void place.value;
  void open();
});

const root = document.createElement('div');
root.id = 'app';
document.body.append(root);
render(html`<${App} />`, root);
every(2_000, look);

// The page in front of the dashboard: with Twitch, with the link of the first run, or with the admin token.

import { inFrench } from './told.js';

const words = {
  fr: {
    hello: 'Connectez-vous pour voir ce que fait le bot.',
    twitch: 'Se connecter avec Twitch',
    token: 'Jeton d’administration',
    enter: 'Entrer',
    tokenHelp: 'La valeur de SERDABOT_ADMIN_TOKEN, pour qui gère le bot.',
    terminal: 'Premier démarrage ? Le terminal du bot affiche un lien, valable une fois pendant dix minutes.',
    coming: 'Un instant…',
    failed: 'Le bot ne répond pas. Réessayez dans un moment.',
  },
  en: {
    hello: 'Sign in to see what the bot is doing.',
    twitch: 'Sign in with Twitch',
    token: 'Admin token',
    enter: 'Enter',
    tokenHelp: 'The value of SERDABOT_ADMIN_TOKEN, for whoever runs the bot.',
    terminal: 'First run? The bot’s terminal shows a link that works once, for ten minutes.',
    coming: 'One moment…',
    failed: 'The bot does not answer. Try again in a moment.',
  },
};

/** @param {string} id */
const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {'fr' | 'en'} language */
function speak(language) {
  const say = words[language];
  document.documentElement.lang = language;
  at('hello').textContent = say.hello;
  at('twitch').textContent = say.twitch;
  at('token-label').textContent = say.token;
  at('enter').textContent = say.enter;
  at('token-help').textContent = say.tokenHelp;
  at('terminal').textContent = say.terminal;
  return say;
}

/** @param {string} text */
function complain(text) {
  at('problem').textContent = say === words.fr ? inFrench(text) : text;
  at('problem').hidden = false;
}

/** @param {string} path @param {unknown} body */
async function send(path, body) {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (response.ok) return location.replace('/');
    complain((await response.json()).error);
  } catch {
    complain(say.failed);
  }
}

const chosen = localStorage.getItem('language') ?? (navigator.language.startsWith('fr') ? 'fr' : 'en');
const say = speak(chosen === 'en' ? 'en' : 'fr');

// What came in the address is used once, and is not left in the history.
const sent = new URLSearchParams(location.hash.slice(1));
const isBack = location.pathname === '/sign-in/return';
if (location.pathname !== '/') history.replaceState(null, '', '/');

if (isBack && sent.has('id_token')) {
  at('hello').textContent = say.coming;
  const { id_token = '', access_token = '', state = '' } = Object.fromEntries(sent);
  void send('/sign-in/twitch', { id_token, access_token, state });
} else if (sent.has('code')) {
  at('hello').textContent = say.coming;
  void send('/sign-in/secret', { code: sent.get('code') });
} else if (isBack) {
  complain(sent.get('error_description') ?? sent.get('error') ?? say.failed);
}

at('by-token').addEventListener('submit', (event) => {
  event.preventDefault();
  const field = /** @type {HTMLInputElement} */ (at('token'));
  void send('/sign-in/secret', { token: field.value });
  field.value = '';
});

void fetch('/sign-in/ways')
  .then((response) => response.json())
  .then((/** @type {{ twitch: boolean }} */ ways) => {
    at('twitch').hidden = !ways.twitch;
  })
  .catch(() => complain(say.failed));

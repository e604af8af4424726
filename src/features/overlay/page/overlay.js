// For the browser of OBS 28 and later, Chrome 103. Every text here is a stranger's: it becomes text, never markup.

const themes = ['plate', 'light', 'neon'];
/** How many cards are there at once. */
const room = { lower: 1, side: 3, banner: 1 };
const mostQueued = 5;
const leastMs = 6000;
const mostMs = 20000;
/** Letters that are read in a second. */
const readingSpeed = 15;
const leavingMs = 400;
/** The bot says that it is there every 30 s. */
const silentMs = 75000;
const longestWaitMs = 30000;

const root = document.documentElement;
const place = document.getElementById('cards');
/** By id, oldest first. */
const shown = new Map();
let queue = [];

function setLook({ theme, layout }) {
  root.dataset.theme = themes.includes(theme) ? theme : 'plate';
  root.dataset.layout = layout in room ? layout : 'lower';
  next();
}

function withText(name, className, text) {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = text;
  return element;
}

function fill(element, { asker, question, answer, source }) {
  const asked = withText('p', 'question', '');
  asked.append(withText('span', 'asker', String(asker)), String(question));
  const parts = [asked, withText('p', 'answer', String(answer))];
  if (source) parts.push(withText('p', 'source', String(source)));
  element.classList.toggle('long', String(answer).length > 240);
  element.replaceChildren(...parts);
}

const timeFor = ({ question, answer }) =>
  Math.min(mostMs, Math.max(leastMs, (String(question).length + String(answer).length) * (1000 / readingSpeed)));

function stay(entry, card) {
  clearTimeout(entry.timer);
  entry.timer = setTimeout(() => leave(card.id), timeFor(card));
}

function show(card) {
  const known = shown.get(card.id);
  if (known) {
    fill(known.element, card);
    stay(known, card);
    return;
  }
  const waiting = queue.findIndex(({ id }) => id === card.id);
  if (waiting >= 0) queue[waiting] = card;
  else queue.push(card);
  // Of many answers at once the oldest are old news.
  queue = queue.slice(-mostQueued);
  next();
}

function next() {
  while (queue.length > 0 && shown.size < room[root.dataset.layout]) {
    const card = queue.shift();
    const element = withText('article', 'card', '');
    fill(element, card);
    place.append(element);
    const entry = { element, timer: 0 };
    shown.set(card.id, entry);
    stay(entry, card);
    // Where it comes from is drawn before where it goes.
    requestAnimationFrame(() => requestAnimationFrame(() => element.classList.add('here')));
  }
}

function leave(id) {
  const entry = shown.get(id);
  if (!entry) return;
  clearTimeout(entry.timer);
  entry.element.classList.remove('here');
  setTimeout(() => {
    entry.element.remove();
    if (shown.get(id) === entry) shown.delete(id);
    next();
  }, leavingMs);
}

/** At once: somebody does not want it to be seen. */
function hide(ids) {
  queue = queue.filter(({ id }) => !ids.includes(id));
  for (const id of ids) {
    const entry = shown.get(id);
    if (!entry) continue;
    clearTimeout(entry.timer);
    entry.element.remove();
    shown.delete(id);
  }
  next();
}

const handlers = {
  look: setLook,
  show: ({ card }) => show(card),
  hide: ({ ids }) => hide(ids),
  beat() {},
};

let waitMs = 500;

function connect() {
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(`${scheme}//${location.host}${location.pathname}/ws`);
  let silent = setTimeout(() => socket.close(), silentMs);
  let over = false;
  socket.addEventListener('message', ({ data }) => {
    waitMs = 500;
    clearTimeout(silent);
    silent = setTimeout(again, silentMs);
    const message = JSON.parse(data);
    if (Object.hasOwn(handlers, message.kind)) handlers[message.kind](message);
  });
  socket.addEventListener('close', again);

  function again() {
    if (over) return;
    over = true;
    clearTimeout(silent);
    socket.close();
    // Nobody can say any more that something was deleted.
    hide([...shown.keys(), ...queue.map(({ id }) => id)]);
    setTimeout(connect, waitMs * (0.75 + Math.random() / 2));
    waitMs = Math.min(longestWaitMs, waitMs * 2);
  }
}

/** An example, for whoever chooses a look: #theme=neon&layout=side&asker=…&question=…&answer=… */
function preview() {
  const wanted = new URLSearchParams(location.hash.slice(1));
  const card = { id: 'example', asker: 'Lea', question: '?', answer: '…', source: 'Wikipedia' };
  for (const key of ['asker', 'question', 'answer', 'source']) if (wanted.has(key)) card[key] = wanted.get(key);
  setLook({ theme: wanted.get('theme'), layout: wanted.get('layout') });
  hide(['example']);
  show(card);
  clearTimeout(shown.get('example').timer);
}

setLook({});
if (location.pathname.endsWith('/preview')) {
  preview();
  addEventListener('hashchange', preview);
} else connect();

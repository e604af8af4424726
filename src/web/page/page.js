import { runPanel, showPanel } from './panel.js';
import { chosenLanguage, faultName, language, speak, word } from './words.js';

// What viewers and models wrote goes into the page by textContent and text nodes alone: never as markup.
const maxLines = 300;
const thinkingMs = 20_000;
const roles = ['broadcaster', 'moderator', 'vip', 'subscriber'];

const byId = (id) => document.getElementById(id);
const log = byId('log');
const list = byId('lines');
const text = byId('text');
let stage = { channel: '', botName: 'SerdaBot', label: {}, commands: [], knows: null, viewers: [], lines: [] };
let speaker = '';
let following = true;
let stopThinking = 0;

function make(tag, className, content) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (content !== undefined) element.textContent = content;
  return element;
}

function icon(name, label) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `#${name}`);
  svg.setAttribute('class', name);
  if (label) {
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', label);
  } else svg.setAttribute('aria-hidden', 'true');
  svg.append(use);
  return svg;
}

const badges = (held) => roles.filter((role) => held.includes(role)).map((role) => icon(`badge-${role}`, word(role)));

/** A name with a colour of its own, the same each time. `bdi` keeps a right-to-left name from turning the line around. */
function named(name) {
  const element = make('bdi', 'name', name);
  let hash = 0;
  for (const char of name) hash = Math.imul(hash ^ char.codePointAt(0), 0x9e3779b1);
  element.style.setProperty('--hue', String((hash >>> 8) % 360));
  return element;
}

/** The text as it was written, its command word and the bot's name marked. */
function said(line) {
  const element = make('span', 'text');
  element.dir = 'auto';
  const [, command, rest] = /^(!\p{L}+)?(.*)$/su.exec(line);
  if (command) element.append(make('b', 'command', command));
  const handle = `@${stage.botName}`.toLowerCase();
  let from = 0;
  for (let at = rest.toLowerCase().indexOf(handle); at >= 0; at = rest.toLowerCase().indexOf(handle, from)) {
    element.append(rest.slice(from, at), make('b', 'mention', rest.slice(at, at + handle.length)));
    from = at + handle.length;
  }
  element.append(rest.slice(from));
  return element;
}

function clock(at) {
  const time = make('time', '', new Date(at).toLocaleTimeString(language(), { hour: '2-digit', minute: '2-digit' }));
  time.dateTime = new Date(at).toISOString();
  return time;
}

function quote({ name, text: quoted }) {
  const element = make('span', 'quote');
  element.append(
    icon('arrow-reply'),
    make('span', 'unseen', `${word('replyTo')} `),
    make('bdi', 'quoted-name', name),
    ' ',
  );
  element.append(make('bdi', 'quoted', quoted));
  return element;
}

function render(line) {
  const item = make('li', `line ${line.kind}`);
  if (line.kind === 'notice') {
    item.append(said(line.text));
    return item;
  }
  const head = make('span', 'head');
  if (line.kind === 'bot') {
    const face = make('img', 'face');
    face.src = '/logo.svg';
    face.alt = '';
    head.append(face, make('bdi', 'name', line.name), make('span', 'tag', word('bot')));
  } else head.append(...badges(line.roles), named(line.name));
  if (line.replyTo) head.append(quote(line.replyTo));
  item.append(head, said(line.text), clock(line.at));
  return item;
}

function toEnd() {
  log.scrollTop = log.scrollHeight;
  following = true;
  byId('newer').hidden = true;
}

function show(lines) {
  list.append(...lines.map(render));
  while (list.childElementCount > maxLines) list.firstElementChild.remove();
  if (following) requestAnimationFrame(toEnd);
  else byId('newer').hidden = false;
}

function think(on) {
  clearTimeout(stopThinking);
  byId('thinking').hidden = !on;
  byId('thinking-word').textContent = `${stage.botName} ${word('thinking')}`;
  if (on) stopThinking = setTimeout(() => think(false), thinkingMs);
}

function showCast() {
  const chips = stage.viewers.map((viewer) => {
    const chip = make('label', 'chip');
    const choice = make('input');
    Object.assign(choice, { type: 'radio', name: 'viewer', value: viewer.key, checked: viewer.key === speaker });
    choice.addEventListener('change', () => {
      speaker = viewer.key;
    });
    // With a pointer the next thing is to write; the arrow keys go on choosing.
    choice.addEventListener('click', ({ pointerType }) => pointerType && text.focus());
    const rank = roles.find((role) => viewer.roles.includes(role)) ?? 'viewer';
    chip.append(choice, ...badges(viewer.roles), named(viewer.name), make('small', '', word(rank)));
    return chip;
  });
  byId('cast').replaceChildren(...chips);
  const chosen = chips.find((chip) => chip.control.checked);
  byId('cast').scrollLeft = chosen ? chosen.offsetLeft - byId('cast').offsetLeft - 12 : 0;
}

/** What of a sample is to be written over: all behind the command. */
function write(line, from) {
  text.value = line;
  text.focus();
  text.setSelectionRange(from, line.length);
}

function quickChip(title, line, about) {
  const chip = make('button', 'chip', title);
  chip.type = 'button';
  if (about) chip.title = about;
  const isWhole = !line.includes(' ');
  chip.addEventListener('click', () => (isWhole ? say(line) : write(line, title.length + 1)));
  return chip;
}

function showQuick() {
  const mention = `@${stage.botName}`;
  const spoken = language();
  // A real question says more than "your question".
  const lines = {
    ask: `!ask ${word('question')}`,
    trad: `!trad ${word('translated')}`,
    wiki: `!wiki ${word('subject')}`,
    game: '!game Hades',
  };
  const commands = stage.commands.map(({ name, sample, about, level }) => {
    const rank = level === 'viewer' ? '' : ` (${word(level)})`;
    return quickChip(`!${name}`, lines[name] ?? (sample[spoken] || `!${name}`), about[spoken] + rank);
  });
  const [first, ...others] = commands;
  byId('quick').replaceChildren(
    ...(first ? [first] : []),
    quickChip(mention, `${mention} ${word('hello')}`),
    ...others,
  );
}

function showKnown() {
  const { knows } = stage;
  for (const [id, titles] of [
    ['games', knows?.games ?? []],
    ['subjects', knows?.subjects[language()] ?? []],
  ]) {
    byId(id).textContent = titles.join(' · ');
    byId(`${id}-count`).textContent = `(${titles.length})`;
  }
}

function showStage() {
  byId('bot-name').textContent = stage.botName;
  byId('where').textContent = stage.channel ? `#${stage.channel} · ${stage.label[language()]}` : '';
  document.title = stage.channel ? `${stage.botName} · #${stage.channel}` : stage.botName;
  showCast();
  showQuick();
  showKnown();
  list.replaceChildren();
  show(stage.lines);
}

async function say(line) {
  byId('fault').textContent = '';
  try {
    const response = await fetch('/stage/say', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ viewer: speaker, text: line }),
      signal: AbortSignal.timeout(5_000),
    });
    const answer = await response.json();
    if (response.ok) return true;
    byId('fault').textContent = faultName(response.status, answer.error) ?? word('notSent');
  } catch {
    byId('fault').textContent = word('notSent');
  }
  return false;
}

byId('composer').addEventListener('submit', async (event) => {
  event.preventDefault();
  const line = text.value.trim();
  if (line === '') return;
  toEnd();
  if ((await say(line)) && text.value.trim() === line) text.value = '';
});

log.addEventListener('scroll', () => {
  following = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  if (following) byId('newer').hidden = true;
});
byId('newer').addEventListener('click', toEnd);
new ResizeObserver(() => following && toEnd()).observe(log);

for (const button of document.querySelectorAll('[data-language]')) {
  button.addEventListener('click', () => {
    speak(button.dataset.language, true);
    showStage();
    showPanel();
  });
}

speak(chosenLanguage() ?? 'fr');
showStage();
runPanel();

const events = new EventSource('/stage/events');
events.addEventListener('open', () => {
  byId('lost').hidden = true;
});
events.addEventListener('error', () => {
  byId('lost').hidden = false;
});
events.addEventListener('stage', ({ data }) => {
  stage = JSON.parse(data);
  speak(chosenLanguage() ?? stage.language);
  if (!stage.viewers.some(({ key }) => key === speaker)) speaker = stage.viewers.at(-1)?.key ?? '';
  showStage();
});
events.addEventListener('line', ({ data }) => {
  const line = JSON.parse(data);
  stage.lines.push(line);
  if (stage.lines.length > maxLines) stage.lines.shift();
  if (line.kind === 'bot') think(false);
  else if (line.kind === 'viewer' && calls(line.text)) think(true);
  show([line]);
});

/** Whether the bot can be expected to take a while over a line. */
function calls(line) {
  const lower = line.toLowerCase();
  return lower.startsWith('!ask ') || lower.includes(`@${stage.botName.toLowerCase()}`);
}

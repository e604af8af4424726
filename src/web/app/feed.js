import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { api, channel, every, may, status } from './api.js';
import { attempt, command, Dialog, html, shownName, tell } from './ui.js';
import { clockTime, duration, language, money, named, t, told } from './words.js';

const mostItems = 500;
/** In the page: fewer while new ones come in at the top, more for who reads further down. */
const mostRows = 200;
const mostLive = 100;
const everyMs = 1_000;
/** @type {import('@preact/signals').Signal<readonly any[]>} the newest first */
const items = signal([]);
/** What the reader sees while they have scrolled away; null: what there is. @type {import('@preact/signals').Signal<readonly any[] | null>} */
const held = signal(null);
const kind = signal('all');
const search = signal('');
/** @type {import('@preact/signals').Signal<any>} */
const teaching = signal(null);
/** @type {number | null} */
let next = null;
/** In which language this page has read it, and how many viewers had been taken out of the bot's feed by then. */
let readAs = '';

async function readOn() {
  const as = `${language.value} ${status.value?.erased ?? 0}`;
  const isOther = as !== readAs;
  try {
    if (isOther) next = null;
    const limit = readAs === '' ? mostRows : mostItems;
    const read = await api('GET', next === null ? `feed?limit=${limit}` : `feed?limit=${limit}&after=${next}`);
    next = read.next;
    const fresh = read.items.toReversed();
    if (isOther) {
      // An erased viewer goes from what was read before, too.
      readAs = as;
      items.value = fresh;
      const newest = held.value?.[0]?.id ?? 0;
      if (held.value !== null) held.value = fresh.filter((/** @type {any} */ { id }) => id <= newest);
    } else if (fresh.length > 0) items.value = [...fresh, ...items.value].slice(0, mostItems);
  } catch {
    // The status says that the bot is away.
  }
}

/** What viewers typed is forgotten here as it is there. */
function dropOldWords() {
  const minutes = status.value?.words_minutes ?? 0;
  const before = Date.now() - minutes * 60_000;
  if (!items.value.some(({ at, text }) => text !== null && at < before)) return;
  items.value = items.value.map((item) => (item.at < before ? { ...item, text: null } : item));
}

/** @param {any} item */
const isTrouble = ({ ending, source, kind: of }) => of === 'command' && (ending !== 'answered' || source === 'phrase');

/** @param {any} item */
function isWanted(item) {
  if (item.channel !== null && item.channel !== channel.value) return false;
  if (kind.value === 'trouble' ? !isTrouble(item) : kind.value !== 'all' && item.kind !== kind.value) return false;
  const word = search.value.trim().toLowerCase();
  return (
    word === '' || [item.viewer, item.command, item.text, item.by].some((each) => each?.toLowerCase().includes(word))
  );
}

export function Feed() {
  // Whoever comes back to the screen stands at its top.
  useEffect(() => {
    held.value = null;
  }, []);
  useEffect(
    () =>
      every(everyMs, async () => {
        await readOn();
        dropOldWords();
      }),
    [],
  );
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const all = held.value ?? items.value;
  const wanted = all.filter(isWanted);
  const fresh = held.value === null ? 0 : items.value.findIndex(({ id }) => id === held.value?.[0]?.id);
  const minutes = status.value?.words_minutes ?? 0;
  const onScroll = () => {
    const away = (list.current?.scrollTop ?? 0) > 24;
    if (away && held.value === null) held.value = items.value;
    if (!away && held.value !== null) held.value = null;
  };
  const backToLive = () => {
    held.value = null;
    list.current?.scrollTo({ top: 0 });
  };
  return html`<section class="card feed" aria-labelledby="feed-title">
    <header>
      <h2 id="feed-title">${t('feed')}</h2>
      <input type="search" aria-label=${t('feed.search')} placeholder=${t('feed.search')} value=${search.value}
        onInput=${(/** @type {any} */ event) => {
          search.value = event.target.value;
        }} />
    </header>
    <div class="chips" role="group" aria-label=${t('feed.filter')}>
      ${['all', 'command', 'trouble', 'announcement', 'event', 'moderation'].map(
        (each) =>
          html`<button class="chip" aria-pressed=${kind.value === each} onClick=${() => {
            kind.value = each;
          }}>${t(`feed.${each}`)}</button>`,
      )}
    </div>
    <div class="scroll" ref=${list} onScroll=${onScroll} tabindex="0" role="region" aria-labelledby="feed-title">
      ${
        wanted.length === 0
          ? html`<p class="empty">${t(all.length === 0 ? 'feed.empty' : 'feed.none')}</p>`
          : html`<ul class="rows">${wanted.slice(0, held.value === null ? mostLive : mostRows).map((item) => html`<${Row} key=${item.id} item=${item} />`)}</ul>`
      }
    </div>
    ${held.value !== null && html`<button class="button floating" onClick=${backToLive}>${fresh > 0 ? t('feed.new', { n: fresh }) : t('feed.paused')}</button>`}
    <p class="soft small note">${minutes > 0 ? t('feed.words', { n: minutes }) : t('feed.nowords')}</p>
    <${Menu} />${teaching.value && html`<${Teach} />`}
  </section>`;
}

/** @param {string} by @param {string | null} source */
function reasonOf(by, source) {
  if (by.startsWith('endpoint ')) return named('state', by.slice('endpoint '.length));
  return source === 'phrase' || by ? named('by', by) : '';
}
/** The rule, and why its act failed. @param {string} by */
function ruleOf(by) {
  const [rule = '', ...why] = by.split(': ');
  return [named('rule', rule), ...(why.length > 0 ? [told(why.join(': '))] : [])].join(' · ');
}
/** @param {string} source */
const sourceName = (source) =>
  source.startsWith('endpoint:') ? source.slice('endpoint:'.length) : named('source', source);

function Row({ item }) {
  const { at, viewer, command: typed, text, ending, by, source, cents, ms, kind: of } = item;
  const isCommand = of === 'command';
  const isAct = of === 'moderation' && typed !== null;
  const word =
    of === 'announcement' && ending === 'answered'
      ? 'said'
      : isAct && ending === 'ignored'
        ? 'dry'
        : isAct && ending === 'answered'
          ? 'done'
          : ending;
  const tone =
    of === 'event'
      ? by === 'warning' || by?.startsWith('settings rejected')
        ? 'wait'
        : 'plain'
      : source === 'phrase'
        ? 'wait'
        : ending;
  const who = isCommand || isAct ? shownName(viewer) : of === 'announcement' ? (by ?? '') : '';
  const what =
    (of === 'event' && text !== null ? told(text) : text) ??
    (isCommand ? `${status.value?.bot.prefix ?? '!'}${typed}` : '');
  return html`<li class=${`item ${tone}`}>
    <time datetime=${new Date(at).toISOString()}>${clockTime(at)}</time>
    <p class="what">${who && html`<strong>${who}</strong> `}<span class="said">${what}</span></p>
    <p class="tags">
      ${of === 'event' ? html`<span class="tag">${reasonOf(by ?? '', null)}</span>` : html`<span class=${`tag ending ${tone}`}>${t(`ending.${word}`)}</span>`}
      ${isAct && html`<span class="tag">${t(`moderated.${typed}`)}</span>`}
      ${isCommand && by && html`<span class="tag">${reasonOf(by, source)}</span>`}
      ${of === 'moderation' && by && html`<span class="tag">${ruleOf(by)}</span>`}
      ${source && html`<span class="tag">${sourceName(source)}</span>`}
      ${cents !== null && cents > 0 && html`<span class="tag figure">${money(cents)}</span>`}
      ${ms !== null && html`<span class="tag figure">${duration(ms)}</span>`}
    </p>
    ${isCommand && viewer && status.value && html`<${Actions} item=${item} />`}
  </li>`;
}

/** Commands that change what can be taken back. */
const changing = new Set([
  'commands',
  'addcom',
  'editcom',
  'delcom',
  'timer',
  'quote',
  'addquote',
  'delquote',
  'counter',
  'overlay',
  'filter',
]);

/** One menu for all rows: it is about the row whose button was pressed last. @type {import('@preact/signals').Signal<any>} */
const chosen = signal(null);

function Actions({ item }) {
  return html`<div class="actions">
    <button class="icon" popovertarget="row-menu" aria-label=${`${t('feed.actions')} ${shownName(item.viewer)}`}
      onClick=${() => {
        chosen.value = item;
      }}>⋯</button>
  </div>`;
}

function Menu() {
  const item = chosen.value;
  /** @param {() => unknown} act */
  const act = (act) => () => {
    document.getElementById('row-menu')?.hidePopover();
    void act();
  };
  const ignore = async () => {
    const { viewer } = item;
    const path = `channels/${channel.value}/commands`;
    const done = await attempt(() => api('POST', path, { command: 'ignore', args: viewer }));
    if (done) {
      tell(done.said, {
        undo: async () => tell((await api('POST', path, { command: 'unignore', args: viewer })).said),
      });
    }
  };
  return html`<div id="row-menu" popover class="menu card">
    <button onClick=${act(() => command('why', item.viewer))}>${t('act.why')}</button>
    <button onClick=${act(() => command('resetlimit', item.viewer))}>${t('act.reset')}</button>
    <button onClick=${act(ignore)}>${t('act.ignore')}</button>
    ${
      changing.has(item?.command) &&
      may('broadcaster') &&
      html`<button onClick=${act(async () => {
        const body = { command: 'undo', of: item.viewer };
        const done = await attempt(() => api('POST', `channels/${channel.value}/commands`, body));
        if (done) tell(done.said);
      })}>${t('act.undo')}</button>`
    }
    <button onClick=${act(() => {
      teaching.value = { subject: (item.text ?? '').replace(/^\S+\s*/, '').slice(0, 60) };
    })}>${t('act.teach')}</button>
  </div>`;
}

function Teach() {
  const close = () => {
    teaching.value = null;
  };
  const save = async (/** @type {any} */ event) => {
    event.preventDefault();
    const { subject, fact } = Object.fromEntries(new FormData(event.target));
    if (await command('fact', `add ${String(subject).replaceAll('|', ' ')} | ${fact}`)) close();
  };
  return html`<${Dialog} title=${t('act.teach')} onClose=${close}>
    <form onSubmit=${save}>
      <p class="soft">${t('teach.about')}</p>
      <label>${t('teach.subject')}<input name="subject" required maxlength="60" value=${teaching.value.subject} /></label>
      <label>${t('teach.fact')}<textarea name="fact" required maxlength="300" rows="3"></textarea></label>
      <footer><button class="button" type="button" onClick=${close}>${t('cancel')}</button><button class="button primary">${t('save')}</button></footer>
    </form>
  <//>`;
}

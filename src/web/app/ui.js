import { signal } from '@preact/signals';
import htm from 'htm';
import { h } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { api, channel, status } from './api.js';
import { dateTime, t, told } from './words.js';

export const html = htm.bind(h);

/** For `ref`: a field has what is stored, but while somebody is in it. @param {unknown} value */
export const shows = (value) => (/** @type {any} */ field) => {
  if (field && field !== document.activeElement) field.value = value ?? '';
};

/** Whether logins are hidden, because the screen is on air. */
export const hidesNames = signal(localStorage.getItem('names') === 'hidden');
/** @param {string | null} login */
export const shownName = (login) => (login === null ? '—' : hidesNames.value ? '•••••' : login);

/** @typedef {{ readonly id: number, readonly text: string, readonly kind: string, readonly undo?: () => Promise<unknown> }} Toast */
/** @type {import('@preact/signals').Signal<readonly Toast[]>} */
export const toasts = signal([]);
let lastToast = 0;
const toastMs = 8_000;
/** Whoever has no mouse takes longer to come to what takes it back. */
const undoMs = 20_000;

/** @param {string} text @param {{ kind?: 'good' | 'bad', undo?: () => Promise<unknown> }} [options] */
export function tell(text, { kind = 'good', undo } = {}) {
  const id = ++lastToast;
  const others = toasts.value.slice(-2);
  // What is taken back is the last change: an older toast would take back something else than it says.
  const older = undo ? others.map(({ undo: _, ...other }) => other) : others;
  toasts.value = [...older, { id, text, kind, ...(undo && { undo }) }];
  setTimeout(() => dismiss(id), undo ? undoMs : toastMs);
}
/** @param {number} id */
const dismiss = (id) => {
  toasts.value = toasts.value.filter((each) => each.id !== id);
};
/** Runs what somebody asked for; a failure is told, and not thrown. @param {() => Promise<any>} act @returns {Promise<any>} */
export async function attempt(act) {
  try {
    return (await act()) ?? true;
  } catch (error) {
    const { message, status } = /** @type {{ message: string, status?: number }} */ (error);
    tell(status === 0 ? t('offline') : told(message), { kind: 'bad' });
    return null;
  }
}

export function Toasts() {
  return html`<div class="toasts" role="status" aria-live="polite">
    ${toasts.value.map(
      ({ id, text, kind, undo }) => html`<div class=${`toast ${kind}`} key=${id}>
        <span>${text}</span>
        ${
          undo &&
          html`<button
            class="link"
            onClick=${() => {
              dismiss(id);
              void attempt(undo);
            }}
          >
            ${t('undo')}
          </button>`
        }
        <button class="icon" aria-label=${t('close')} onClick=${() => dismiss(id)}>✕</button>
      </div>`,
    )}
  </div>`;
}

/** @param {{ title?: string, id?: string, children?: any, aside?: any, class?: string }} props */
export const Card = ({ title, id, children, aside, class: more = '' }) => html`<section
  class=${`card ${more}`}
  aria-labelledby=${title && id ? id : undefined}
>
  ${title && html`<header><h2 id=${id}>${title}</h2>${aside}</header>`} ${children}
</section>`;

/** A native dialog: the focus stays in it, and Escape closes it. @param {{ title: string, onClose: () => void, children?: any }} props */
export function Dialog({ title, onClose, children }) {
  const at = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => at.current?.showModal(), []);
  return html`<dialog ref=${at} onClose=${onClose} aria-labelledby="dialog-title">
    <header>
      <h2 id="dialog-title">${title}</h2>
      <button class="icon" type="button" aria-label=${t('close')} onClick=${() => at.current?.close()}>✕</button>
    </header>
    ${children}
  </dialog>`;
}

/** @type {import('@preact/signals').Signal<{ text: string, yes: string, answer: (isSure: boolean) => void } | null>} */
export const question = signal(null);
/** @param {string} text @param {string} yes @returns {Promise<boolean>} */
export const isSure = (text, yes) =>
  new Promise((resolve) => {
    question.value = {
      text,
      yes,
      answer(sure) {
        question.value = null;
        resolve(sure);
      },
    };
  });
export function Question() {
  const asked = question.value;
  if (!asked) return null;
  return html`<${Dialog} title=${asked.text} onClose=${() => question.value?.answer(false)}>
    <footer>
      <button class="button" onClick=${() => asked.answer(false)}>${t('cancel')}</button>
      <button class="button danger" onClick=${() => asked.answer(true)}>${asked.yes}</button>
    </footer>
  <//>`;
}

/**
 * Lines as they would stand in chat; `none`: what to say where there are none.
 * @param {{ lines: readonly string[], none?: string | null, question?: string, isBad?: boolean }} props
 */
export const Said = ({ lines, none = null, question, isBad = false }) => html`<div class="chat">
  ${question && html`<p class="asked"><span class="soft">viewer</span> ${question}</p>`}
  ${lines.map((line, i) => html`<p key=${i}><strong>${status.value?.bot.name}</strong> ${line}</p>`)}
  ${lines.length === 0 && none && html`<p class=${isBad ? 'problem' : 'soft'}>${none}</p>`}
</div>`;

/** @param {string} command @param {string} args */
const run = (command, args) =>
  attempt(() => api('POST', `channels/${channel.value}/commands`, { command, args: args.replace(/\s+/g, ' ').trim() }));

/** Runs a moderators’ command here, and tells what it says. @param {string} command @param {string} args */
export async function command(command, args) {
  const done = await run(command, args);
  if (done !== null) tell(done.said);
  return done !== null;
}

/**
 * What a feature has in the channel; asked again by `again`. `change` runs a command of moderators, and says whether that
 * changed anything: only then it can be taken back.
 * @param {string} feature
 * @returns {[any, () => Promise<any>, (command: string, args: string, undoBy?: () => Promise<unknown>) => Promise<boolean>]}
 */
export function useFeature(feature) {
  const [data, setData] = useState(/** @type {any} */ (null));
  const at = channel.value;
  const again = async () => {
    const read = await attempt(() => api('GET', `channels/${at}/features/${feature}`));
    if (read) setData(read);
    return read;
  };
  const mark = (/** @type {any} */ read) => JSON.stringify(read?.edits ?? read?.items);
  /** @param {string} command @param {string} args @param {() => Promise<unknown>} [undoBy] */
  const change = async (command, args, undoBy = () => run('undo', '')) => {
    const before = mark(data);
    const done = await run(command, args);
    const isChanged = mark(await again()) !== before;
    const undo = async () => {
      const undone = /** @type {any} */ (await undoBy());
      if (undone?.said) tell(undone.said);
      await again();
    };
    if (done !== null) tell(done.said, isChanged ? { undo } : {});
    return isChanged;
  };
  useEffect(() => {
    setData(null);
    if (at) void again();
  }, [feature, at]);
  return [data, again, change];
}

/** @param {unknown} value */
const brief = (value) => {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'object') return String(value);
  const { text, texts, ...more } = /** @type {Record<string, any>} */ (value);
  return [
    text ?? texts?.join(' || '),
    ...Object.entries(more).map(([key, one]) => `${key}: ${typeof one === 'object' ? JSON.stringify(one) : one}`),
  ]
    .filter(Boolean)
    .join(' · ');
};

/** Who changed what, the newest first. @param {{ edits: readonly any[] }} props */
export const Edits = ({ edits }) => html`<details class="edits">
  <summary>${t('edits.title')} (${edits.length})</summary>
  ${
    edits.length === 0
      ? html`<p class="soft">${t('nothing')}</p>`
      : html`<ul>
        ${edits
          .toReversed()
          .slice(0, 60)
          .map(
            ({ at, login, key, before, after, undone }) => html`<li>
              <span class="soft">${dateTime(at)}</span> <strong>${shownName(login || null)}</strong>
              ${' '}${t(before === null ? 'edits.added' : after === null ? 'edits.deleted' : 'edits.changed')}
              ${' '}<strong>${key}</strong>
              ${undone && html` <em class="soft">(${t('edits.undone')})</em>`}
              ${before !== null && html`<del>${brief(before)}</del>`} ${after !== null && html`<ins>${brief(after)}</ins>`}
            </li>`,
          )}
      </ul>`
  }
</details>`;

const paths = {
  live: 'M3 12h4l2-6 4 12 3-8 1 2h4',
  models: 'M4 6h16M4 12h10M4 18h6M18 12v6m-3-3h6',
  answers: 'M4 5h16v11H9l-5 4V5ZM9 9.5c0-3 5-3 5 0 0 1.5-2.5 1.5-2.5 3',
  spend: 'M12 3v18M16 7H10a3 3 0 0 0 0 6h4a3 3 0 0 1 0 6H8',
  settings: 'M4 7h10m4 0h2M4 17h2m4 0h10M16 5v4M8 15v4',
  privacy: 'M12 3 5 6v5c0 5 3 8 7 10 4-2 7-5 7-10V6l-7-3Z',
  commands: 'M5 7l4 5-4 5M12 17h7',
  timers: 'M12 8v4l3 2M12 21a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM9 2h6',
  moderation: 'M12 3 5 6v5c0 5 3 8 7 10 4-2 7-5 7-10V6l-7-3ZM9 12l2 2 4-4',
  quotes: 'M6 16c3 0 4-2 4-5V7H5v5h3M16 16c3 0 4-2 4-5V7h-5v5h3',
  counters: 'M9 4 7 20M17 4l-2 16M4 9h17M3 15h17',
  reactions: 'M12 20 4 12a5 5 0 0 1 8-6 5 5 0 0 1 8 6Z',
  chat: 'M4 5h16v11H9l-5 4V5Z',
  fact: 'M12 4 3 8l9 4 9-4-9-4ZM6 10v5c3 3 9 3 12 0v-5',
  overlay: 'M4 5h16v14H4V5ZM4 15h16',
  alerts: 'M12 4a5 5 0 0 0-5 5v4l-2 3h14l-2-3V9a5 5 0 0 0-5-5ZM10 19h4',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
};
/** @param {{ name: string }} props */
export const Icon = ({ name }) => html`<svg class="glyph" viewBox="0 0 24 24" aria-hidden="true">
  <path d=${paths[/** @type {keyof typeof paths} */ (name)] ?? paths.more} />
</svg>`;

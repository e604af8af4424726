import { effect, signal } from '@preact/signals';
import { language } from './words.js';

/** @param {string} method @param {string} path @param {unknown} [body] @returns {Promise<any>} */
export async function api(method, path, body) {
  const isChange = method !== 'GET';
  let response;
  try {
    response = await fetch(`/api/${path}`, {
      method,
      headers: { 'Accept-Language': language.value, ...(isChange && { 'Content-Type': 'application/json' }) },
      ...(isChange && { body: JSON.stringify(body ?? {}) }),
      signal: AbortSignal.timeout(45_000),
    });
  } catch (error) {
    throw Object.assign(new Error('offline'), { status: 0, cause: error });
  }
  if (response.status === 401) location.replace('/');
  const answer = await response.json().catch(() => ({}));
  if (!response.ok)
    throw Object.assign(new Error(answer.error ?? response.statusText), {
      status: response.status,
      faults: answer.faults ?? [],
    });
  return answer;
}

/** @type {import('@preact/signals').Signal<any>} */
export const status = signal(null);
export const isOffline = signal(false);
/** The channel that screens are about. */
export const channel = signal(localStorage.getItem('channel') ?? '');
effect(() => localStorage.setItem('channel', channel.value));

export const here = () => status.value?.channels.find((/** @type {any} */ each) => each.name === channel.value) ?? null;
/** @param {string} right */
export const may = (right) => here()?.may.includes(right) ?? false;

export async function look() {
  try {
    status.value = await api('GET', 'status');
    isOffline.value = false;
    const names = status.value.channels.map((/** @type {any} */ each) => each.name);
    if (!names.includes(channel.value)) channel.value = names[0] ?? '';
  } catch {
    isOffline.value = true;
  }
}

/**
 * Calls `job` every so often, only while somebody looks at the page; returns the way to stop.
 * @param {number} ms @param {() => Promise<unknown>} job
 */
export function every(ms, job) {
  let stopped = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const run = async () => {
    if (!document.hidden) await job();
    if (!stopped) timer = setTimeout(run, ms);
  };
  const onShow = () => {
    if (document.hidden || stopped) return;
    clearTimeout(timer);
    void run();
  };
  document.addEventListener('visibilitychange', onShow);
  void run();
  return () => {
    stopped = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', onShow);
  };
}

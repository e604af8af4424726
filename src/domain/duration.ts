import type { Say } from '../domain/phrases.ts';

/** A length of time that somebody set, without rounding: 90 s is not "2 min". */
export function exactDuration(say: Say, ms: number): string {
  const seconds = Math.round(ms / 1000);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const parts = [
    h > 0 ? hours(say, h, m) : m > 0 ? say('duration.minutes', { n: m }) : null,
    s > 0 || seconds === 0 ? say('duration.seconds', { n: s }) : null,
  ];
  return parts.filter((part) => part !== null).join(' ');
}

/** A length of time as a person says it: the two largest units that matter, rounded up so that "0 s" is never said. */
export function duration(say: Say, ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds < 90) return say('duration.seconds', { n: seconds });
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return say('duration.minutes', { n: minutes });
  const h = Math.floor(minutes / 60);
  if (h < 24) return hours(say, h, minutes % 60);
  const d = Math.floor(h / 24);
  return h % 24 === 0 ? say('duration.days.whole', { d }) : say('duration.days', { d, h: h % 24 });
}

const hours = (say: Say, h: number, m: number) =>
  m === 0 ? say('duration.hours.whole', { h }) : say('duration.hours', { h, m });

const longestMs = 60_000;

/**
 * How long a server asks to be left alone. A wait that is no number, lies in the past or is longer than a minute (or `most`)
 * is not believed: the caller's own backoff grows by itself when the server goes on refusing.
 */
export function retryAfterMs(headers: Headers, wall: number, most = longestMs): number | undefined {
  const readings = [
    Number.parseFloat(headers.get('retry-after-ms') ?? ''),
    seconds(headers.get('retry-after')),
    date(headers.get('retry-after'), wall),
  ];
  return readings.find((ms) => ms >= 0 && ms <= most);
}

function seconds(value: string | null): number {
  return value !== null && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) * 1000 : Number.NaN;
}

function date(value: string | null, wall: number): number {
  return value !== null && /[a-z]/i.test(value) ? Date.parse(value) - wall : Number.NaN;
}

/** Everything that can move a cursor, end a line, turn writing around or hide: controls, formats, lone surrogates. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Writes what cannot be seen as `\uXXXX`. Inside a JSON string that is the same character again. */
export function visible(text: string): string {
  return text.replace(unseen, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

export interface PlainError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: readonly string[];
  readonly cause?: PlainError;
}

const deepest = 4;

/**
 * What of an error is worth a line. Its other properties stay out: that is where libraries hang whole requests, with
 * their headers. Takes anything that can be thrown, also what throws when it is looked at.
 */
export function plainError(error: unknown, clean = (text: string) => text, depth = 0): PlainError {
  // Cleaned before it is cut short: half a secret is not recognised any more.
  const brief = (text: string, most?: number) => shorten(clean(text), most);
  try {
    if (!(error instanceof Error)) return { type: typeof error, message: brief(asText(error)) };
    const code =
      'code' in error && (typeof error.code === 'string' || typeof error.code === 'number') ? error.code : '';
    const frames = String(error.stack ?? '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 8);
    return {
      type: String(error.name),
      message: brief(String(error.message)),
      ...(code !== '' && { code: String(code) }),
      ...(frames.length > 0 && depth === 0 && { stack: frames.map((frame) => brief(frame.trim(), 300)) }),
      ...(error.cause !== undefined && depth < deepest && { cause: plainError(error.cause, clean, depth + 1) }),
    };
  } catch {
    return { type: 'unknown', message: 'an error that cannot be read' };
  }
}

function asText(value: unknown): string {
  if (typeof value === 'object' && value !== null) return JSON.stringify(value) ?? 'an object';
  return String(value);
}

export function shorten(text: string, most = 2000): string {
  return text.length <= most ? text : `${text.slice(0, most)}… (${text.length} characters)`;
}

/** Keeps secrets out of whatever text passes through it: the ones it was told of, and what looks like one. */
export interface Redactor {
  /** From now on this value is never let through. Short values are not secrets: they would blot out ordinary words. */
  learn(value: string | null | undefined): void;
  /** The same, for a value that is never renewed: it is not forgotten for newer ones. */
  learnForGood(value: string | null | undefined): void;
  clean(text: string): string;
}

const mask = '[secret]';
const shortest = 6;
const mostForms = 200;

const value = `[^\\s"'\`\\\\&,;<>(){}[\\]]`;
const quote = '(?:["\'`]|%22|%27)';
const space = '(?:\\s|%20){0,4}';
const names =
  '(?:(?:access|refresh|id|auth|session|bearer)[-_]?token|token|client[-_]?secret|secret|(?:x[-_]?)?api[-_]?key|apikey|authorization|passw(?:or)?d|device[-_]?code|set-cookie|cookie)';

// Each also as it is written in a URL. Every quantifier is bounded: these run over text that strangers wrote. None
// swallows a quote, so JSON stays JSON.
const patterns: readonly (readonly [RegExp, string])[] = [
  [/(\boauth(?::|%3A))[a-z0-9_-]{4,512}/gi, `$1${mask}`],
  [/((?:\b|%20)(?:bearer|oauth)(?:\s|%20|\+){1,4})[\w.~%+/=-]{6,4096}/gi, `$1${mask}`],
  [/((?:\b|%20)basic(?:\s|%20|\+){1,4})[\w%+/=-]{8,4096}/gi, `$1${mask}`],
  [/\b(?:sk|pk|rk)-[\w-]{8,512}|\b(?:gsk|hf|xai|gh[oprsu])_\w{8,512}|\bAIza[\w-]{20,128}/g, mask],
  [/\beyJ[\w-]{8,}(?:\.[\w-]+){0,3}\.?/g, mask],
  // scheme://user:password@host, where the password may hold an @ of its own
  [/(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@"'\\]{0,128}:)[^\s"'\\]{1,256}@/gi, `$1${mask}@`],
  [/(\b[a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/:@"'\\]{8,256}@/gi, `$1${mask}@`],
  [/(%3A%2F%2F[^\s"'\\%]{0,128}%3A)[^\s"'\\]{1,256}%40/gi, `$1${mask}%40`],
];

/** What every one of the names has in it: most lines have none, and are searched once for all three patterns. */
const inNames = /token|secret|api[-_]?key|authorization|passw|device[-_]?code|cookie/i;
const named: typeof patterns = [
  // "access_token":"...", also inside a string (\"...\"), and as console.log shows it: access_token: '...'
  [
    new RegExp(
      `(${names}\\\\{0,31}${quote}?${space}(?:[:=]|%3A|%3D)${space}\\\\{0,31}${quote})[^"'\`\\\\]{1,4096}`,
      'gi',
    ),
    `$1${mask}`,
  ],
  // client_secret=..., and X-Api-Key: ... without quotes
  [new RegExp(`(${names}(?:=|%3D))${value}{1,4096}`, 'gi'), `$1${mask}`],
  [new RegExp(`(${names}:\\s{0,4})(?!\\[secret)${value}{16,4096}`, 'gi'), `$1${mask}`],
];

/** Variables of the environment that hold a secret, whoever set them: known before the configuration names any. */
export function isSecretName(variable: string): boolean {
  return /(?:TOKEN|SECRET|KEY|PASSWORD|PASSWD|CREDENTIALS?)$/i.test(variable);
}

export function createRedactor(): Redactor {
  const lasting = new Set<string>();
  const forms = new Set<string>();
  let known: RegExp | null = null;

  function add(to: Set<string>, given: string | null | undefined) {
    const secret = given?.trim().replace(/^(?:oauth:|bearer\s+)/i, '') ?? '';
    if (secret.length < shortest || to.has(secret)) return;
    const before = to.size;
    for (const form of disguises(secret)) to.add(form);
    if (to.size === before) return;
    // Tokens are renewed for as long as the bot runs; the oldest are dead by then.
    for (const form of forms) {
      if (forms.size <= mostForms) break;
      forms.delete(form);
    }
    known = anyOf(new Set([...lasting, ...forms]));
  }

  return {
    learn: (given) => add(forms, given),
    learnForGood: (given) => add(lasting, given),

    clean(text) {
      known ??= anyOf(forms);
      let clean = text.replace(known, mask);
      for (const [pattern, replacement] of patterns) clean = clean.replace(pattern, replacement);
      if (!inNames.test(clean)) return clean;
      for (const [pattern, replacement] of named) clean = clean.replace(pattern, replacement);
      return clean;
    },
  };
}

/** The shapes in which a secret turns up: as it is, in a URL, in JSON, in JSON in JSON, in base64. */
function disguises(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    encodeURIComponent(secret),
    json,
    JSON.stringify(json).slice(1, -1),
    Buffer.from(secret)
      .toString('base64')
      .replace(/={1,2}$/, ''),
    Buffer.from(secret).toString('base64url'),
  ];
}

/** The longest first: one may begin like another. No forms, no match. */
function anyOf(forms: ReadonlySet<string>): RegExp {
  const longestFirst = [...forms].sort((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map(literally).join('|') || '(?!)', 'gi');
}

function literally(form: string): string {
  const exact = form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  // A number as a JSON value is nobody's password, and a mask in its place would no longer be JSON.
  return /^\d+$/.test(form) ? `(?<!(?<!\\\\)":-?[\\d.]{0,20})${exact}` : exact;
}

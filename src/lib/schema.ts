// zod/v3 is part of zod 4 and loads in a fifth of the time (17 ms, not 93): start-up is measured.
import { z } from 'zod/v3';
import { looksSecret } from './looks-secret.ts';

// What the schemas of config.yaml are made of. A wrong value gets one sentence, "expected ..."; the loader adds what
// stood there instead.

/** What a schema gives, which nobody changes. */
export type Parsed<T extends z.ZodTypeAny> = Frozen<z.infer<T>>;
type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: Frozen<T[K]> }
    : T;

export const leaf = <T>(expected: string, holds: (value: unknown) => boolean) =>
  z.custom<T>(holds, `expected ${expected}`);

export const number = (what: string, holds: (value: number) => boolean) =>
  leaf<number>(what, (value) => typeof value === 'number' && Number.isFinite(value) && holds(value));
export const whole = (least: number, most: number, or = '') =>
  number(`a whole number from ${least} to ${most}${or}`, (n) => Number.isInteger(n) && n >= least && n <= most);
export const count = (most: number, or = '') => whole(1, most, or);
export const text = (what: string, pattern: RegExp) =>
  leaf<string>(what, (value) => typeof value === 'string' && pattern.test(value));
export const oneOf = <const T extends readonly (string | boolean)[]>(...values: T) =>
  leaf<T[number]>(`${values.slice(0, -1).join(', ')} or ${values.at(-1)}`, (value) =>
    values.some((one) => one === value),
  );
export const flag = oneOf(true, false);

const week = 7 * 24 * 3600;
const aWeek = { message: `expected a number of seconds <= ${week} (a week)` };
export const seconds = number('a number of seconds >= 0', (n) => n >= 0).refine((n) => n <= week, aWeek);
/** More than none. */
export const someSeconds = number('a number of seconds > 0', (n) => n > 0).refine((n) => n <= week, aWeek);

export const orNull = <T>(schema: z.ZodType<T, z.ZodTypeDef, T>) => schema.nullable().default(null);

/** A section that is left out, or whose keys are all commented out, has its defaults; an unknown key is a fault. */
export const section = <T extends z.ZodRawShape>(shape: T) =>
  z.preprocess((value) => value ?? {}, z.strictObject(shape));

export const list = <T extends z.ZodTypeAny>(item: T, what: string, most: number) =>
  z
    .array(item, { invalid_type_error: `expected ${what}`, required_error: `expected ${what}` })
    .max(most, `expected at most ${most} entries`);

export const recordOf = <T extends z.ZodTypeAny>(item: T, what: string) =>
  z.record(item, { invalid_type_error: `expected ${what}` }).default({});

/** An address of one of the protocols; `{lang}` may stand for a language. */
export function url(expected: string, protocols: readonly string[], more: (url: URL) => boolean = () => true) {
  return leaf<string>(expected, (value) => {
    if (typeof value !== 'string' || /[\s\u0000-\u001f]/.test(value)) return false;
    const parsed = URL.parse(value.replace('{lang}', 'fr'));
    return parsed !== null && protocols.includes(parsed.protocol) && more(parsed);
  });
}

const domain = text('a domain such as example.com, without https://', /^(?=.{1,253}$)([a-z0-9-]+\.)+[a-z0-9-]{2,}$/i);
/** Domains, each once and in lower case. */
export const domains = (most: number) =>
  list(
    domain.transform((name) => name.toLowerCase()),
    'a list of domains',
    most,
  ).transform((names) => [...new Set(names)]);

/** The name of an environment variable that has a secret; the secret itself is a fault. */
export const variableName = z.unknown().transform((value, context): string | null => {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' && looksSecret(value)) {
    const message = 'a secret belongs in the environment, expected the name of its variable such as OPENAI_API_KEY';
    context.addIssue({ code: 'custom', message });
  } else if (typeof value !== 'string' || !/^[A-Za-z_]\w{0,63}$/.test(value)) {
    const message = 'not a name, expected the name of an environment variable such as OPENAI_API_KEY';
    context.addIssue({ code: 'custom', message });
  }
  return typeof value === 'string' ? value : null;
});

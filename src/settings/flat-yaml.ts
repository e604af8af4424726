const line = /^(?:([a-z][\w.-]*(?: [\w.-]+)*):(?: (.+))?| {2}- (.+))$/i;
const quoted = /^"(?:[^"\\]|\\["\\])*"$/;
/** Begins with a letter or a picture, and has nothing in it that YAML could take for a sign. */
const plain = /^[A-Za-zÀ-ɏ(\u{1f000}-\u{1ffff}](?:[^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff:#]|:(?! |$)|(?<! )#)*$/u;
const notText = /^(?:null|true|false)$/i;

/** The text of a scalar that means the same to everybody who has not read YAML's standard. */
function textOf(scalar: string): string | null {
  if (quoted.test(scalar)) return JSON.parse(scalar) as string;
  return plain.test(scalar) && !notText.test(scalar) && scalar === scalar.trimEnd() ? scalar : null;
}

/**
 * A file that is nothing but keys with a text, or with a list of texts. Null: anything else, which is YAML's parser's to
 * read. The bot reads twenty such files before it joins, and that parser takes twenty times as long.
 */
export function flatYaml(text: string): Readonly<Record<string, string | readonly string[]>> | null {
  const found = new Map<string, string | string[]>();
  let list: string[] | null = null;
  for (const written of text.split('\n')) {
    if (written === '' || written.startsWith('#')) continue;
    const [all, key, value, item] = line.exec(written) ?? [];
    if (all === undefined) return null;
    const scalar = textOf(value ?? item ?? '""');
    if (scalar === null) return null;
    if (key === undefined) {
      if (list === null) return null;
      list.push(scalar);
      continue;
    }
    if (list?.length === 0 || found.has(key) || notText.test(key)) return null;
    list = value === undefined ? [] : null;
    found.set(key, list ?? scalar);
  }
  return list?.length === 0 || found.size === 0 ? null : Object.fromEntries(found);
}

/** What other bots call our variables; `null`: there is none here, so the command comes over switched off. */
const names: ReadonlyMap<string, string | null> = new Map(
  Object.entries({
    ...{ user: 'user', sender: 'user', source: 'user', username: 'user', display_name: 'user', userlevel: null },
    ...{ touser: 'touser', target: 'touser', channel: 'channel', streamer: 'channel', query: 'query', args: 'query' },
    ...{
      querystring: 'query',
      queryescape: 'query',
      queryencode: 'query',
      pathescape: 'query',
      echo: 'query',
      param: 'query',
    },
    ...{
      msg: 'query',
      arg: 'query',
      argall: 'query',
      count: 'count',
      counter: 'count',
      uptime: 'uptime',
      game: 'category',
    },
    ...{
      category: 'category',
      title: 'title',
      status: 'title',
      streamtitle: 'title',
      viewers: 'viewers',
      followage: 'followage',
    },
    ...{
      randomnumber: 'random 1-100',
      chatter: 'chatter',
      'random.chatter': 'chatter',
      '#': 'random 1-100',
      number: 'random 1-100',
    },
    ...{
      urlfetch: null,
      customapi: null,
      readapi: null,
      eval: null,
      evaljs: null,
      api: null,
      request: null,
      readfile: null,
    },
    ...{
      fileread: null,
      writefile: null,
      savetofile: null,
      command: null,
      customapijson: null,
      weather: null,
      points: null,
    },
  }),
);

export interface Translated {
  readonly text: string;
  /** What there is nothing for here. */
  readonly unknown: readonly string[];
}

/** A variable of another bot as one of ours; null: there is none. */
function ours(name: string, argument: string): string | null {
  const key = name.toLowerCase();
  if (/^[1-9]:?$/.test(key)) return `$(${key})`;
  if (key === 'random' || key === 'randomnumber' || key === 'randnum') {
    const [, least, most] =
      /^\[?(\d{1,9})\s*(?:-|,|-to-)\s*(\d{1,9})\]?$/.exec(argument.trim().replace(/^number-/, '')) ?? [];
    if (least !== undefined) return `$(random ${least}-${most})`;
    if (/^chatter$/i.test(argument)) return '$(chatter)';
    const picked = /^pick\s+(.+)$/i.exec(argument)?.[1];
    if (picked) return `$(pick ${picked.replace(/['"]\s+['"]/g, '|').replace(/^['"]|['"]$/g, '')})`;
    return argument === '' || argument === 'number' ? '$(random 1-100)' : null;
  }
  if (key === 'time' || key === 'currenttime') {
    const [, zone, format = ''] = /^([\w+/-]{1,40})(?:[\s,]+"?([^"]{0,40})"?)?$/.exec(argument) ?? [];
    const known = format.replace(/YYYY|MM|DD|HH|mm|ss|[\s:./-]/g, '') === '';
    return zone && known ? `$(time ${zone}${format ? ` ${format}` : ''})` : null;
  }
  if (key === 'countdown' || key === 'countup') return `$(${key} ${argument})`;
  if ((key === 'count' || key === 'getcount') && argument !== '') {
    // `+1` would count here too, and a variable only reads.
    return /\s/.test(argument) ? null : `$(counter ${argument})`;
  }
  if (key === 'twitch') return twitch(argument);
  if (key === 'quote' || key === 'counter' || key === 'pick')
    return `$(${key}${argument === '' ? '' : ` ${argument}`})`;
  if (key === 'arg' && /^[1-9]$/.test(argument)) return `$(${argument})`;
  const name_ = names.get(key);
  return name_ ? `$(${name_})` : null;
}

const fields: ReadonlyMap<string, string> = new Map([
  ['uptimelength', '$(uptime)'],
  ['game', '$(category)'],
  ['title', '$(title)'],
  ['viewers', '$(viewers)'],
  ['displayname', '$(channel)'],
  ['name', '$(channel)'],
]);

/** `$(twitch $(channel) "{{uptimeLength}} {{game}}")` of Nightbot. */
function twitch(argument: string): string | null {
  const template = /"([^"]*)"/.exec(argument)?.[1];
  if (template === undefined || !/^\$\((?:channel|user)\)|^\$\{channel\}/.test(argument)) return null;
  let isKnown = true;
  const text = template.replace(/\{\{(\w{1,30})\}\}/g, (_whole, field: string) => {
    const own = fields.get(field.toLowerCase());
    isKnown &&= own !== undefined;
    return own ?? '';
  });
  return isKnown ? text : null;
}

/** Where the bracket that opens at `from` closes; -1: nowhere. */
function closing(text: string, from: number): number {
  const [open, close] = text[from] === '(' ? ['(', ')'] : text[from] === '{' ? ['{', '}'] : ['[', ']'];
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (text[at] === open) depth++;
    else if (text[at] === close && --depth === 0) return at;
  }
  return -1;
}

interface Style {
  /** Where a variable may begin. */
  readonly begins: RegExp;
  /** What stands there: its name, its argument and where it ends; null: text. */
  read(text: string, at: number): { readonly name: string; readonly argument: string; readonly end: number } | null;
}

/** `$(name argument)`, `${name.argument}`, `{name.argument}`, `<name>`. */
const bracketed =
  (lead: string): Style['read'] =>
  (text, at) => {
    const from = at + lead.length;
    const end = closing(text, from);
    if (end < 0) return null;
    const [, name, argument = ''] = /^@?([\w#]{1,30}:?)(?:[\s.|=]+(.*))?$/s.exec(text.slice(from + 1, end)) ?? [];
    return name === undefined ? null : { name, argument: argument.trim(), end: end + 1 };
  };

const dollar: Style = { begins: /\$(?=[({])/g, read: bracketed('$') };
/** PhantomBot: `(sender)`. What is not one of its tags is text in brackets. */
const round: Style = {
  begins: /(?=\()/g,
  read(text, at) {
    const read = bracketed('')(text, at);
    const isTag =
      read && (names.has(read.name.toLowerCase()) || /^(?:[1-9]|random|#|currenttime|pointtouser)$/.test(read.name));
    return isTag ? read : null;
  },
};
const angled: Style = {
  begins: /</g,
  read(text, at) {
    const [whole, name, argument = ''] = /^<(\w{1,30})(?:\.(\w{1,30}))?>/.exec(text.slice(at, at + 70)) ?? [];
    return whole === undefined ? null : { name: name!, argument, end: at + whole.length };
  },
};
/** Firebot and SogeBot: `$name`, `$name[a, b]`. */
const bare: Style = {
  begins: /\$(?=[a-z])/gi,
  read(text, at) {
    const name = /^[a-z]\w{0,30}/i.exec(text.slice(at + 1, at + 33))?.[0] ?? '';
    const behind = at + 1 + name.length;
    if (text[behind] !== '[') return { name, argument: '', end: behind };
    const end = closing(text, behind);
    return end < 0 ? null : { name, argument: text.slice(behind + 1, end), end: end + 1 };
  },
};

const styles: ReadonlyMap<string, readonly Style[]> = new Map([
  ['nightbot', [dollar]],
  ['streamelements', [dollar]],
  ['fossabot', [dollar]],
  ['phantombot', [round]],
  ['sogebot', [bare, { begins: /(?=\((?:random|eval|api|count)\b)/g, read: bracketed('') }]],
  ['firebot', [bare]],
  ['moobot', [angled]],
  ['serdabot', []],
]);

/** A text of another bot with our variables; what cannot be translated stays as it was. */
export function translate(from: string, text: string): Translated {
  const unknown: string[] = [];
  let whole = text;
  for (const { begins, read } of styles.get(from) ?? []) {
    let translated = '';
    let at = 0;
    for (const { index } of whole.matchAll(begins)) {
      if (index < at) continue;
      const found = read(whole, index);
      if (!found) continue;
      const own = ours(found.name, found.argument);
      const before = whole.slice(index, found.end);
      if (own === null) unknown.push(before.slice(0, 60));
      translated += whole.slice(at, index) + (own ?? before);
      at = found.end;
    }
    whole = translated + whole.slice(at);
  }
  return { text: whole, unknown };
}

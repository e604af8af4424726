/** What stands for nothing here: code, files, the web, other commands, points, and tags that PhantomBot acts upon. */
const foreign = [
  'urlfetch customapi customapijson readapi api request eval evaljs readfile fileread writefile savetofile',
  'userlevel weather points pointname price pay age rank level senderrank subscribers followers follows hosts downtime',
  'lasttip playsound alert adminonlyedit gameonly onlineonly offlineonly onlineonlyedit usestokens useronly',
  'encodeurl gameinfo titleinfo gamesplayed playtime team_url',
].flatMap((words) => words.split(' '));
/** Words that anybody may put in brackets: a tag only with an argument. */
const foreignWithMore = ['command', 'list', 'code', 'math', 'help', 'token'];

const called = (own: string, words: string) => words.split(' ').map((word) => [word, own] as const);
/** Our variables, by what other bots call them. */
const names: ReadonlyMap<string, string> = new Map([
  ...called('user', 'user sender baresender source username userdisplayname display_name'),
  ...called('touser', 'touser target'),
  ...called('channel', 'channel streamer channelname'),
  ...called('query', 'query querystring queryescape queryencode pathescape args argall echo cleanecho param msg'),
  ...called('count', 'count counter cmd_count'),
  ...called('uptime', 'uptime'),
  ...called('category', 'game category current_game'),
  ...called('title', 'title status streamtitle'),
  ...called('viewers', 'viewers'),
  ...called('followage', 'followage'),
  ...called('chatter', 'chatter randomviewer randomactiveviewer'),
  ...called('random 1-100', '# number'),
]);

/** Whoever typed it, in the channel: what these are about anyway. */
const ofHere = /^(?:\$[({](?:user|sender|channel)[)}]\s*){1,2}$/;
const ofQuery = /^\$[({](?:query|1:)[)}]$/;
const aName = /^(?:name|display_?name|login)$/i;

/** Whether an argument says nothing that the variable does not mean without it. */
function saysNothing(own: string, argument: string): boolean {
  if (argument === '') return true;
  if (own === 'user' || own === 'channel' || own === 'touser') return aName.test(argument);
  return own === 'query' ? ofQuery.test(argument) : ofHere.test(argument);
}

export interface Translated {
  readonly text: string;
  /** What there is nothing for here. */
  readonly unknown: readonly string[];
}

/** A variable of another bot as one of ours; null: there is none. */
function ours(name: string, argument: string): string | null {
  const key = name.toLowerCase();
  if (/^[1-9]:?$/.test(key)) {
    // `(1=sender)`: the first word, else who typed it.
    if (key === '1' && /^(?:sender|user|touser)$/.test(argument)) return '$(touser)';
    return argument === '' ? `$(${key})` : null;
  }
  switch (key) {
    case 'random':
    case 'randomnumber':
    case 'randnum':
    case '#':
      return random(key, argument.trim());
    case 'time':
    case 'currenttime':
      return time(argument);
    case 'countdown':
    case 'countup':
      return `$(${key} ${argument})`;
    case 'twitch':
      return twitch(argument);
    case 'getcount':
      return /^\S+$/.test(argument) ? `$(counter ${argument})` : null;
    case 'quote':
    case 'pick':
      return `$(${key}${argument === '' ? '' : ` ${argument}`})`;
    case 'arg':
    case 'args': {
      const [, first, rest] = /^([1-9])(-|:)?$/.exec(argument) ?? [];
      if (first !== undefined) return rest ? `$(${first}:)` : `$(${first})`;
      return argument === '' || argument === 'all' ? '$(query)' : null;
    }
    case 'channel':
      if (argument === 'viewers') return '$(viewers)';
  }
  const own = names.get(key);
  return own && saysNothing(own, argument) ? `$(${own})` : null;
}

function random(key: string, argument: string): string | null {
  const [, least, most] =
    /^\[?(\d{1,9})\s*(?:-|,|-to-|\s)\s*(\d{1,9})\]?$/.exec(argument.replace(/^number-/, '')) ?? [];
  if (least !== undefined) return `$(random ${least}-${most})`;
  if (/^(?:chatter|(?:online\.)?viewer)$/i.test(argument)) return '$(chatter)';
  const [, picked] = /^pick\s+(.+)$/i.exec(argument) ?? [];
  if (picked) return `$(pick ${picked.replace(/['"]\s+['"]/g, '|').replace(/^['"]|['"]$/g, '')})`;
  if (key === '#' && /^\d{1,9}$/.test(argument)) return `$(random 1-${argument})`;
  return argument === '' || argument === 'number' ? '$(random 1-100)' : null;
}

function time(argument: string): string | null {
  const [, until] = /^until\s+["']?(.{1,60}?)["']?$/i.exec(argument) ?? [];
  if (until) return `$(countdown ${until})`;
  const [, zone, format = ''] = /^([\w+/-]{1,40})(?:[\s,]+"?([^"]{0,40})"?)?$/.exec(argument) ?? [];
  const known = format.replace(/YYYY|MM|DD|HH|mm|ss|[\s:./-]/g, '') === '';
  return zone && known ? `$(time ${zone}${format ? ` ${format}` : ''})` : null;
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
  if (template === undefined || !/^(?:\$\(channel\)|\$\{channel\}|")/.test(argument)) return null;
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
  read(text: string, at: number): Read | null;
}

interface Read {
  readonly name: string;
  readonly argument: string;
  readonly end: number;
  /** Stands before the name and stays. */
  readonly lead?: string;
}

/** `$(name argument)`, `${name.argument}`, `{name.argument}`, `<name>`. */
const bracketed =
  (lead: string): Style['read'] =>
  (text, at) => {
    const from = at + lead.length;
    const end = closing(text, from);
    if (end < 0) return null;
    const [, sign = '', name, argument = ''] =
      /^(@?)([\w#]{1,30}:?)(?:[\s.|=]+(.*))?$/s.exec(text.slice(from + 1, end)) ?? [];
    return name === undefined ? null : { name, argument: argument.trim(), end: end + 1, lead: sign };
  };

const dollar: Style = { begins: /\$(?=[({])/g, read: bracketed('$') };
/** PhantomBot: `(sender)`. What is not one of its tags is text in brackets. */
const round: Style = {
  begins: /(?=\()/g,
  read(text, at) {
    const read = bracketed('')(text, at);
    if (!read) return null;
    const name = read.name.toLowerCase();
    // There it is somebody of the chat.
    if (name === 'random' && read.argument === '') return { ...read, argument: 'chatter' };
    if (name === 'pointtouser') return { ...read, name: 'touser', lead: '@' };
    // Counts by so much, under another name.
    if (name === 'count' && read.argument !== '') return read;
    const isForeign = foreign.includes(name) || (foreignWithMore.includes(name) && read.argument !== '');
    const isTag = names.has(name) || isForeign || /^(?:[1-9]|#|currenttime)$/.test(name);
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

/** Wizebot: `$arg(1)` beside `$(name)`. */
const withCall: Style = {
  begins: /\$(?=args?\()/g,
  read(text, at) {
    const [whole, name, argument = ''] = /^\$(args?)\((\d?-?)\)/.exec(text.slice(at, at + 20)) ?? [];
    return whole === undefined ? null : { name: name!, argument, end: at + whole.length };
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
  ['wizebot', [withCall, dollar]],
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
      translated += whole.slice(at, index) + (own === null ? before : `${found.lead ?? ''}${own}`);
      at = found.end;
    }
    whole = translated + whole.slice(at);
  }
  return { text: whole, unknown };
}

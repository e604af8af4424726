import type { Command, Invocation } from '../../domain/command.ts';
import { type Reply, reply } from '../../domain/outcome.ts';
import { faultText, longestLine } from '../../domain/template.ts';
import { holds } from '../../domain/viewer.ts';
import { nearestWord } from '../../lib/nearest.ts';
import { compilePattern } from '../../lib/pattern.ts';
import type { Book } from './book.ts';
import { allOptions, type Custom, longestText, nameOf, readTyped, withOptions } from './item.ts';
import type { Home } from './phrases.ts';
import type { UseCounts } from './uses.ts';

type Verb = 'add' | 'edit' | 'delete' | 'show' | 'on' | 'off' | 'list';
const verbs: ReadonlyMap<string, Verb> = new Map<string, Verb>([
  ...(['add', 'new', 'create'] as const).map((word) => [word, 'add'] as const),
  ...(['edit', 'update', 'change', 'options'] as const).map((word) => [word, 'edit'] as const),
  ...(['delete', 'del', 'remove', 'rem', 'rm'] as const).map((word) => [word, 'delete'] as const),
  ...(['show', 'info'] as const).map((word) => [word, 'show'] as const),
  ...(['on', 'enable'] as const).map((word) => [word, 'on'] as const),
  ...(['off', 'disable'] as const).map((word) => [word, 'off'] as const),
  ['list', 'list'],
]);

/** Variables whose values may be sentences. */
const wordy = /^(?:ask|urlfetch|query|quote|\d+:)$/;
const wordyLength = 150;
const shortLength = 25;

/** Whether a text with its variables filled in, none of them unusually long, may have more characters. */
const mayExpandPast = (most: number, text: string, variables: ReadonlySet<string>) =>
  text.length + [...variables].reduce((sum, name) => sum + (wordy.test(name) ? wordyLength : shortLength), 0) > most;

/** What moderators type to make and change commands. */
export function createManage(house: Home, book: Book, uses: UseCounts): readonly Command[] {
  const { say, prefix, compile, settings, commands, sayable } = house;
  const { customs } = book;
  const title = (name: string) => `${prefix()}${name}`;
  const unknown = (channel: string, name: string) => {
    const meant = nearestWord(name, [...customs.read(channel).keys()]);
    if (meant === undefined) return reply(say('commands.unknown', { name: title(name) }));
    return reply(say('commands.meant', { name: title(name), meant: title(meant) }));
  };

  /** Who has the word already; null: it is free. */
  function takenBy(channel: string, word: string, own: string): Reply | null {
    const isBuiltIn = commands().some(({ name, aliases }) => name === word || aliases.includes(word));
    if (isBuiltIn) return reply(say('commands.built_in', { name: title(word) }));
    const by = book.nameOf(channel, word);
    return by === null || by === own ? null : reply(say('commands.taken', { name: title(word), by: title(by) }));
  }

  /** Why a command cannot be saved; null: it can. */
  async function faultOf(channel: string, { text, pattern }: Custom): Promise<Reply | null> {
    if (text === '') return reply(say('commands.empty', { prefix: prefix() }));
    if (text.length > longestText) return reply(say('commands.long', { most: longestText }));
    if (pattern !== undefined && !compilePattern(pattern)) return reply(say('commands.pattern'));
    const compiled = compile(text);
    if (!compiled.ok) return reply(faultText(say, compiled.fault));
    // Told now, to who can mend it. Links and mentions of a moderator leave; a text with variables is known only later.
    const words = text.replaceAll('@', '').split(/\s/);
    const plain = words.filter((word) => !word.includes('.')).join(' ');
    const isPlain = compiled.template.variables.size === 0;
    return isPlain && plain.trim() !== '' && !(await sayable(channel, plain)) ? reply(say('commands.unsayable')) : null;
  }

  async function save(call: Invocation, args: string, isNew: boolean): Promise<Reply> {
    const { channel, viewer } = call.message;
    const { name: typed, options, text } = readTyped(args);
    const word = nameOf(typed, prefix());
    if (word === null) return reply(say('commands.name', { prefix: prefix() }));
    const name = (isNew ? null : book.nameOf(channel, word)) ?? word;
    const before = customs.read(channel).get(name);
    if (isNew && before) return reply(say('commands.exists', { name: title(name), prefix: prefix() }));
    if (!isNew && !before) return unknown(channel, name);
    if (isNew && customs.read(channel).size >= settings().most) {
      return reply(say('commands.full', { most: settings().most }));
    }
    const change = (now: Custom) => withOptions(text === '' ? now : { ...now, text }, options, prefix());
    const made = change(before ?? { text: '' });
    if ('wrong' in made) return reply(say('commands.option', { option: made.wrong }));
    if ('unknown' in made) {
      return reply(say('commands.option.unknown', { option: made.unknown, known: allOptions.join(' ') }));
    }
    for (const each of [name, ...(made.custom.aliases ?? [])]) {
      const taken = takenBy(channel, each, name);
      if (taken) return taken;
    }
    const fault = await faultOf(channel, made.custom);
    if (fault) return fault;
    const done = await customs.change(channel, viewer, name, (now) => {
      if ((now === null) !== isNew) return undefined;
      const next = change(now ?? { text: '' });
      return 'custom' in next ? next.custom : undefined;
    });
    const isCounted = made.count === null || (await uses.set(channel, name, made.count));
    if (!done.ok || !isCounted) return reply(say('stored.not'));
    if (!done.changed && made.count === null) {
      return reply(say(isNew ? 'commands.exists' : 'commands.same', { name: title(name), prefix: prefix() }));
    }
    const saved = say(isNew ? 'commands.added' : 'commands.edited', { name: title(name) });
    const compiled = compile(made.custom.text);
    const mayBeCut = compiled.ok && mayExpandPast(longestLine, made.custom.text, compiled.template.variables);
    return reply(mayBeCut ? `${saved} ${say('commands.may_be_cut', { most: longestLine })}` : saved);
  }

  async function turn(call: Invocation, args: string, verb: 'delete' | 'on' | 'off'): Promise<Reply> {
    const { channel, viewer } = call.message;
    const word = nameOf(args.split(/\s/, 1)[0] ?? '', prefix());
    if (word === null) return reply(say('commands.usage', { prefix: prefix() }));
    const name = book.nameOf(channel, word);
    if (name === null) return unknown(channel, word);
    const compiled = compile(customs.read(channel).get(name)?.text ?? '');
    if (verb === 'on' && !compiled.ok) return reply(faultText(say, compiled.fault));
    const done = await customs.change(channel, viewer, name, (now) => {
      if (now === null || verb === 'delete') return null;
      const { off: _, ...on } = now;
      return verb === 'on' ? on : { ...on, off: true };
    });
    return reply(
      done.ok ? say(`commands.${verb === 'delete' ? 'deleted' : verb}`, { name: title(name) }) : say('stored.not'),
    );
  }

  function list(channel: string): Reply {
    const names = [...customs.read(channel)]
      .filter(([, { off, words, pattern }]) => !off && words === undefined && pattern === undefined)
      .map(([name]) => title(name))
      .toSorted();
    if (names.length === 0) return reply(say('commands.none', { prefix: prefix() }));
    return reply(say('commands.list', { names: names.join(' '), prefix: prefix() }));
  }

  function show(channel: string, args: string): Reply {
    const word = nameOf(args.split(/\s/, 1)[0] ?? '', prefix());
    if (word === null) return list(channel);
    const name = book.nameOf(channel, word);
    const custom = name === null ? undefined : customs.read(channel).get(name);
    if (name === null || !custom) return unknown(channel, word);
    const options = [
      custom.cd === undefined ? '' : `-cd=${custom.cd}`,
      custom.ucd === undefined ? '' : `-ucd=${custom.ucd}`,
      custom.level ? `-ul=${custom.level}` : '',
      custom.aliases ? `-a=${custom.aliases.join(',')}` : '',
      custom.words ? `-k=${custom.words.join(',')}` : '',
      custom.pattern === undefined ? '' : `-k=/${custom.pattern}/`,
      custom.when ? `-${custom.when}` : '',
      custom.game === undefined ? '' : `-game="${custom.game}"`,
      `-n=${uses.of(channel, name)}`,
      custom.off ? 'off' : '',
    ];
    const shown = options.filter(Boolean).join(' ');
    return { ...reply(say('commands.shown', { name: title(name), options: shown, text: custom.text })) };
  }

  async function run(call: Invocation, verb: Verb | undefined, args: string): Promise<Reply> {
    const { channel, viewer } = call.message;
    if (verb === 'list') return list(channel);
    if (verb === 'show') return show(channel, args);
    if (!holds(viewer.roles, 'moderator')) return verb === undefined ? list(channel) : reply(say('refused.level'));
    if (verb === undefined) return reply(say('commands.usage', { prefix: prefix() }));
    return verb === 'add' || verb === 'edit' ? save(call, args, verb === 'add') : turn(call, args, verb);
  }

  const short = (name: string, aliases: readonly string[], verb: Verb): Command => ({
    name,
    aliases,
    level: 'moderator',
    run: (call) => run(call, verb, call.args),
  });

  return [
    {
      name: 'commands',
      aliases: ['command', 'cmd', 'commandes', 'commande'],
      level: 'viewer',
      async run(call) {
        const [word = ''] = call.args.split(/\s/, 1);
        const verb = word === '' ? 'list' : verbs.get(word.toLowerCase());
        return run(call, verb, call.args.slice(word.length).trim());
      },
    },
    short('addcom', ['addcommand'], 'add'),
    short('editcom', ['editcommand'], 'edit'),
    short('delcom', ['delcommand'], 'delete'),
  ];
}

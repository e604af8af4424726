import type { Collection } from '../../domain/collection.ts';
import type { Command, Invocation } from '../../domain/command.ts';
import { duration } from '../../domain/duration.ts';
import { type Reply, reply } from '../../domain/outcome.ts';
import { saidLogin } from '../../lib/text.ts';
import type { createBook, Entry } from './book.ts';
import type { Enforcer } from './enforce.ts';
import { wordFault } from './filters/words.ts';
import type { Home } from './phrases.ts';
import { type FilterName, filterNames, isFilter } from './settings.ts';
import { type createRules, dryRun, hostKey, type Switch, wordKey } from './switches.ts';

export interface CommandParts {
  readonly house: Home;
  readonly book: ReturnType<typeof createBook>;
  readonly enforcer: Enforcer;
  readonly rules: ReturnType<typeof createRules>;
  readonly switches: Collection<Switch>;
  /** Resolves when what is on counts from the next line on. */
  readonly ready: (channel: string) => Promise<void>;
}

const usualPermit = 60;
const longestPermit = 3_600;
const usualLog = 3;
const mostLogged = 10;
const mostNamed = 500;
const longestWord = 200;
const hostLike = /^(?=.{1,253}$)(?:[a-z0-9-]+\.)+[a-z0-9-]{2,}$/;
const yes = new Set(['on', 'oui', 'enable']);
const no = new Set(['off', 'non', 'disable']);
const usual = new Set(['usual', 'default', 'habituel']);
const adding = new Set(['add', 'allow', 'ajouter']);
const removing = new Set(['del', 'delete', 'remove', 'deny', 'retirer']);

export function createCommands({ house, book, enforcer, rules, switches, ready }: CommandParts): readonly Command[] {
  const { say, prefix, streams, language } = house;
  const usage = () => say('moderation.usage', { prefix: prefix() });
  const nameOf = (name: FilterName) => say(`moderation.filter.${name}`);

  async function permit({ args, message: { channel } }: Invocation): Promise<string> {
    const [typed = '', seconds = String(usualPermit)] = args.split(/\s+/);
    const name = saidLogin(typed);
    if (name === null || !/^\d{1,4}s?$/.test(seconds)) return say('moderation.permit.usage', { prefix: prefix() });
    const granted = Math.min(longestPermit, Math.max(1, Number.parseInt(seconds, 10)));
    const done = await book.permit(channel, name, granted);
    return done ? say('moderation.permit.done', { name, seconds: granted }) : say('stored.not');
  }

  /** What stands in the way, where moderators can do something about it. */
  function inWords(reason: string): string {
    const [, scope] = /^missing scope: ([\w:]+)/.exec(reason) ?? [];
    if (scope !== undefined) return say('moderation.scope', { scope });
    return reason.startsWith('forbidden') ? say('moderation.forbidden', { bot: house.config().bot.name }) : reason;
  }

  function acted({ act, seconds, result, reason = '' }: Entry): string {
    const done =
      act === 'timeout'
        ? say('moderation.act.timeout', { time: duration(say, (seconds ?? 0) * 1_000) })
        : say(`moderation.act.${act}`);
    if (result === 'dry run') return say('moderation.log.dry', { act: done });
    return result === 'done' ? done : say('moderation.log.failed', { act: done, reason: inWords(reason) });
  }

  function log({ args, message: { channel } }: Invocation): string {
    const wanted = Math.min(mostLogged, Math.max(1, Number.parseInt(args, 10) || usualLog));
    const time = new Intl.DateTimeFormat(language(), { hour: '2-digit', minute: '2-digit' });
    const acts = book
      .log(channel)
      .slice(0, wanted)
      .map((entry) =>
        say('moderation.log.act', {
          time: time.format(entry.at),
          name: entry.login || say('moderation.log.nobody'),
          act: acted(entry),
          rule: isFilter(entry.rule) ? nameOf(entry.rule) : entry.detail,
        }),
      );
    return acts.length === 0 ? say('moderation.log.none') : say('moderation.log', { acts: acts.join(' · ') });
  }

  async function pardon({ args, message: { channel, viewer } }: Invocation): Promise<string> {
    const name = saidLogin(args.split(/\s/, 1)[0] ?? '');
    if (name === null) return say('moderation.pardon.usage', { prefix: prefix() });
    // Who is in the log needs no look at Twitch.
    const entry = book.log(channel).find(({ login }) => login === name);
    const found = entry ? { ok: true as const, value: entry } : await streams.streamer(name);
    if (!found.ok) return say('moderation.pardon.failed', { name, reason: found.reason });
    if (!found.value) return say('moderation.unknown', { name });
    const { id } = found.value;
    if (!(await book.pardon(channel, id))) return say('stored.not');
    const order = { act: 'lift', viewer: { id, login: name }, reason: '', rule: 'pardon' } as const;
    const end = await enforcer.order(channel, order, viewer.login);
    if (end.kind === 'done' || end.kind === 'dry run') return say('moderation.pardon.done', { name });
    return say('moderation.pardon.failed', { name, reason: inWords(end.reason) });
  }

  function state(channel: string): string {
    const { filters, dryRun: isDry } = rules.of(channel);
    const named = (on: boolean) => filterNames.filter((name) => filters[name].on === on).join(', ') || '–';
    const on = named(true);
    if (on === '–') return say('moderation.state.none', { off: named(false), prefix: prefix() });
    const words = say('moderation.state', { on, off: named(false) });
    return isDry ? `${words} ${say('moderation.state.dry')}` : words;
  }

  async function set({ message: { channel, viewer } }: Invocation, key: string, next: Switch | null) {
    const done = await switches.change(channel, viewer, key, () => next);
    if (done.ok) await ready(channel);
    return done.ok;
  }

  async function turn(call: Invocation, key: FilterName | typeof dryRun, verb: string): Promise<string> {
    const next = yes.has(verb) ? { on: true } : no.has(verb) ? { on: false } : usual.has(verb) ? null : undefined;
    if (next === undefined) return usage();
    if (!(await set(call, key, next))) return say('stored.not');
    if (key === dryRun) return say(rules.of(call.message.channel).dryRun ? 'moderation.dry.on' : 'moderation.dry.off');
    const name = nameOf(key);
    return say(`moderation.turned.${next === null ? 'usual' : next.on ? 'on' : 'off'}`, { name });
  }

  const isFull = (channel: string, key: string) =>
    !switches.read(channel).has(key) && switches.read(channel).size >= mostNamed;

  async function word(call: Invocation, verb: string, typed: string): Promise<string> {
    const written = typed.trim().slice(0, longestWord);
    const key = wordKey(written);
    if (written === '') return usage();
    if (removing.has(verb)) {
      if (!switches.read(call.message.channel).has(key)) return say('moderation.word.unknown');
      return say((await set(call, key, null)) ? 'moderation.word.removed' : 'stored.not');
    }
    const fault = wordFault(written);
    if (fault !== null) return say(`moderation.word.${fault}`);
    if (isFull(call.message.channel, key)) return say('moderation.full', { most: mostNamed });
    return say((await set(call, key, { on: true })) ? 'moderation.word.added' : 'stored.not');
  }

  async function host(call: Invocation, verb: string, typed: string): Promise<string | Reply> {
    const name = typed
      .trim()
      .toLowerCase()
      .replace(/^https?:\/\//, '')
      .replace(/\/$/, '');
    if (!hostLike.test(name)) return say('moderation.host.not');
    const isAdding = adding.has(verb);
    if (isAdding && isFull(call.message.channel, hostKey(name))) return say('moderation.full', { most: mostNamed });
    if (!(await set(call, hostKey(name), isAdding ? { on: true } : null))) return say('stored.not');
    const said = say(isAdding ? 'moderation.host.added' : 'moderation.host.removed', { host: name });
    return { ...reply(said), links: [name] };
  }

  async function filter(call: Invocation): Promise<string | Reply> {
    const [what = '', typed = ''] = call.args.toLowerCase().split(/\s+/);
    const rest = call.args.trim().split(/\s+/).slice(2).join(' ');
    if (what === '' || what === 'list') return state(call.message.channel);
    if (what === 'dry' || what === dryRun) return turn(call, dryRun, typed);
    const changes = adding.has(typed) || removing.has(typed);
    if (what === 'words' && changes) return word(call, typed, rest);
    if (what === 'links' && changes) return host(call, typed, rest);
    return isFilter(what) ? turn(call, what, typed) : usage();
  }

  const command = (
    name: string,
    aliases: readonly string[],
    run: (call: Invocation) => string | Promise<string | Reply>,
  ): Command => ({
    ...{ name, aliases, level: 'moderator' },
    async run(call) {
      const said = await run(call);
      return typeof said === 'string' ? reply(said) : said;
    },
  });
  return [
    command('filter', ['filters', 'filtre', 'filtres'], filter),
    command('permit', ['permettre'], permit),
    command('modlog', [], log),
    command('pardon', [], pardon),
  ];
}

import type { Invocation } from '../../domain/command.ts';
import { duration } from '../../domain/duration.ts';
import { defineFeature } from '../../domain/feature.ts';
import { type Reply, reply } from '../../domain/outcome.ts';
import { count, section } from '../../lib/schema.ts';
import type { Timer } from './item.ts';
import { phrases } from './phrases.ts';

const nameLike = /^[\p{L}\p{M}\p{N}_-]{1,30}$/u;

/** What is said by the clock. */
export const timers = defineFeature({
  name: 'timers',
  settings: section({ most: count(100).default(50) }),
  phrases,
  readme: [
    {
      type: ['!timer add name -every=15m -lines=5 text', '!timer edit|del|on|off|test name', '!timer list'],
      get: 'for moderators: texts that are said by the clock, while chat is awake',
    },
  ],
  async create(house) {
    const [{ allOptions, longestText, mostTexts, readTimer, timerSchema }, { createRunner }, { faultText, previewed }] =
      await Promise.all([import('./item.ts'), import('./run.ts'), import('../../domain/template.ts')]);
    const { say, prefix, settings, collection, compile, sayable } = house;
    const all = collection('timers', { schema: timerSchema, title: (name) => say('timer.title', { name }) });
    const runner = createRunner(house, all);

    async function faultOf(channel: string, { texts }: Timer): Promise<string | null> {
      if (texts.length === 0) return say('timer.usage', { prefix: prefix() });
      if (texts.length > mostTexts) return say('timer.texts', { most: mostTexts });
      for (const text of texts) {
        if (text.length > longestText) return say('timer.long', { most: longestText });
        const compiled = compile(text);
        if (!compiled.ok) return faultText(say, compiled.fault);
        const words = text.replaceAll('@', '').split(/\s/);
        const plain = words.filter((word) => !word.includes('.')).join(' ');
        const isPlain = compiled.template.variables.size === 0 && plain !== '';
        if (isPlain && !(await sayable(channel, plain))) return say('timer.unsayable');
      }
      return null;
    }

    const sayWhy = (read: Exclude<ReturnType<typeof readTimer>, { readonly timer: unknown }>) =>
      'wrong' in read
        ? say('timer.option', { option: read.wrong })
        : say('timer.option.unknown', { option: read.unknown, known: allOptions.join(' ') });

    async function save({ message: { channel, viewer } }: Invocation, name: string, typed: string, isNew: boolean) {
      const before = all.read(channel).get(name) ?? null;
      if (isNew && before) return say('timer.exists', { name, prefix: prefix() });
      if (!isNew && !before) return say('timer.unknown', { name });
      if (isNew && all.read(channel).size >= settings().most) return say('timer.full', { most: settings().most });
      const read = readTimer(before, typed);
      if (!('timer' in read)) return sayWhy(read);
      const fault = await faultOf(channel, read.timer);
      if (fault !== null) return fault;
      const done = await all.change(channel, viewer, name, (now) => {
        if ((now === null) !== isNew) return undefined;
        const next = readTimer(now, typed);
        return 'timer' in next ? next.timer : undefined;
      });
      if (!done.ok) return say('stored.not');
      runner.begin(channel, name);
      const { everyMinutes, lines } = read.timer;
      return say('timer.saved', { name, every: duration(say, everyMinutes * 60_000), lines });
    }

    async function turn({ message: { channel, viewer } }: Invocation, name: string, verb: 'on' | 'off' | 'deleted') {
      if (!all.read(channel).has(name)) return say('timer.unknown', { name });
      const done = await all.change(channel, viewer, name, (now) => {
        if (now === null || verb === 'deleted') return null;
        const { off: _, ...on } = now;
        return verb === 'on' ? on : { ...on, off: true };
      });
      if (!done.ok) return say('stored.not');
      runner.begin(channel, name);
      return say(`timer.${verb}`, { name });
    }

    async function tried(call: Invocation, name: string): Promise<Reply> {
      const timer = all.read(call.message.channel).get(name);
      if (!timer) return reply(say('timer.unknown', { name }));
      const said = await runner.expanded(call.message.channel, timer.texts[0]!, { ...call, args: '' });
      return { ...reply(said?.text || say('timer.empty')), ...(said && { written: said.written }) };
    }

    function list(channel: string): string {
      const names = [...all.read(channel)].map(([name, { everyMinutes, off }]) => {
        const every = duration(say, everyMinutes * 60_000);
        return off ? `${name} (off)` : `${name} (${every})`;
      });
      return names.length > 0
        ? say('timer.list', { names: names.join(', ') })
        : say('timer.none', { prefix: prefix() });
    }

    async function run(call: Invocation): Promise<Reply> {
      const [verb = '', typed = '', ...rest] = call.args.split(/\s+/);
      const name = typed.toLowerCase();
      if (verb === '' || verb === 'list') return reply(list(call.message.channel));
      if (!nameLike.test(name)) return reply(say('timer.usage', { prefix: prefix() }));
      switch (verb.toLowerCase()) {
        case 'add':
        case 'edit':
          return reply(await save(call, name, rest.join(' '), verb.toLowerCase() === 'add'));
        case 'del':
        case 'delete':
        case 'remove':
          return reply(await turn(call, name, 'deleted'));
        case 'on':
        case 'enable':
          return reply(await turn(call, name, 'on'));
        case 'off':
        case 'disable':
          return reply(await turn(call, name, 'off'));
        case 'test':
          return tried(call, name);
        default:
          return reply(say('timer.usage', { prefix: prefix() }));
      }
    }

    return {
      commands: [{ name: 'timer', aliases: ['timers', 'minuteur'], level: 'moderator', run }],
      panel: {
        title: { fr: 'Minuteurs', en: 'Timers' },
        read: (channel) => ({
          items: [...all.read(channel)].map(([name, timer]) => ({ name, ...timer })),
          edits: all.edits(channel),
        }),
        async preview(draft, call, signal) {
          const read = readTimer(null, draft);
          if (!('timer' in read)) return [() => sayWhy(read)];
          const { texts } = read.timer;
          return Promise.all(
            texts
              .slice(0, mostTexts)
              .map((text) => previewed(house, text, { call: { ...call, args: '' }, count: 0 }, signal)),
          );
        },
      },
      sees: runner.sees,
      start: async () => runner.start(),
      stop: runner.stop,
    };
  },
});

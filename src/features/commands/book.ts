import type { Command } from '../../domain/command.ts';
import type { OnAir } from '../../domain/stream.ts';
import type { Template } from '../../domain/template.ts';
import { compilePattern } from '../../lib/pattern.ts';
import { subjectKey } from '../../lib/subject.ts';
import { type Custom, commandShards, customSchema } from './item.ts';
import type { Home } from './phrases.ts';
import type { UseCounts } from './uses.ts';

/** A command that answers lines, with how it knows them. */
interface Trigger {
  readonly command: Command;
  readonly custom: Custom;
  matches(text: string, key: string): boolean;
}

/** The commands of a channel, by what they answer to. */
interface Index {
  readonly byWord: ReadonlyMap<string, string>;
  readonly triggers: readonly Trigger[];
}

/** A trigger that chat could set off all the time. */
const leastTriggerSeconds = 30;

/** What moderators made, and what becomes of a line that it answers. */
export function createBook(house: Home, uses: UseCounts) {
  const { collection, compile, chat, prefix, say } = house;
  const customs = collection('commands', {
    schema: customSchema,
    shards: commandShards,
    title: (name) => `${prefix()}${name}`,
  });
  const templates = new WeakMap<Custom, Template>();
  const commands = new WeakMap<Custom, Command>();
  const indexes = new WeakMap<ReadonlyMap<string, Custom>, Index>();

  /** Null: what was saved by another version of the bot has a variable that this one has not. */
  function templateOf(custom: Custom): Template | null {
    const known = templates.get(custom);
    if (known) return known;
    const compiled = compile(custom.text);
    if (!compiled.ok) return null;
    templates.set(custom, compiled.template);
    return compiled.template;
  }

  const isWanted = ({ when, game }: Custom, onAir: OnAir | null) =>
    (when === undefined || (when === 'live') === (onAir !== null)) &&
    (game === undefined || subjectKey(onAir?.category ?? '') === subjectKey(game));

  function commandOf(name: string, custom: Custom): Command {
    const known = commands.get(custom);
    if (known) return known;
    const isTrigger = custom.words !== undefined || custom.pattern !== undefined;
    const made: Command = {
      name: 'custom',
      aliases: [],
      level: custom.level ?? 'viewer',
      ...(templateOf(custom)?.asks && { asks: true }),
      ...(isTrigger && { quiet: true }),
      about: () =>
        say('commands.about', {
          name: `${prefix()}${name}`,
          who: say(`commands.for.${custom.level ?? 'viewer'}`),
          text: custom.text,
        }),
      pace: {
        name: `${prefix()}${name}`,
        viewerSeconds: custom.ucd ?? (isTrigger ? 0 : null),
        channelSeconds: isTrigger ? Math.max(leastTriggerSeconds, custom.cd ?? 0) : (custom.cd ?? null),
      },
      async run(call, signal) {
        const { channel } = call.message;
        const template = templateOf(custom);
        if (!template) return { kind: 'ignored' };
        const hasCondition = custom.when !== undefined || custom.game !== undefined;
        if (hasCondition && !isWanted(custom, await chat.stream(channel, signal))) return { kind: 'ignored' };
        const count = uses.used(channel, name);
        const said = await template.expand({ call, count }, signal);
        return said.text === ''
          ? { kind: 'ignored' }
          : {
              kind: 'reply',
              source: said.isForeign ? 'template' : 'bot',
              text: said.text,
              written: said.written,
              mentions: said.mentions,
            };
      },
    };
    commands.set(custom, made);
    return made;
  }

  function triggerOf(name: string, custom: Custom): Trigger | null {
    const command = commandOf(name, custom);
    if (custom.pattern !== undefined) {
      const matches = compilePattern(custom.pattern);
      return matches && { command, custom, matches };
    }
    const words = (custom.words ?? []).map((word) => ` ${subjectKey(word)} `).filter((word) => word.trim() !== '');
    if (words.length === 0) return null;
    return { command, custom, matches: (_text, key) => words.every((word) => key.includes(word)) };
  }

  function indexOf(channel: string): Index {
    const all = customs.read(channel);
    const known = indexes.get(all);
    if (known) return known;
    const byWord = new Map<string, string>();
    const triggers: Trigger[] = [];
    for (const [name, custom] of all) {
      if (custom.words !== undefined || custom.pattern !== undefined) {
        const trigger = custom.off ? null : triggerOf(name, custom);
        if (trigger) triggers.push(trigger);
        continue;
      }
      // What is typed is understood when somebody types it: a thousand at once would be felt.
      for (const word of [name, ...(custom.aliases ?? [])]) byWord.set(word, name);
    }
    const index = { byWord, triggers };
    indexes.set(all, index);
    return index;
  }

  return {
    customs,
    /** The name of the command that a word means. */
    nameOf: (channel: string, word: string) =>
      indexOf(channel).byWord.get(word) ?? (customs.read(channel).has(word) ? word : null),
    command(channel: string, word: string): Command | null {
      if (customs.read(channel).size === 0) return null;
      const name = indexOf(channel).byWord.get(word);
      const custom = name === undefined ? undefined : customs.read(channel).get(name);
      return custom && !custom.off ? commandOf(name!, custom) : null;
    },
    hasTriggers: (channel: string) => customs.read(channel).size > 0 && indexOf(channel).triggers.length > 0,
    trigger(channel: string, text: string): Command | null {
      const key = ` ${subjectKey(text)} `;
      const onAir = chat.lastStream(channel);
      return (
        indexOf(channel).triggers.find(({ custom, matches }) => isWanted(custom, onAir) && matches(text, key))
          ?.command ?? null
      );
    },
  };
}

export type Book = ReturnType<typeof createBook>;

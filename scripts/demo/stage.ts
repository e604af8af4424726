import { randomUUID } from 'node:crypto';
import type { Role, Viewer } from '../../src/domain/viewer.ts';
import { games } from '../../src/sandbox/texts/games.ts';
import { subjects } from '../../src/sandbox/texts/wikipedia.ts';
import type { SandboxTwitch } from '../../src/sandbox/twitch/twitch.ts';
import type { Stage, StageLine } from '../../src/web/stage.ts';

const people: readonly { key: string; name: string; roles: readonly Role[] }[] = [
  { key: 'broadcaster', name: 'Serda_TV', roles: ['broadcaster'] },
  { key: 'moderator', name: 'Milo', roles: ['moderator'] },
  { key: 'vip', name: 'Violette', roles: ['vip'] },
  { key: 'subscriber', name: 'Sacha', roles: ['subscriber'] },
  { key: 'viewer', name: 'Lea', roles: [] },
];

export const viewers: Readonly<Record<string, Viewer>> = Object.fromEntries(
  people.map(({ key, name, roles }, i) => [
    key,
    // What a moderator types is what they read: on Twitch, too, a login is the name in small letters.
    { id: String(1000 + i), login: name.toLowerCase(), name, roles: new Set(roles) },
  ]),
);

/** The stand-ins have thousands of pages; these are the written ones. */
const knows: Stage['knows'] = {
  games: games.filter(({ type = 0 }) => type === 0).map(({ name }) => name),
  subjects: { fr: titles(0), en: titles(1) },
};
function titles(at: 0 | 1): readonly string[] {
  return subjects.filter((both) => !both[at].disambiguation).map((both) => both[at].title);
}

const remembered = 200;
const longest = 500;

/** The sandbox's chat as the bot's chat page shows it. */
export function createStage({
  twitch,
  channel,
  botName,
  label,
  language,
  commands,
}: {
  twitch: SandboxTwitch;
  channel: string;
  botName: string;
  label: Stage['label'];
  language: Stage['language'];
  commands: Stage['commands'];
}): Stage {
  const lines: StageLine[] = [];
  const listeners = new Set<(line: StageLine) => void>();

  function add(line: StageLine) {
    lines.push(line);
    if (lines.length > remembered) lines.shift();
    for (const listener of listeners) listener(line);
  }

  twitch.onLine((line) => {
    const parent = lines.find(({ id }) => id === line.replyTo);
    add({
      id: line.id,
      at: Date.now(),
      name: botName,
      roles: ['moderator'],
      text: line.text,
      kind: 'bot',
      ...(parent && { replyTo: { name: parent.name, text: parent.text } }),
    });
  });

  const removal = {
    fr: {
      line: (name: string) => `Le message de ${name} est effacé.`,
      viewer: (name: string) => `${name} est exclu du chat un moment.`,
      silenced: 'exclu du chat, pour un moment',
    },
    en: {
      line: (name: string) => `The message of ${name} is deleted.`,
      viewer: (name: string) => `${name} is timed out.`,
      silenced: 'timed out',
    },
  }[language];
  /** Until when somebody may not write, by login. */
  const silencedUntil = new Map<string, number>();
  twitch.onRemoved((removed) => {
    const isLine = removed.what === 'line';
    if (!isLine) silencedUntil.set(removed.login, Date.now() + (removed.seconds ?? Number.POSITIVE_INFINITY) * 1_000);
    const name = isLine
      ? lines.find(({ id }) => id === removed.id)?.name
      : Object.values(viewers).find(({ login }) => login === removed.login)?.name;
    const text = removal[removed.what](name ?? '?');
    add({ id: randomUUID(), at: Date.now(), name: '', roles: [], text, kind: 'notice' });
  });

  return {
    channel,
    botName,
    label,
    language,
    commands,
    knows,
    viewers: people,
    history: () => lines,
    say(key, typed) {
      const viewer = viewers[key];
      const text = typed.trim();
      if (!viewer) return { ok: false, reason: 'no such viewer' };
      if (!text || text.length > longest) return { ok: false, reason: `1 to ${longest} characters` };
      if ((silencedUntil.get(viewer.login) ?? 0) > Date.now()) return { ok: false, reason: removal.silenced };
      const id = twitch.say(channel, viewer, text);
      add({ id, at: Date.now(), name: viewer.name, roles: [...viewer.roles], text, kind: 'viewer' });
      return { ok: true };
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

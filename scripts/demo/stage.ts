import type { Role, Viewer } from '../../src/domain/viewer.ts';
import type { SandboxTwitch } from '../../src/sandbox/twitch/twitch.ts';
import type { Stage, StageLine } from '../../src/web/stage.ts';

const people: readonly { key: string; name: string; roles: readonly Role[] }[] = [
  { key: 'broadcaster', name: 'Serda', roles: ['broadcaster'] },
  { key: 'moderator', name: 'Milo', roles: ['moderator'] },
  { key: 'vip', name: 'Violette', roles: ['vip'] },
  { key: 'subscriber', name: 'Sacha', roles: ['subscriber'] },
  { key: 'viewer', name: 'Léa', roles: [] },
];

export const viewers: Readonly<Record<string, Viewer>> = Object.fromEntries(
  people.map(({ key, name, roles }, i) => [
    key,
    { id: String(1000 + i), login: key === 'broadcaster' ? 'my_channel' : `demo_${key}`, name, roles: new Set(roles) },
  ]),
);

const remembered = 200;
const longest = 500;

/** The sandbox's chat as the bot's chat page shows it. */
export function createStage({
  twitch,
  channel,
  botName,
  label,
}: {
  twitch: SandboxTwitch;
  channel: string;
  botName: string;
  label: string;
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

  return {
    channel,
    botName,
    label,
    viewers: people,
    history: () => lines,
    say(key, typed) {
      const viewer = viewers[key];
      const text = typed.trim();
      if (!viewer) return { ok: false, reason: 'no such viewer' };
      if (!text || text.length > longest) return { ok: false, reason: `1 to ${longest} characters` };
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

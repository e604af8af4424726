import type { Level } from '../../../src/domain/viewer.ts';
import {
  bagOf,
  bagsOf,
  FormatFault,
  type Found,
  leaveOthers,
  levelOr,
  nothingFound,
  textOf,
  textsOf,
} from '../found.ts';

function fossabotLevel(names: readonly string[]): Level | undefined {
  if (names.length === 0) return 'viewer';
  const patterns: readonly (readonly [RegExp, Level])[] = [
    // The whole name: somebody may have called a role of a few "Submods".
    [/^(?:everyone|viewers?|all)$/i, 'viewer'],
    [/^(?:subs?|subscribers?)$/i, 'subscriber'],
    [/^vips?$/i, 'vip'],
    [/^(?:mods?|moderators?)$/i, 'moderator'],
    [/^(?:broadcaster|owner|streamer)$/i, 'broadcaster'],
  ];
  return patterns.find(([pattern]) => names.some((name) => pattern.test(name.trim())))?.[1];
}

export function fossabot(json: unknown): Found {
  const whole = bagOf(json);
  if (!whole || !Array.isArray(whole['commands'])) throw new FormatFault('no "commands" in it');
  const found = nothingFound();
  const roles = new Map(bagsOf(whole['roles']).map(({ id, name }) => [textOf(id), textOf(name)]));
  for (const row of bagsOf(whole['commands'])) {
    const name = textOf(row['name']);
    const ids = textsOf(row['role_ids']);
    const names = ids.map((id) => roles.get(id) ?? id);
    const level = levelOr(found, name, fossabotLevel(names), names.join(', '));
    const [isOnline, isOffline] = [row['enabled_online'] !== false, row['enabled_offline'] !== false];
    found.commands.push({
      ...{ name, text: textOf(row['response']), level, aliases: textsOf(row['aliases']) },
      isOff: !isOnline && !isOffline,
      when: isOnline === isOffline ? undefined : isOnline ? 'live' : 'offline',
    });
  }
  leaveOthers(found, whole, ['roles', 'commands']);
  return found;
}

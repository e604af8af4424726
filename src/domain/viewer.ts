export type Role = 'broadcaster' | 'moderator' | 'vip' | 'subscriber';

/** What a command asks of a viewer. `viewer` is everyone. */
export type Level = Role | 'viewer';

export interface Viewer {
  readonly id: string;
  readonly login: string;
  /** The display name: typed by the viewer, so it is data, never markup. */
  readonly name: string;
  readonly roles: ReadonlySet<Role>;
}

// A moderator may do what a VIP or a subscriber may; VIP and subscriber are sets beside each other, not a ladder.
const satisfies: Record<Level, readonly Role[]> = {
  viewer: [],
  subscriber: ['subscriber', 'vip', 'moderator', 'broadcaster'],
  vip: ['vip', 'moderator', 'broadcaster'],
  moderator: ['moderator', 'broadcaster'],
  broadcaster: ['broadcaster'],
};

export function holds(roles: ReadonlySet<Role>, level: Level): boolean {
  return level === 'viewer' || satisfies[level].some((role) => roles.has(role));
}

export const priorities = ['broadcaster', 'moderator', 'vip', 'subscriber', 'viewer', 'background'] as const;
/** Where a call stands in the line for a slot. */
export type Priority = (typeof priorities)[number];

export function priorityOf(roles: ReadonlySet<Role>): Priority {
  for (const priority of priorities) {
    if (priority === 'viewer' || priority === 'background') break;
    if (roles.has(priority)) return priority;
  }
  return 'viewer';
}

import type { Stored } from '../domain/storage.ts';
import type { LeftOver } from '../domain/under-way.ts';

/** Stores the running commands. Never rejects: without the store a command goes on. */
export interface Claims {
  claim(channel: string, id: string, withinMs: number): Promise<boolean>;
  /** Resolves when it has left for a store across the network: it is there though this process should hang from then on. */
  open(entry: LeftOver): Promise<void>;
  /** Resolves when it is written; false when the command is another process's. `forgotten`: nothing of the entry may be. */
  hand(entry: LeftOver, forgotten: boolean): Promise<boolean>;
  end(channel: string, id: string): void;
  takeOver(channels: readonly string[]): Promise<Left>;
  forget(viewerId: string, channels: readonly string[]): Promise<Stored<null>>;
  stop(): Promise<void>;
}

export interface Left {
  readonly found: readonly LeftOver[];
  /** Entries that are this process's own already. */
  readonly own: readonly LeftOver[];
  /** Messages that were answered a short while ago. */
  readonly answered: readonly string[];
  readonly others: number;
}

/** How long an orphaned command stays stored past its deadline. */
export const keptMs = 300_000;
/** Twitch redelivers nothing older. */
export const answeredMs = 300_000;

/** Sets are not JSON. */
export const asJson = ({ viewer, ...rest }: LeftOver) => ({ ...rest, viewer: { ...viewer, roles: [...viewer.roles] } });

/** Null for what this version cannot read. */
export function fromJson(value: unknown): LeftOver | null {
  const entry = value as ReturnType<typeof asJson> | null;
  if (typeof entry !== 'object' || entry === null || typeof entry.viewer !== 'object' || entry.viewer === null)
    return null;
  const { id, login, name, roles } = entry.viewer;
  const texts = [id, login, name, entry.id, entry.channel, entry.roomId, entry.command, entry.args, entry.text];
  const holds =
    texts.every((text) => typeof text === 'string') &&
    Array.isArray(roles) &&
    Number.isFinite(entry.receivedAt) &&
    Number.isFinite(entry.deadline);
  return holds ? { ...entry, tried: entry.tried === true, viewer: { id, login, name, roles: new Set(roles) } } : null;
}

/** For a store that ends with the process. */
export const noClaims: Claims = {
  claim: async () => true,
  open: async () => {},
  hand: async () => true,
  end() {},
  takeOver: async () => ({ found: [], own: [], answered: [], others: 0 }),
  forget: async () => ({ ok: true, value: null }),
  stop: async () => {},
};

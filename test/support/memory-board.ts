import type { Clock } from '../../src/lib/clock.ts';
import type { EndpointBoard, Note } from '../../src/llm/breaker-sharing.ts';

/** What processes share, in this one: each of them opens the board, and may be cut off from it. */
export function createMemoryBoard(clock: Clock, leaseMs = 3_000) {
  const notes = new Map<string, { readonly note: Note; readonly until: number }>();
  const probes = new Map<string, { readonly by: symbol; readonly until: number }>();
  const asked = { looks: 0, posts: 0, probes: 0 };
  const isCut = new Set<symbol>();

  const read = (id: string, rev: string): Note | null | undefined => {
    const found = notes.get(id);
    if ((found?.note.rev ?? '') === rev) return undefined;
    return found ? { ...found.note, waitMs: found.until - clock.now() } : null;
  };
  const prober = (id: string) => {
    const probe = probes.get(id);
    return probe && probe.until > clock.now() ? probe.by : null;
  };

  function open() {
    const me = Symbol();
    const reach = async <T>(work: () => T) => {
      await Promise.resolve();
      if (isCut.has(me)) return { ok: false, reason: 'unreachable', detail: 'cut off' } as const;
      return { ok: true, value: work() } as const;
    };
    const board: EndpointBoard = {
      look: (looks) =>
        reach(() => {
          asked.looks++;
          return looks.map(({ id, rev, probing }) => {
            if (prober(id) === me) {
              if (probing) probes.set(id, { by: me, until: clock.now() + leaseMs });
              else probes.delete(id);
            }
            return read(id, rev);
          });
        }),
      post: (id, rev, note) =>
        reach(() => {
          asked.posts++;
          if (prober(id) === me) probes.delete(id);
          const other = read(id, rev);
          if (other !== undefined) return other;
          notes.set(id, { note, until: clock.now() + note.waitMs });
          return 'posted' as const;
        }),
      probe: (id, rev) =>
        reach(() => {
          asked.probes++;
          const other = read(id, rev);
          if (other !== undefined) return other;
          if (prober(id)) return 'taken' as const;
          probes.set(id, { by: me, until: clock.now() + leaseMs });
          return 'yours' as const;
        }),
    };
    return { board, cut: () => void isCut.add(me), heal: () => void isCut.delete(me) };
  }
  return { open, asked, ids: () => [...notes.keys()], forget: () => notes.clear() };
}

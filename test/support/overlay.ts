import type { Event, Tell } from '../../src/domain/event.ts';
import type { Site } from '../../src/domain/site.ts';
import { type Address, type Look, noAddress, plainLook, rotated } from '../../src/features/overlay/look.ts';
import { createPages } from '../../src/features/overlay/pages.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { aHouse } from './house.ts';

type Said = Extract<Event, { kind: 'answer.said' }>;

/** The overlay of one channel, whose answers a test makes up. */
export function anOverlay(look: Partial<Look>, clock: Clock = systemClock) {
  const listeners = new Set<Tell>();
  let address: Address = rotated(noAddress, clock.wall());
  let now: Look = { ...plainLook, ...look };
  const onLook: ((channel: string) => void)[] = [];
  const onAddress: ((channel: string) => void)[] = [];
  let owned: readonly string[] = ['my_channel'];
  const house = aHouse({
    clock,
    chat: { owned: () => owned },
    vitals: {
      health: () => new Map(),
      listen(listener: Tell) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
  });
  const pages = createPages({
    house,
    lookOf: () => now,
    eventText: ({ what, count }) => `${what} ${count}`,
    looks: { onChange: (listener: (channel: string) => void) => void onLook.push(listener) } as never,
    addresses: {
      read: (channel: string) => (channel === 'my_channel' ? address : noAddress),
      onChange: (listener: (channel: string) => void) => void onAddress.push(listener),
    } as never,
  });
  const sites: ReadonlyMap<string, Site> = new Map([['overlay', { open: async () => pages }]]);
  const tell = (event: Event) => {
    for (const listener of listeners) listener(event);
  };
  return {
    pages,
    sites,
    listening: () => listeners.size,
    get secret() {
      return address.secret!;
    },
    /** Which channels this process serves from now on. */
    owns(channels: readonly string[]) {
      owned = channels;
      tell({ kind: 'channels.owned', count: owned.length });
    },
    rotate() {
      address = rotated(address, clock.wall());
      for (const listener of onAddress) listener('my_channel');
    },
    look(change: Partial<Look>) {
      now = { ...now, ...change };
      for (const listener of onLook) listener('my_channel');
    },
    say({ name = 'Lea', ...over }: Partial<Said> & { readonly name?: string } = {}) {
      tell({
        kind: 'answer.said',
        channel: 'my_channel',
        viewer: { id: 'id-lea', login: 'lea', name },
        command: 'ask',
        asks: true,
        question: 'why?',
        questionId: 'q1',
        source: 'endpoint:local',
        lineId: 'a1',
        text: 'because',
        ...over,
      });
    },
    withdraw: (messageId: string | null, viewerId: string | null = null, channel = 'my_channel') =>
      tell({ kind: 'chat.withdrawn', channel, messageId, viewerId }),
  };
}

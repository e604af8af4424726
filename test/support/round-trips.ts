import type { Listener } from './forwarder.ts';

/** What a command waits for until its reply is handed over, as Redis is asked for it: round trips, one after the other. */
export interface RoundTrips extends Listener {
  /** A command of this viewer comes now, and no other until `end`. */
  begin(viewerId: string): void;
  /** Each names what was asked for in it. */
  end(): readonly string[];
}

/** To stand between a bot and its Redis. What nobody waits for is left out. */
export function createRoundTrips(): RoundTrips {
  let trips: Set<string>[] = [];
  let viewer = '';
  let isAnswered = true;
  let isHanded = false;
  const handed = new Set<string>();
  /** Under which key each viewer's opt-out is looked up. */
  const viewers = new Map<string, string>();
  /** Entries of the viewer that were written: behind the command's back the opt-out is looked up once more for each. */
  let unchecked = 0;

  function stepOf([verb = '', first = '', second = '', ...rest]: readonly string[]): string | null {
    if (verb === 'HGET') return second.startsWith('optout/') ? optOutOf(second) : null;
    const isTheirs = first.includes(`::viewer/${viewer}/`);
    if (verb === 'SET' && isTheirs) unchecked++;
    // What other viewers' commands left to do has their ids in it.
    if (verb === 'GET' && first.includes('::viewer/') && !isTheirs) return null;
    if (verb === 'GET') return /^serdabot:cache:(?:fresh\.)?(\w+)::/.exec(first)?.[1] ?? null;
    if (verb !== 'EVALSHA' && verb !== 'EVAL') return null;
    const [keys, args] = [rest.slice(0, Number(second)), rest.slice(Number(second))];
    const [key = ''] = keys;
    if (/^serdabot:under-way:\{\w+\}:/.test(key)) return keys.length === 1 ? 'claim' : handOf(args[1] ?? '');
    if (/^serdabot:limits:\{\w+\}:/.test(key)) return 'admission';
    // Nothing is wanted where a slot is given back or renewed, nor with a limit of 0 of a window.
    if (key === 'serdabot:{slots}:leases') return args[4] === '0' ? null : 'slot';
    if (key.includes(':window:')) return args[3] === '0' ? null : 'permit';
    if (key.startsWith('serdabot:cost:')) return args[9] === '1' ? null : 'budget';
    return null;
  }

  function optOutOf(key: string): string | null {
    if (!viewers.has(key)) viewers.set(key, viewer);
    if (viewers.get(key) !== viewer) return null;
    if (unchecked === 0) return 'opt-out';
    unchecked--;
    return null;
  }

  /** The end of a command looks like its hand-over, and comes after it. */
  function handOf(id: string): string | null {
    if (handed.has(id)) return null;
    handed.add(id);
    return 'hand';
  }

  return {
    sent(bytes) {
      for (const command of commandsIn(bytes.toString('latin1'))) {
        const step = stepOf(command);
        if (step === null || isHanded) continue;
        // On a busy machine a permit may come too late to be used, and is asked for again.
        const isAgain = step === 'permit' && trips.at(-1)?.has(step);
        if (isAnswered && !isAgain) trips.push(new Set());
        isAnswered = false;
        trips.at(-1)!.add(step);
        isHanded = step === 'hand';
      }
    },
    answered() {
      isAnswered = true;
    },
    begin(viewerId) {
      trips = [];
      viewer = viewerId;
      unchecked = 0;
      isAnswered = true;
      isHanded = false;
    },
    end: () => trips.map((trip) => [...trip].sort().join(' + ')),
  };
}

/** Arrays of texts, as a client sends them. */
function* commandsIn(sent: string): Generator<readonly string[]> {
  let at = 0;
  const length = () => {
    const end = sent.indexOf('\r\n', at);
    const count = Number(sent.slice(at + 1, end));
    at = end + 2;
    return count;
  };
  while (sent[at] === '*') {
    const words = Array.from({ length: length() }, () => {
      const size = length();
      const word = sent.slice(at, at + size);
      at += size + 2;
      return word;
    });
    yield words;
  }
}

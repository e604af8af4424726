import type { Viewer } from '../../src/domain/viewer.ts';
import type { Crowd } from './crowd.ts';
import * as talk from './talk.ts';
import type { Source } from './world/random.ts';

export interface Line {
  readonly who: Viewer;
  readonly text: string;
  readonly copies?: number;
  /** Typed in a room whose chat this one shares. */
  readonly elsewhere?: boolean;
}

/** One thing that happens in a chat: mostly one line, sometimes a burst of them with pauses in between. */
export function happening(crowd: Crowd, source: Source): readonly { readonly afterMs: number; readonly line: Line }[] {
  const regular = () => crowd.viewers[Math.floor(source.next() ** 2 * crowd.viewers.length)] as Viewer;
  const one = (who: Viewer, text: string, more: Partial<Line> = {}) => [{ afterMs: 0, line: { who, text, ...more } }];
  const draw = source.next();
  if (draw < 0.005)
    return one(
      source.chance(0.1) ? source.pick([...crowd.moderators, crowd.known]) : regular(),
      talk.forbidden(source),
    );
  if (draw < 0.5) return one(regular(), talk.chatter(source));
  if (draw < 0.58) return one(regular(), talk.light(source));
  if (draw < 0.76) return one(regular(), `!ask ${talk.question(source)}`, source.chance(0.02) ? { copies: 2 } : {});
  if (draw < 0.82) return one(regular(), `@serdabot ${talk.question(source)}`);
  if (draw < 0.86) return one(regular(), talk.source_(source));
  if (draw < 0.92) return one(source.chance(0.2) ? source.pick(crowd.moderators) : regular(), talk.light(source));
  if (draw < 0.945) return one(source.pick(crowd.moderators), talk.change(source));
  if (draw < 0.952) return one(regular(), talk.right(source));
  if (draw < 0.955)
    return one(crowd.broadcaster, source.pick(['!cacheclear', '!costs', '!ask comment ça va ?', '!raid']));
  if (draw < 0.96) return one(crowd.known, source.pick(['!ask coucou', '@serdabot salut', 'Follow the stream!']));
  if (draw < 0.965) return one(regular(), `!ask ${talk.question(source)}`, { elsewhere: true });
  if (draw < 0.98) return one(source.pick(crowd.trolls), `!ask ${talk.attack(source)}`);
  if (draw < 0.99) return one(source.pick(crowd.trolls), talk.mess(source));
  if (draw < 0.992) return one(crowd.unknown, '@serdabot salut le bot');
  // A flood: one of them asks again and again, or many ask at once.
  const alone = source.chance(0.5);
  const troll = source.pick(crowd.trolls);
  return Array.from({ length: 8 + source.int(25) }, () => ({
    afterMs: source.int(alone ? 400 : 60),
    line: { who: alone ? troll : regular(), text: `!ask ${talk.question(source)}` },
  }));
}

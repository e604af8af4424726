import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import type { Event } from '../domain/event.ts';
import { count, section } from '../lib/schema.ts';
import { loadConfiguration } from './load.ts';
import type { Watch } from './watch.ts';
import { watchConfiguration } from './watch.ts';

let folder: string;
let file: string;
let events: Event[];
let watch: Watch;

const config = (cooldown: number | string, more = '') =>
  `bot: { channels: [a] }\nrate_limiting: { user_cooldown: ${cooldown} }\n${more}`;
const limits = (cap: number | string) => `{ "max_concurrent_users_modere": ${cap}, "max_history_messages": 7 }`;
const write = (text: string, name = 'config.yaml') => writeFile(join(folder, name), text);
const sections = [{ name: 'quotes', settings: section({ max: count(5000).default(1000) }) }];
const cooldown = () => watch.current().settings.rate_limiting.user_cooldown;
const told = () => events.splice(0).map((event) => ('detail' in event ? `${event.kind}: ${event.detail}` : event.kind));

/** A content counts from the second look on. */
async function settle() {
  await watch.check();
  await watch.check();
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watch-'));
  file = join(folder, 'config.yaml');
  await write(config(1));
  await write(limits(4), 'model_limits.json');
  events = [];
  const loaded = await loadConfiguration(file, {}, sections);
  if (!loaded.ok) throw new Error('the config is not valid');
  const tell = (event: Event) => void events.push(event);
  watch = watchConfiguration({ file, initial: loaded, tell, clock: createVirtualClock() });
});

afterEach(async () => {
  watch.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('a section of a feature', () => {
  it('is followed, and named', async () => {
    expect(watch.current().features.get('quotes')).toEqual({ max: 1000 });
    await write(config(1, 'quotes: { max: 7 }'));
    await settle();
    expect(watch.current().features.get('quotes')).toEqual({ max: 7 });
    expect(told()).toEqual(['settings.applied: changed: quotes.max']);
    await write(config(1, 'quotes: { max: 0 }'));
    await settle();
    expect(watch.current().features.get('quotes')).toEqual({ max: 7 });
    expect(told()).toEqual(['settings.rejected']);
  });
});

describe('a change', () => {
  it('is applied on the second look that sees it, and told with what changed', async () => {
    await write(config(2, 'log: { level: debug }'));
    await watch.check();
    expect(cooldown()).toBe(1);
    await watch.check();
    expect(cooldown()).toBe(2);
    expect(told()).toEqual(['settings.applied: changed: rate_limiting.user_cooldown, log.level']);
  });

  it('names what needs a restart', async () => {
    await write('bot: { channels: [b], name: other }\nweb: { port: 1 }\nstorage: { processes: 2 }\n');
    await settle();
    expect(told()).toEqual([
      'settings.applied: changed: bot.name, bot.channels, rate_limiting.user_cooldown, storage.processes, web.port; bot.name, storage.processes, web.port only after a restart',
    ]);
  });

  it('of a comment is nothing to tell, and neither is the first look', async () => {
    await settle();
    await write(config(1, '# more'));
    await settle();
    expect(told()).toEqual([]);
  });

  it('by rename, as editors do it, and through a symbolic link is seen', async () => {
    await write(config(3), 'config.yaml.tmp');
    await rename(join(folder, 'config.yaml.tmp'), file);
    await settle();
    expect(cooldown()).toBe(3);
    await write(config(4), 'elsewhere.yaml');
    await rm(file);
    await symlink(join(folder, 'elsewhere.yaml'), file);
    await settle();
    expect(cooldown()).toBe(4);
  });

  it('made between the load and the first look is not missed', async () => {
    await write(config(5));
    await settle();
    expect(cooldown()).toBe(5);
  });

  it('is seen by itself, once per interval', async () => {
    const clock = createVirtualClock();
    const initial = await loadConfiguration(file, {}, []);
    if (!initial.ok) throw new Error('the config is not valid');
    const own = watchConfiguration({ file, initial, tell: () => {}, clock });
    await write(config(6));
    for (let look = 0; look < 10 && own.current().settings.rate_limiting.user_cooldown !== 6; look++) {
      await clock.advance(500);
      await own.check();
    }
    expect(own.current().settings.rate_limiting.user_cooldown).toBe(6);
    own.stop();
    await own.check();
    expect(clock.pending).toBe(0);
  });

  it('after stop is not applied', async () => {
    watch.stop();
    await write(config(7));
    await settle();
    expect(cooldown()).toBe(1);
  });
});

describe('a broken config.yaml', () => {
  it('keeps the last good one, is told once, and the good one after it is told too', async () => {
    await write(config('"10s"'));
    for (let look = 0; look < 5; look++) await watch.check();
    expect(cooldown()).toBe(1);
    expect(events.splice(0)).toEqual([
      {
        kind: 'settings.rejected',
        file,
        faults: [`${file}:2:33 rate_limiting.user_cooldown: expected a number of seconds >= 0, got "10s"`],
      },
    ]);
    await write(config('"11s"'));
    await settle();
    expect(told()).toEqual(['settings.rejected']);
    await write(config(1));
    await settle();
    expect(told()).toEqual(['settings.applied: valid again, nothing changed']);
  });

  it('has no effect in its good parts', async () => {
    await write(config(2, 'log: { level: loud }'));
    await settle();
    expect(cooldown()).toBe(1);
  });

  it('may also be no file at all, or a folder', async () => {
    await rm(file);
    await settle();
    await mkdir(file);
    await settle();
    expect(cooldown()).toBe(1);
    expect(told()).toEqual(['settings.rejected', 'settings.rejected']);
  });
});

describe('model_limits.json', () => {
  it('is followed', async () => {
    await write(limits(9), 'model_limits.json');
    await settle();
    expect(watch.current().limits.cap).toBe(9);
    expect(told()).toEqual(['settings.applied: changed: model limits']);
  });

  it.each([['{ "max_con'], [limits('"x"')], ['{}']])(
    '%s keeps the last good limits, with one warning',
    async (text) => {
      await write(text, 'model_limits.json');
      for (let look = 0; look < 5; look++) await watch.check();
      expect(watch.current().limits).toMatchObject({ cap: 4, maxHistoryMessages: 7 });
      expect(events.splice(0)).toMatchObject([{ kind: 'warning', text: watch.current().warnings[0] }]);
      expect(watch.current().warnings[0]).toContain('the last good limits stay in use, with a cap of 4');
      await write(config(2));
      await settle();
      expect(watch.current().limits.cap).toBe(4);
      await write(limits(5), 'model_limits.json');
      await settle();
      expect(watch.current().limits.cap).toBe(5);
      expect(watch.current().warnings).toEqual([]);
    },
  );
});

describe('listeners', () => {
  it('hear the next and the previous configuration, each of them, whatever another one throws', async () => {
    const heard: number[][] = [];
    watch.onChange(() => {
      throw new Error('a listener’s own fault');
    });
    watch.onChange((next, previous) => {
      heard.push([previous.settings.rate_limiting.user_cooldown, next.settings.rate_limiting.user_cooldown]);
    });
    await write(config(2));
    await settle();
    await write(config(3));
    await settle();
    expect(heard).toEqual([
      [1, 2],
      [2, 3],
    ]);
    expect(events.filter((event) => event.kind === 'bug')).toHaveLength(2);
  });
});

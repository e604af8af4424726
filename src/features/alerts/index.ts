import { defineFeature } from '../../domain/feature.ts';
import { reply } from '../../domain/outcome.ts';
import { phrases } from './phrases.ts';
import { alertSettings, ruleNames, rules } from './rules.ts';
import type { Runner } from './run.ts';
import type { StoredState } from './stored.ts';

const everyMs = 15_000;
const testEveryMs = 60_000;

/** What is wrong with the bot, told to those who are not looking. */
export const alerts = defineFeature({
  name: 'alerts',
  settings: alertSettings,
  phrases,
  readme: [{ type: ['!alerts', '!alerts test'], get: 'for the broadcaster: who is told when the bot does not work' }],
  create(house) {
    const { settings, say, prefix, clock, tell } = house;
    let runner: Runner | null = null;
    let stored: StoredState | null = null;
    let looking: Promise<void> = Promise.resolve();
    let isStopped = false;
    let cancel = () => {};
    let testedAt = Number.NEGATIVE_INFINITY;
    const isWanted = () => settings().to.length > 0 || settings().ping.url_env !== null;

    /** Nothing of it is in memory until somebody wants it. */
    async function open(): Promise<Runner | null> {
      if (!isWanted()) {
        runner?.stop();
        runner = null;
        return null;
      }
      const { createRunner, createStored } = await import('./run.ts');
      if (isStopped) return null;
      stored ??= createStored(house.documents);
      runner ??= createRunner(house, stored);
      return runner;
    }

    /** What is wrong now, in words. */
    async function wrong(): Promise<readonly string[]> {
      if (!stored || stored.now().incidents.length === 0) return [];
      const { noticeOf } = await import('./words.ts');
      const open = stored.now().incidents.filter(({ resolvedAt }) => resolvedAt === null);
      return open.map((incident) => noticeOf(house, incident).title);
    }

    async function run(args: string): Promise<string> {
      const opened = await open();
      const { to } = settings();
      if (!opened || to.length === 0) return say('alerts.none');
      if (args === '') {
        const titles = await wrong();
        const places = to.map(({ name }) => name).join(', ');
        return say('alerts.state', { places, wrong: titles.join(' · ') || say('alerts.state.well') });
      }
      if (args !== 'test') return say('alerts.usage', { prefix: prefix() });
      if (clock.now() - testedAt < testEveryMs) return say('alerts.wait');
      testedAt = clock.now();
      const all = [...(await opened.test())].map(([name, sent]) => {
        const what = sent.kind === 'sent' ? say('alerts.tested.yes') : 'reason' in sent ? sent.reason : sent.kind;
        return `${name} (${what})`;
      });
      return say('alerts.tested', { places: all.join(', ') });
    }

    function later() {
      cancel = clock.after(everyMs, () => {
        looking = open()
          .then((opened) => opened?.look())
          .catch((error: unknown) => tell({ kind: 'bug', where: 'the alerts', error }))
          .then(() => {
            if (!isStopped) later();
          });
      });
    }

    return {
      commands: [
        {
          name: 'alerts',
          aliases: ['alertes'],
          level: 'broadcaster',
          run: async ({ args }) => reply(await run(args.trim().toLowerCase())),
        },
      ],
      panel: {
        title: { fr: 'Alertes', en: 'Alerts' },
        read() {
          const { to, quiet, ping, off } = settings();
          const stopped = runner?.stopped();
          return {
            places: to.map(({ name, kind }) => ({ name, kind, fault: stopped?.get(name) ?? null })),
            quiet,
            pings: ping.url_env !== null,
            rules: ruleNames.map((name) => ({ name, cause: rules[name], isOn: !off.includes(name) })),
            incidents: (stored?.now().incidents ?? []).map(({ cause, openedAt, resolvedAt, symptoms }) => ({
              ...{ cause, openedAt, resolvedAt },
              symptoms: symptoms.map(({ rule, values, since, goneAt }) => ({
                rule,
                values,
                since,
                gone: goneAt !== null,
              })),
            })),
          };
        },
      },
      async start() {
        // From now on it hears what happens, also the backup that is found at the start.
        await open();
        later();
      },
      async stop() {
        isStopped = true;
        cancel();
        runner?.stop();
        await looking;
      },
      health() {
        if (!runner || settings().to.length === 0) return null;
        const stopped = [...runner.stopped()].map(([name, reason]) => `${name}: ${reason}`);
        if (stopped.length === 0) return { state: 'ok', level: 'ok' };
        return { state: 'stopped', detail: stopped.join('; '), level: 'degraded' };
      },
    };
  },
});

import { defineFeature } from '../../domain/feature.ts';
import { phrases } from './phrases.ts';
import { alertSettings } from './rules.ts';
import type { Runner } from './run.ts';
import type { StoredState } from './stored.ts';

const everyMs = 15_000;

/** What is wrong with the bot, told to those who are not looking. */
export const alerts = defineFeature({
  name: 'alerts',
  settings: alertSettings,
  phrases,
  readme: [],
  create(house) {
    const { settings, clock, tell } = house;
    let runner: Runner | null = null;
    let stored: StoredState | null = null;
    let looking: Promise<void> = Promise.resolve();
    let isStopped = false;
    let cancel = () => {};
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

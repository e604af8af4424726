// Sends a test to every place of config.yaml's alerts: npm run alerts -- [--config FILE] [--json]
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { features, phraseCatalogs } from '../src/app.ts';
import { openPlace } from '../src/features/alerts/places.ts';
import type { AlertSettings } from '../src/features/alerts/rules.ts';
import { testNotice } from '../src/features/alerts/words.ts';
import { systemClock } from '../src/lib/clock.ts';
import { loadSettings, readEnvironment } from '../src/settings/index.ts';
import { explain } from './help/explain.ts';

const usage = 'npm run alerts -- [--config FILE] [--json]';
explain({
  does: 'Sends a test to every place that alerts go to, and says what came back. Ends with 1 where one did not take it.',
  usage,
  example: 'npm run alerts',
  flags: {
    '--config FILE': 'the configuration; config.yaml by default',
    '--json': 'one JSON object on stdout and nothing else',
  },
});

function readOptions() {
  try {
    const options = { config: { type: 'string', default: 'config.yaml' }, json: { type: 'boolean' } } as const;
    return parseArgs({ options }).values;
  } catch (error) {
    return `${(error as Error).message.split('. ')[0]}. Usage: ${usage}`;
  }
}

async function main(): Promise<number> {
  const options = readOptions();
  if (typeof options === 'string') {
    console.error(options);
    return 64;
  }
  const env = readEnvironment(options.config);
  const loaded = await loadSettings({
    file: options.config,
    env,
    sections: features,
    catalogs: phraseCatalogs,
    phrases: join(import.meta.dirname, '..', 'config', 'phrases'),
  });
  if (!loaded.ok) {
    console.error(loaded.faults.join('\n'));
    return 78;
  }
  const watched = loaded.watch(() => {});
  watched.stop();
  const { settings, features: sections } = loaded.configuration;
  const { to } = sections.get('alerts') as AlertSettings;
  const { say } = watched;
  const bot = settings.bot.name;
  const notice = testNotice(bot, say('alerts.test', { bot }), say('alerts.test.text'), Date.now());
  const signal = new AbortController().signal;
  const places = await Promise.all(
    to.map(async ({ name, kind, url_env, token_env }) => {
      const missing = [url_env, token_env].find((variable) => variable !== null && !env[variable]?.trim());
      if (missing) return { name, kind, ok: false, reason: `${missing} is not set in the environment` };
      const place = openPlace(kind, env[url_env!]!.trim(), token_env && env[token_env]!.trim(), systemClock);
      if (typeof place === 'string') return { name, kind, ok: false, reason: `${url_env}: ${place}` };
      const sent = await place.send(notice, null, signal);
      if (sent.kind === 'sent') return { name, kind, ok: true };
      return { name, kind, ok: false, reason: sent.kind === 'gone' ? 'the message is gone' : sent.reason };
    }),
  );
  if (options.json) console.log(JSON.stringify({ places }));
  else if (places.length === 0) console.log('No place is configured: docs/alerts.md says how.');
  else for (const { name, ok, reason } of places) console.log(`${name}: ${ok ? 'it works' : reason}`);
  return places.every(({ ok }) => ok) ? 0 : 1;
}

process.exitCode = await main();

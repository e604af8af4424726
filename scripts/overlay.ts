// Prints the address of a channel's overlay, and makes one where there is none:
// npm run overlay -- [--channel NAME] [--rotate] [--json] [--config FILE]
import { parseArgs } from 'node:util';
import { addressSchema, noAddress, rotated } from '../src/features/overlay/look.ts';
import { systemClock } from '../src/lib/clock.ts';
import { readEnvironment } from '../src/settings/environment.ts';
import { renderFault } from '../src/settings/file.ts';
import { loadConfiguration } from '../src/settings/load.ts';
import { createDocumentStore } from '../src/storage/documents.ts';
import { openStorage } from '../src/storage/storage.ts';
import { features } from './features/shipped.ts';
import { explain } from './help/explain.ts';

const usage = 'npm run overlay -- [--channel NAME] [--rotate] [--json] [--config FILE]';
explain({
  does: "Prints the address of a channel's overlay for OBS, and makes one where there is none. Whoever has it sees the overlay.",
  usage,
  example: 'npm run overlay',
  flags: {
    '--channel NAME': 'which one, where there are several',
    '--rotate': 'makes a new address; the old one goes on for 10 minutes',
    '--json': 'one JSON object on stdout and nothing else',
    '--config FILE': 'the configuration; config.yaml by default',
  },
});

function refuse(code: number, text: string): never {
  console.error(text);
  process.exit(code);
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        channel: { type: 'string' },
        rotate: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        config: { type: 'string', default: 'config.yaml' },
      },
    }).values;
  } catch (error) {
    return refuse(64, `${(error as Error).message.split('. ')[0]}. Usage: ${usage}`);
  }
}

async function main() {
  const options = readOptions();
  const loaded = await loadConfiguration(options.config, readEnvironment(options.config), features);
  if (!loaded.ok) return refuse(78, loaded.faults.map(renderFault).join('\n'));
  const { settings, folder } = loaded.configuration;
  const { channels } = settings.bot;
  const channel = options.channel?.toLowerCase().replace(/^[#@]/, '') ?? (channels.length === 1 ? channels[0]! : '');
  if (!channels.includes(channel)) return refuse(64, `--channel: expected one of ${channels.join(', ')}.`);
  if (settings.storage.url === 'memory:') return refuse(1, 'storage.url is memory: nothing outlives the bot.');
  const opened = await openStorage({ ...settings.storage, folder, tell() {} });
  if (!opened.ok) return refuse(78, opened.reason);
  const { storage } = opened;
  const documents = createDocumentStore({
    records: storage.records,
    channels: () => [channel],
    clock: systemClock,
    tell() {},
  });
  const addresses = documents.open('overlay.address', addressSchema, noAddress);
  const done = await addresses.change(channel, (now) =>
    now.secret === null || options.rotate ? rotated(now, Date.now()) : null,
  );
  await documents.stop();
  await storage.close();
  if (!done.ok) return refuse(1, `The store does not take it: ${done.detail}.`);
  const { host, port } = settings.web;
  const shownHost = /^(?:0\.0\.0\.0|::)$/.test(host) ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  const url = `http://${shownHost}:${port}/overlay/${done.value.secret}`;
  if (options.json) return console.log(JSON.stringify({ channel, url, new: done.changed }));
  console.log(url);
  console.log('In OBS: Sources, +, Browser; this address, 1920 x 1080, "Refresh browser when scene becomes active".');
}

await main();

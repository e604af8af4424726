// Copies a store that is in use into one file: npm run backup [-- --config FILE] [--to FILE] [--json]
// Exit codes: 0 done, 1 not, 64 wrong usage, 78 configuration.
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { backupIn, makeBackup } from '../src/storage/backup.ts';
import { explain } from './help/explain.ts';
import { readOptions, readPlace, runCommand, shown } from './storage/command.ts';

explain({
  does: 'Copies a store that is in use into one file.',
  usage: 'npm run backup -- [--config FILE] [--to FILE] [--json]',
  example: 'npm run backup -- --to before-the-update.db',
  flags: {
    '--config FILE': 'the configuration; config.yaml by default',
    '--to FILE': 'where to; data/backups by default',
    '--json': 'one JSON object on stdout and nothing else',
  },
});
await runCommand('npm run backup -- [--config FILE] [--to FILE] [--json]', async () => {
  const { config, to, json } = readOptions({
    config: { type: 'string' },
    to: { type: 'string' },
    json: { type: 'boolean', default: false },
  });
  const { settings, folder, backups } = await readPlace(config);
  const file = to ? resolve(to) : backupIn(backups, Date.now());
  const { records } = await makeBackup({ url: settings.storage.url, folder, to: file });
  const bytes = statSync(file).size;
  if (json) console.log(JSON.stringify({ file, records, bytes }));
  else {
    console.log(`${shown(file)}: ${records} records, ${Math.ceil(bytes / 1024)} KiB, read back and whole.`);
    console.log(`To bring it back: npm run restore -- --from ${shown(file)}${config ? ` --config ${config}` : ''}`);
  }
});

// Puts a backup in the store's place: npm run restore -- --from FILE [--config FILE] [--yes] [--json]
// Exit codes: 0 done, 1 not, 64 wrong usage, 78 configuration.
import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { verify } from '../src/storage/backup.ts';
import { restore } from '../src/storage/backup-restore.ts';
import { TransferFault } from '../src/storage/transfer.ts';
import { explain } from './help/explain.ts';
import {
  createProgress,
  readOptions,
  readPlace,
  runCommand,
  shown,
  UsageFault,
  withoutPassword,
} from './storage/command.ts';

explain({
  does: "Puts a backup in the store's place; what was there is kept.",
  usage: 'npm run restore -- --from FILE [--config FILE] [--yes] [--json]',
  example: 'npm run restore -- --from data/backups/serdabot.db',
  flags: {
    '--from FILE': 'the backup',
    '--config FILE': 'the configuration; config.yaml by default',
    '--yes': 'without asking',
    '--json': 'one JSON object on stdout and nothing else',
  },
});
await runCommand('npm run restore -- --from FILE [--config FILE] [--yes] [--json]', async () => {
  const options = readOptions({
    from: { type: 'string' },
    config: { type: 'string' },
    yes: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  });
  if (!options.from) throw new UsageFault('--from is missing: it names the backup');
  const { settings, folder, backups } = await readPlace(options.config);
  const { url } = settings.storage;
  const from = resolve(options.from);
  const { records } = verify(from);
  if (!options.yes) await ask(`${records} records of ${shown(from)} take the place of ${withoutPassword(url)}.`);

  const { progress, end } = createProgress();
  const done = await restore({ from, url, folder, keepIn: backups, wall: Date.now(), progress }).finally(end);
  if (options.json) console.log(JSON.stringify(done));
  else {
    console.log(`${done.records} records are back.`);
    if (done.kept) {
      const again = options.config ? ` --config ${options.config}` : '';
      console.log(`What was there is kept. To go back: npm run restore -- --from ${shown(done.kept)}${again}`);
    }
  }
});

async function ask(what: string): Promise<void> {
  if (!process.stdin.isTTY) throw new TransferFault(`${what} Nothing was changed: add --yes to do it.`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${what} What is there now is kept beside your backups. Go on? (yes/no) `);
  terminal.close();
  if (!/^(?:y|yes|o|oui)$/i.test(answer.trim())) throw new TransferFault('Nothing was changed.');
}

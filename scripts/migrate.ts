// Moves a store: npm run migrate -- --from sqlite:FILE --to redis://... [--dry-run] [--merge | --replace] [--json]
// Exit codes: 0 done, 1 not, 64 wrong usage, 78 configuration.
import { dirname, join, resolve } from 'node:path';
import { backupIn, makeBackup } from '../src/storage/backup.ts';
import { compare, isOnItsWay, type TransferEnd, transfer } from '../src/storage/transfer.ts';
import { fileOf, openEnd } from '../src/storage/transfer-end.ts';
import { explain } from './help/explain.ts';
import { createProgress, readOptions, runCommand, shown, UsageFault, withoutPassword } from './storage/command.ts';

const usage = 'npm run migrate -- --from URL --to URL [--dry-run] [--merge | --replace] [--json]';
explain({
  does: 'Moves what a store has into another one, from a file to Redis or back.',
  usage,
  example: 'npm run migrate -- --from sqlite:data/serdabot.db --to redis://127.0.0.1:6379/0 --dry-run',
  flags: {
    '--from URL': 'as storage.url names it',
    '--to URL': 'the same',
    '--dry-run': 'writes nothing',
    '--merge': 'into a store that has something',
    '--replace': 'erases that first',
    '--json': 'one JSON object on stdout and nothing else',
  },
});
const nobody: TransferEnd = {
  name: 'a store that does not exist yet',
  count: async () => ({ records: 0, entries: 0 }),
  async *rows() {},
  async *entries() {},
  async putRows() {},
  async putEntries() {},
  async clear() {},
  async commit() {},
  async close() {},
};

await runCommand(usage, async () => {
  const options = readOptions({
    from: { type: 'string' },
    to: { type: 'string' },
    'dry-run': { type: 'boolean', default: false },
    merge: { type: 'boolean', default: false },
    replace: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  });
  const { from, to, merge, replace } = options;
  if (!from || !to) throw new UsageFault('--from and --to name two stores, as storage.url does');
  if (merge && replace) throw new UsageFault('--merge and --replace: choose one');
  const here = process.cwd();
  const place = (url: string) => fileOf(url, here) ?? url.replace(/\/(?:0)?$/, '');
  if (place(from) === place(to)) throw new UsageFault('--from and --to name the same store');

  const dry = options['dry-run'];
  const source = await openEnd(from, here, dry ? 'snapshot' : 'read');
  const { progress, end } = createProgress();
  const say = (line: string) => options.json || console.log(line);
  try {
    const counts = await source.count();
    say(`From ${source.name}: ${counts.records} records, ${counts.entries} cache entries.`);
    if (dry) return await tryOnly(source, counts);
    const kept = replace ? await keepFirst() : null;
    const target = await openEnd(to, here, 'write');
    try {
      const mode = merge ? 'merge' : replace ? 'replace' : 'into empty';
      const done = await transfer(source, target, mode, progress).finally(end);
      if (options.json) console.log(JSON.stringify({ from: source.name, to: target.name, ...done, kept }));
      const { records, entries, comparison } = done;
      const had = comparison.same > 0 && !replace ? `, ${comparison.same} were there already` : '';
      say(`To ${target.name}: ${records} records copied${had}, ${entries} cache entries. All read back.`);
      if (merge && comparison.different > 0) say(`${comparison.different} records differ: the target's stay.`);
      if (kept) say(`What the target held is in ${shown(kept)}.`);
      say(`Now set storage.url to "${withoutPassword(to)}" and start the bot.`);
      say(
        `The source is as it was. Back to it: set storage.url to "${withoutPassword(from)}" again; to take along what`,
      );
      say(
        `changed meanwhile: npm run migrate -- --from ${withoutPassword(to)} --to ${withoutPassword(from)} --replace`,
      );
    } finally {
      await target.close();
    }
  } finally {
    end();
    await source.close();
  }

  async function tryOnly(source: TransferEnd, counts: { records: number; entries: number }) {
    const target = await openEnd(to!, here, 'snapshot').catch((error: Error) => {
      if (/does not exist$/.test(error.message)) return nobody;
      throw error;
    });
    try {
      const found = await compare(source, target, progress);
      end();
      const ready = isOnItsWay(found);
      if (options.json) console.log(JSON.stringify({ dryRun: true, ...counts, comparison: found, ready }));
      say(`To ${target.name}: ${found.missing} records would be added, ${found.same} are there already,`);
      say(`${found.different} differ, ${found.extra} are only there.`);
      say(ready ? 'Nothing was written. It is ready to go.' : 'Nothing was written. It needs --merge or --replace.');
    } finally {
      await target.close();
    }
  }

  /** What a file held cannot be copied any more once we hold it. */
  async function keepFirst(): Promise<string | null> {
    const target = await openEnd(to!, here, 'write');
    const { records, entries } = await target.count().finally(target.close);
    if (records + entries === 0) return null;
    const file = fileOf(to!, here);
    const folder = file ? join(dirname(file), 'backups') : resolve(here, 'data', 'backups');
    const kept = backupIn(folder, Date.now(), 'before-migration');
    await makeBackup({ url: to!, folder: here, to: kept });
    return kept;
  }
});

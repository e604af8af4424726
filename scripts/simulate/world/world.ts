import { installFetch } from './fetch.ts';
import { installFiles } from './files.ts';
import { installGlobals } from './globals.ts';
import { installMutant } from './mutant.ts';
import { installNet } from './net.ts';
import { createSource } from './random.ts';
import type { Realm } from './realm.ts';
import { installSqlite } from './sqlite.ts';
import { createTime } from './time.ts';

/**
 * Stands between this process and everything outside that is different each time: clock, chance, network, threads. It
 * has to be imported before anything that takes a part of those for itself.
 */
const seed = process.env['SIMULATE_SEED'] ?? '1';
type Work = { makes?: never; purges?: readonly never[] };

export const thrown: { readonly realm: string; readonly error: unknown }[] = [];
export const foreign: string[] = [];
export const time = createTime((error: unknown, realm: Realm) => void thrown.push({ realm: realm.name, error }));
process.on('uncaughtException', (error) => {
  if (process.env['SIMULATE_DEBUG']) process.stderr.write(`${error.stack}\n`);
  thrown.push({ realm: 'unknown', error });
});
process.on('unhandledRejection', (error) => void thrown.push({ realm: 'promise', error }));

const mutant = process.env['SIMULATE_MUTANT'];
if (mutant) installMutant(mutant);
installGlobals(time, createSource(`${seed}/process`));
installFetch(time, installNet(time), (url) => void foreign.push(url));
installSqlite();
installFiles(time, async ({ makes, purges = [] }: Work) => {
  const [{ makeBackup }, { purgeFile }] = await Promise.all([
    import('../../../src/storage/backup.ts'),
    import('../../../src/storage/purge-file.ts'),
  ]);
  const faults: string[] = [];
  try {
    if (makes) await makeBackup(makes);
    for (const one of purges) purgeFile(one);
  } catch (error) {
    faults.push((error as Error).message);
  }
  return faults.length === 0 ? null : faults.join('; ');
});

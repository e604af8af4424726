import { restore } from '../../src/storage/backup-restore.ts';

/** Brings a copy back, and says when it begins, so that it can be killed in the middle. */
const [from = '', url = '', folder = '', wall = ''] = process.argv.slice(2);
process.stdout.write('begun\n');
await restore({ from, url, folder, keepIn: folder, wall: Number(wall), progress() {} });
process.stdout.write('done\n');

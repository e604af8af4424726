import { resolve } from 'node:path';
import { type TransferEnd, TransferFault, type Use } from './transfer.ts';

/** The file of a `sqlite:` address; null for another kind. */
export function fileOf(url: string, folder: string): string | null {
  return url.startsWith('sqlite:') && url.length > 'sqlite:'.length ? resolve(folder, url.slice(7)) : null;
}

/** `url` as in `storage.url`; relative files count from `folder`. */
export async function openEnd(url: string, folder: string, use: Use): Promise<TransferEnd> {
  const file = fileOf(url, folder);
  if (file !== null) {
    const { isInUse, openSqliteSource, openSqliteTarget } = await import('./transfer-sqlite.ts');
    if (use === 'write') return openSqliteTarget(file);
    if (use === 'read' && isInUse(file)) throw new TransferFault(`${file} is in use: stop the bot first`);
    return openSqliteSource(file);
  }
  if (/^rediss?:\/\/[^/]/.test(url)) {
    const { openRedisEnd } = await import('./transfer-redis.ts');
    return openRedisEnd(url, use);
  }
  if (url === 'memory:') throw new TransferFault('storage.url is memory: it ends with the process');
  throw new TransferFault('expected sqlite:FILE or redis://HOST:PORT/NUMBER');
}

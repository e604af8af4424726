import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import type { TransferEnd } from '../../src/storage/transfer.ts';
import { openEnd } from '../../src/storage/transfer-end.ts';
import { readPlace, shown } from './command.ts';

export interface ExportAllOptions {
  readonly config: string | undefined;
  readonly to: string | undefined;
}

/** One object a line, to standard output or a file: records, then what caches hold. No token is in a store, and no secret here. */
export async function exportAll({ config, to }: ExportAllOptions): Promise<void> {
  const { settings, folder } = await readPlace(config);
  const source = await openEnd(settings.storage.url, folder, 'snapshot');
  const part = to ? `${resolve(to)}.part` : null;
  try {
    const handle = part ? openSync(part, 'w', 0o600) : null;
    let lines = 0;
    for await (const line of linesOf(source)) {
      lines++;
      if (handle !== null) writeSync(handle, line);
      else if (!process.stdout.write(line)) await new Promise((drained) => process.stdout.once('drain', drained));
    }
    if (handle === null || part === null) return;
    fsyncSync(handle);
    closeSync(handle);
    renameSync(part, resolve(to!));
    console.error(`${shown(resolve(to!))}: ${lines} lines.`);
  } finally {
    await source.close();
    if (part) rmSync(part, { force: true });
  }
}

/** The address of an overlay: whoever has it sees the overlay. */
const isSecret = (key: string) => key.endsWith('/overlay.address');

async function* linesOf(source: TransferEnd): AsyncGenerator<string> {
  for await (const { key, value, version } of source.rows()) {
    yield `${JSON.stringify({ store: 'records', key, value: isSecret(key) ? null : JSON.parse(value), version })}\n`;
  }
  for await (const { cache, key, text, expiresAt } of source.entries()) {
    const expires = new Date(expiresAt).toISOString();
    yield `${JSON.stringify({ store: cache, key, value: JSON.parse(text), expires })}\n`;
  }
}

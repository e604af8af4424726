import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Invariants } from './invariants.ts';

const hourMs = 3_600_000;

/** What is in a folder, file by file, with those of its folders. */
function filesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Reads what the bot left on the disk, with nothing of the bot's own. */
export function createDiskCheck(see: Invariants['see'], folder: string, wall: () => number) {
  const data = join(folder, 'data');
  const store = join(data, 'serdabot.db');
  return {
    /** `upMs`: how long the bot has been up without a break. */
    look(upMs: number) {
      if (!existsSync(store)) return;
      const db = new DatabaseSync(store, { readOnly: true });
      try {
        const [state] = db.prepare('PRAGMA quick_check(1)').all() as { quick_check: string }[];
        see('the store is whole', state?.quick_check === 'ok' ? null : `${state?.quick_check}`);
        const bad = db.prepare('SELECT count(*) AS n FROM records WHERE NOT json_valid(value)').get() as { n: number };
        see('the store is whole', bad.n === 0 ? null : `${bad.n} records cannot be read`);
        const due = db.prepare('SELECT count(*) AS n, min(space) AS space FROM cache WHERE expires < ?');
        const late = due.get(Math.floor(wall() - hourMs)) as { n: number; space: string };
        if (upMs > 1.5 * hourMs)
          see('expired data is gone', late.n === 0 ? null : `${late.n} entries, of ${late.space} among them`);
      } finally {
        db.close();
      }
      const tokens = join(data, 'tokens.json');
      if (existsSync(tokens)) {
        see('tokens are private', (statSync(tokens).mode & 0o077) === 0 ? null : 'tokens.json can be read by others');
        JSON.parse(readFileSync(tokens, 'utf8'));
      }
      const size = filesIn(data).reduce((sum, file) => sum + statSync(file).size, 0);
      see('the disk stays bounded', size < 200 * 1024 * 1024 ? null : `${size} bytes`);
      const left = filesIn(data).filter((file) => /\.(?:part|tmp)$/.test(file));
      see('the disk stays bounded', left.length < 20 ? null : `${left.length} files left over`);
    },
    /** Words of somebody who has asked to be forgotten. */
    without(words: readonly string[], where: (file: string) => boolean = () => true) {
      const wanted = words.map((word) => Buffer.from(word));
      for (const file of filesIn(data).filter(where)) {
        const bytes = readFileSync(file);
        const found = words.filter((_, i) => bytes.includes(wanted[i] as Buffer));
        see('an erasure holds', found.length === 0 ? null : `${found[0]} in ${file.slice(folder.length)}`);
      }
    },
  };
}

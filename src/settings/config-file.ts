import { chmod, rename, stat, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ConfigChange, ConfigEdited, ConfigFile } from '../domain/config-file.ts';
import { createInTurn } from '../lib/in-turn.ts';
import { readText, renderFault } from './file.ts';
import type { Section } from './keys.ts';
import type { Env } from './values.ts';

const maxBytes = 128 * 1024;
const mostUndone = 20;
/** Which are not read again while the bot runs. */
const readOnce = /^(?:twitch|storage)\.|^web\.(?:host|port|public_url|trusted_proxies)$|^bot\.name$/;
const keyLike = /^[a-z_]+(?:\.[a-z_]+){0,4}$/;

const no = (...faults: string[]): ConfigEdited => ({ ok: false, faults });

export function createConfigFile(name: string, env: Env, sections: readonly Section[]): ConfigFile {
  const file = resolve(name);
  const inTurn = createInTurn();
  const done: { readonly before: string; readonly after: string }[] = [];

  /** Of the text that stands there now: whatever somebody typed into an editor meanwhile stays. */
  async function edited(changes: readonly ConfigChange[]) {
    const read = await readText(file, maxBytes);
    if (!read.ok) return no(`${name}: ${read.problem}`);
    const wrong = changes.find(({ key }) => !keyLike.test(key));
    if (wrong) return no(`${wrong.key}: there is no such key`);
    const [{ changedLines, withValues }, { parseSettings }] = await Promise.all([
      import('./edit.ts'),
      import('./parse.ts'),
    ]);
    let after: string;
    try {
      after = withValues(
        read.text,
        changes.map(({ key, value }) => [key.split('.'), value]),
      );
    } catch {
      return no(`${name} cannot be changed here: a key of it is no mapping. Edit the file instead.`);
    }
    const parsed = parseSettings(name, after, env, sections);
    if (!parsed.ok) return no(...parsed.faults.map(renderFault));
    const restart = changes.map(({ key }) => key).filter((key) => readOnce.test(key));
    return { before: read.text, after, edit: { diff: changedLines(read.text, after), restart } };
  }

  async function write(text: string): Promise<string | null> {
    try {
      const { mode } = await stat(file);
      const part = `${file}.${process.pid}.tmp`;
      await writeFile(part, text, { flush: true });
      await chmod(part, mode);
      // A file that is mounted by itself cannot be replaced.
      await rename(part, file).catch(() => writeFile(file, text, { flush: true }));
      return null;
    } catch (error) {
      return `${name} cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}).`;
    }
  }

  return {
    async preview(changes) {
      const made = await edited(changes);
      return 'ok' in made ? made : { ok: true, edit: made.edit };
    },
    apply: (changes) =>
      inTurn('file', async () => {
        const made = await edited(changes);
        if ('ok' in made) return made;
        if (made.before === made.after) return { ok: true, edit: made.edit };
        const fault = await write(made.after);
        if (fault !== null) return no(fault);
        done.push({ before: made.before, after: made.after });
        if (done.length > mostUndone) done.shift();
        return { ok: true, edit: made.edit };
      }),
    undo: () =>
      inTurn('file', async () => {
        const last = done.at(-1);
        if (!last) return no('There is nothing to take back.');
        const read = await readText(file, maxBytes);
        if (!read.ok || read.text !== last.after) return no(`${name} was changed elsewhere since: it stays as it is.`);
        const fault = await write(last.before);
        if (fault !== null) return no(fault);
        done.pop();
        const { changedLines } = await import('./edit.ts');
        return { ok: true, edit: { diff: changedLines(last.after, last.before), restart: [] } };
      }),
    undoable: () => done.length,
  };
}

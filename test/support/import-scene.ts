import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownExport } from '../../scripts/import/own.ts';
import { runImport } from '../../scripts/import/run.ts';
import { haveIn, readDocuments } from '../../scripts/import/store.ts';
import { openStorage } from '../../src/storage/storage.ts';

const config = 'bot: { channels: [a] }\nllm: { endpoints: [] }\nstorage: { url: "sqlite:bot.db" }\n';

/** A folder with a bot's configuration, into which files of other bots are imported. */
export function createImportScene() {
  let folder = '';
  const script = async (...args: string[]) => {
    const stdout: string[] = [];
    const stderr: string[] = [];
    const out = { print: (line: string) => stdout.push(line), complain: (line: string) => stderr.push(line) };
    const status = await runImport(['--config', join(folder, 'config.yaml'), ...args], out);
    return { status, stdout: stdout.join('\n'), stderr: stderr.join('\n') };
  };
  const write = (content: unknown, name = 'export.json') => {
    const file = join(folder, name);
    writeFileSync(file, typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content));
    return file;
  };
  return {
    script,
    write,
    folder: () => folder,
    begin() {
      folder = mkdtempSync(join(tmpdir(), 'serdabot-import-'));
      writeFileSync(join(folder, 'config.yaml'), config);
    },
    end: () => rmSync(folder, { recursive: true }),
    async bring(from: string, content: unknown, ...more: string[]) {
      const done = await script('--from', from, write(content), '--json', ...more);
      return { ...done, json: done.status === 0 ? JSON.parse(done.stdout) : null };
    },
    /** What `npm run export -- --commands` prints. */
    async stored(): Promise<ReturnType<typeof ownExport>> {
      const opened = await openStorage({ url: 'sqlite:bot.db', processes: 1, folder, tell() {} });
      if (!opened.ok) throw new Error(opened.reason);
      const documents = await readDocuments(opened.storage.records, 'a');
      await opened.storage.close();
      return JSON.parse(JSON.stringify(ownExport('a', haveIn(documents))));
    },
  };
}

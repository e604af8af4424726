// Takes the pictures of the set-up that the READMEs show, from what a terminal of util-linux's `script` prints.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandboxHelix } from '../src/sandbox/helix/helix.ts';
import { withValues } from '../src/settings/edit.ts';
import { launch } from '../test/browser/support/browser.ts';
import { findChromium } from '../test/support/real-parts.ts';
import { explain } from './help/explain.ts';

explain({
  does: 'Takes the pictures of the set-up that the READMEs show, with a Chromium of this machine.',
  usage: 'node scripts/picture-setup.ts',
  example: 'node scripts/picture-setup.ts',
});

const root = join(import.meta.dirname, '..');
const columns = 118;
const bot = { login: 'serdabot', id: '900' };

/** What is typed, once the question stands there. */
const answers: [RegExp, string][] = [
  [/Langue/, 'fr'],
  [/Votre chaîne/, 'https://www.twitch.tv/serda_tv'],
  [/Le compte Twitch du bot/, 'serdabot'],
  [/Collez/, ''],
  [/Écrire/, ''],
  [/Démarrer/, 'n'],
];

async function record(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'picture-'));
  const helix = await createSandboxHelix({ accounts: [bot], channels: [], deviceInterval: 0.2 });
  answers[3]![1] = helix.clientId;
  try {
    // A checkout of its own: what is printed is what an operator sees.
    for (const part of ['config', 'scripts', 'src', 'package.json']) {
      cpSync(join(root, part), join(folder, 'SerdaBot', part), { recursive: true });
    }
    symlinkSync(join(root, 'node_modules'), join(folder, 'SerdaBot', 'node_modules'));
    const config = join(folder, 'SerdaBot', 'config.yaml');
    copyFileSync(join(root, 'config.yaml'), config);
    const local = withValues(readFileSync(config, 'utf8'), [[['twitch', 'api_port'], helix.port]]);
    writeFileSync(config, local);
    const command = `stty cols ${columns} rows 80; exec "${process.execPath}" scripts/setup-bot.ts`;
    const { TWITCH_CLIENT_ID: _, TWITCH_ACCESS_TOKEN: __, ...env } = process.env;
    const child = spawn('script', ['-qfec', command, '/dev/null'], {
      cwd: join(folder, 'SerdaBot'),
      // bash would complain of a language that is not installed.
      env: { ...env, SHELL: '/bin/sh', TERM: 'xterm-256color', LC_ALL: 'fr_FR.UTF-8' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let all = '';
    let seen = 0;
    child.stdout.on('data', (data) => {
      all += data;
      const next = answers[0];
      const at = next ? all.slice(seen).search(next[0]) : -1;
      if (next && at >= 0) {
        seen = all.length;
        answers.shift();
        setTimeout(() => child.stdin.write(`${next[1]}\r`), 200);
      }
      const code = /confirmer : (\w{8})/.exec(all)?.[1];
      // The picture shows the wait, too.
      if (code) setTimeout(() => helix.devices.requests.length > 0 && helix.devices.approve(code, bot), 1_500);
    });
    await once(child, 'close');
    return all;
  } finally {
    await helix.stop();
    rmSync(folder, { recursive: true });
  }
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Lines as they stand at last: what a carriage return or a column overwrote is gone. */
function html(all: string): string[] {
  return all.split(/\r?\n/).map((line) => {
    const parts = line.split(/\r|\u001b\[1G\u001b\[0J/).filter((part) => part.replace(/\u001b\[[\d;]*[A-Za-z]/g, ''));
    const last = (parts.at(-1) ?? '').replace(/\u001b\[[\d;]*[A-LN-Za-ln-z]/g, '').replace(/\u001b\[\?\d+[hl]/g, '');
    return escaped(last)
      .replace(/\u001b\[38;5;231;48;5;16m/g, '<b>')
      .replace(/\u001b\[0m/g, '</b>')
      .replace(/\u001b\[[\d;]*m/g, '');
  });
}

const page = (lines: readonly string[]) => `<!doctype html><meta charset="utf-8"><style>
body { margin: 0; background: #18181b; color: #e8e8ee }
pre { margin: 0; padding: 18px 22px; font: 15px/17px "DejaVu Sans Mono", monospace; display: inline-block }
b { font-weight: normal; background: #000; color: #fff }
</style><pre>${lines.join('\n')}</pre>`;

const chromium = findChromium();
if (chromium === null) process.exit(1);
const lines = html(await record());
const from = lines.findIndex((line) => line.includes('Connexion du bot'));
const pictures = { 'setup.png': lines.slice(0, from), 'setup-login.png': lines.slice(from) };
const browser = await launch(chromium);
try {
  for (const [name, part] of Object.entries(pictures)) {
    const tab = await browser.newPage({ viewport: { width: 1160, height: 400 } });
    await tab.setContent(page(part));
    await tab.locator('pre').screenshot({ path: join(root, 'docs', name) });
    process.stdout.write(`docs/${name}\n`);
  }
} finally {
  await browser.close();
}

import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { serviceFor } from './service/definition.ts';

const hard = "/home/léa/mon bot à moi (été) d'Anaïs 100% $HOME & co";
const parts = { home: '/home/léa', user: 501, root: hard, config: `${hard}/config.yaml`, node: `${hard}/node` };

const verify = (unit: string, runtime: string) =>
  spawnSync('systemd-analyze', ['verify', '--user', '--man=no', unit], {
    encoding: 'utf8',
    env: { ...process.env, XDG_RUNTIME_DIR: runtime },
  });
const canVerify = process.platform === 'linux' && spawnSync('systemd-analyze', ['--version']).status === 0;

describe('what is written', () => {
  test('a systemd unit quotes the paths, restarts after a crash, and not after a bad configuration', () => {
    const service = serviceFor({ ...parts, platform: 'linux' })!;
    expect(service.file).toBe('/home/léa/.config/systemd/user/serdabot.service');
    expect(service.text).toContain(
      `ExecStart=/usr/bin/env "/home/léa/mon bot à moi (été) d'Anaïs 100%% $$HOME & co/node" "--max-semi-space-size=2" "/home/`,
    );
    expect(service.text).toContain("WorkingDirectory=/home/léa/mon bot à moi (été) d'Anaïs 100%% $HOME & co\n");
    expect(service.text).toMatch(/Restart=always\n[\s\S]*RestartPreventExitStatus=78\n/);
  });

  test.skipIf(!canVerify)('systemd itself finds no fault in the unit', () => {
    const folder = mkdtempSync(join(tmpdir(), 'unit-'));
    try {
      const root = join(folder, "mon bot à moi (été) d'Anaïs 100% $HOME");
      mkdirSync(root);
      const { text } = serviceFor({ ...parts, root, config: join(root, 'config.yaml'), platform: 'linux' })!;
      writeFileSync(join(folder, 'serdabot.service'), text);
      const { status, stderr } = verify(join(folder, 'serdabot.service'), folder);
      expect(stderr).not.toContain('serdabot.service');
      expect(status).toBe(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('a launchd plist escapes the paths, keeps the bot alive, and waits where the configuration is bad', () => {
    const service = serviceFor({ ...parts, platform: 'darwin' })!;
    expect(service.file).toBe('/home/léa/Library/LaunchAgents/tv.serdabot.bot.plist');
    expect(service.text).toContain("<string>/home/léa/mon bot à moi (été) d'Anaïs 100% $HOME &amp; co/node</string>");
    expect(service.text).toContain('<key>KeepAlive</key><true/>');
    expect(service.text).toContain('SERDABOT_WAIT_FOR_CONFIG');
    expect(service.install).toEqual([['launchctl', 'bootstrap', 'gui/501', service.file]]);
  });

  test('there is none for Windows', () => {
    expect(serviceFor({ ...parts, platform: 'win32' })).toBeNull();
  });
});

describe.skipIf(process.platform !== 'linux')('npm run service', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "l'été à moi "));
    writeFileSync(join(home, 'config.yaml'), 'bot: { channels: [lea] }\n');
    // In the place of the machine's own, which must not be told of a bot: they write down what they are asked.
    mkdirSync(join(home, 'bin'));
    for (const program of ['systemctl', 'loginctl']) {
      writeFileSync(join(home, 'bin', program), `#!/bin/sh\necho "${program} $*" >> "$HOME/asked"\n`);
      chmodSync(join(home, 'bin', program), 0o755);
    }
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const run = (...args: string[]) =>
    spawnSync(
      process.execPath,
      [join(import.meta.dirname, 'service.ts'), ...args, '--config', join(home, 'config.yaml')],
      {
        encoding: 'utf8',
        env: { ...process.env, HOME: home, PATH: [join(home, 'bin'), process.env['PATH']].join(delimiter) },
      },
    );
  const unit = () => join(home, '.config/systemd/user/serdabot.service');

  test('install writes the unit, starts it, and says how to see the log and to update; uninstall takes it away', () => {
    const { status, stdout } = run('install');
    expect(status).toBe(0);
    expect(stdout).toContain('journalctl --user -u serdabot -f');
    expect(stdout).toContain('docs/operations.md');
    expect(readFileSync(unit(), 'utf8')).toContain(`"--config" "${home}/config.yaml"`);
    expect(readFileSync(join(home, 'asked'), 'utf8')).toContain(
      'systemctl --user enable --now serdabot.service\nloginctl',
    );
    expect(run('uninstall').status).toBe(0);
    expect(existsSync(unit())).toBe(false);
  });

  test('--print writes nothing; what does not start is not installed; wrong words are said', () => {
    expect(run('install', '--print').stdout).toContain('ExecStart=');
    expect(existsSync(unit())).toBe(false);
    expect(run('start').status).toBe(64);
    writeFileSync(join(home, 'config.yaml'), 'bot: { channels: [my_channel] }\n');
    const { status, stderr } = run('install');
    expect([status, existsSync(unit())]).toEqual([78, false]);
    expect(stderr).toContain('npm run setup');
  });
});

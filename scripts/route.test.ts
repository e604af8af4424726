import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runScript } from '../test/support/scripts.ts';

const script = join(import.meta.dirname, 'route.ts');
const run = (args: string[], input = '') => spawnSync(process.execPath, [script, ...args], { encoding: 'utf8', input });

it('--json prints one object a line for each line, empty and huge ones too', () => {
  const { status, stdout, stderr } = run(
    ['--json', '--lang', 'fr'],
    `quand est sorti hades\r\n\n${'x'.repeat(300_000)}\ncapitale de l'australie ?`,
  );
  expect([status, stderr]).toEqual([0, '']);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toHaveLength(4);
  expect(lines[0]).toEqual({ route: 'igdb', subject: 'Hades', aspect: 'release', confidence: expect.any(Number) });
  expect(lines[1]).toMatchObject({ route: 'model', subject: '', aspect: 'chat' });
  expect(lines[3]).toMatchObject({ route: 'wikipedia', subject: 'australie', aspect: 'what' });
});

it('answers a line before the next one is asked', async () => {
  const child = spawn(process.execPath, [script, '--json', '--lang', 'en'], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.write('who made celeste\n');
  const [first] = await once(child.stdout, 'data');
  expect(JSON.parse(String(first))).toMatchObject({ route: 'igdb', subject: 'Celeste', aspect: 'studio' });
  child.stdin.end();
  await once(child, 'close');
});

it('without --json it is a table to read', () => {
  const { status, stdout } = run(['--lang', 'en'], 'who founded nintendo\n');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^route .*\nwikipedia +who .*nintendo/);
});

it.each([[['--lang', 'de']], [['--lnag', 'fr']], [['hades']]])(
  '%j is a sentence with the usage, and the code is 64',
  async (args) => {
    const { code, stdout, stderr } = await runScript('route', args);
    expect([code, stdout]).toEqual([64, '']);
    expect(stderr).toMatch(/^[^\n]+\. Usage: npm run route[^\n]+\n$/);
  },
);

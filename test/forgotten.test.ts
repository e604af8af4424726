import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { housePhrases } from '../src/domain/phrases.ts';
import { sourceNames } from '../src/knowledge/sources.ts';

// What is easily forgotten beside a new command, source or setting.

const root = join(import.meta.dirname, '..');
const contributing = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');

test('every source of facts is named in answers', () => {
  for (const name of sourceNames) expect(Object.keys(housePhrases)).toContain(`source.${name}`);
});

const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' });
/** A download has no history, a shallow clone not all of it. */
const hasHistory = () =>
  existsSync(join(root, '.git')) && git('rev-parse', '--is-shallow-repository').trim() === 'false';

describe.skipIf(!hasHistory())('the commits that CONTRIBUTING.md shows', () => {
  test.each([
    ['a command', /^src\/features\/\w+\/index\.ts$/m],
    ['a source', /^src\/knowledge\//m],
    ['a setting', /^src\/domain\/settings-schema\.ts$/m],
  ])('have one that adds %s', (kind, touches) => {
    const title = new RegExp(String.raw`^\| ${kind} \| ([^|]+) \|`, 'm').exec(contributing)?.[1];
    expect(title).toBeDefined();
    expect(git('log', '-1', '--name-only', '--format=', '--fixed-strings', `--grep=${title}`)).toMatch(touches);
  });
});

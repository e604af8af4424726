import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const src = join(import.meta.dirname, '..');
const scripts = globSync(['web/{app,page}/*.js', 'features/*/panel.js', 'features/*/page/*.js'], { cwd: src });

test('nothing that a browser loads makes markup, code or addresses out of text', () => {
  const sinks =
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|\bFunction\(|srcdoc|javascript:|createContextualFragment|DOMParser/;
  expect(scripts.length).toBeGreaterThan(20);
  expect(scripts.filter((file) => sinks.test(readFileSync(join(src, file), 'utf8')))).toEqual([]);
});

test('an address begins with one of ours, whatever is filled in behind it', () => {
  const filled = scripts.flatMap((file) =>
    [...readFileSync(join(src, file), 'utf8').matchAll(/(?:href|src|action)=\$\{([^}]*)/g)].map(([, value]) => value!),
  );
  expect(filled.length).toBeGreaterThan(2);
  expect(filled.filter((value) => !/^(?:to === 'chat' \? '\/chat' : )?`[/#]/.test(value))).toEqual([]);
});

import { readFileSync } from 'node:fs';
import { parseSync } from 'oxc-parser';
import { describe, expect, test } from 'vitest';

// OBS 28 to 30 has Chrome 103, of which no build can be had for tests: what the page uses is held to lists of what that
// browser knows. A new name needs a look at when Chrome got it (developer.mozilla.org, "Browser compatibility").

const read = (name: string) => readFileSync(new URL(`page/${name}`, import.meta.url), 'utf8');
const oldestChrome = 103;

/** Since which Chrome it works. */
const names: Readonly<Record<string, number>> = {
  ...{ document: 1, location: 1, requestAnimationFrame: 24, setTimeout: 1, clearTimeout: 1, addEventListener: 1 },
  ...{ WebSocket: 16, URLSearchParams: 49, Map: 38, Object: 1, Math: 1, JSON: 3, String: 1 },
  ...{ documentElement: 1, getElementById: 1, createElement: 1, dataset: 7, className: 1, textContent: 1 },
  ...{ append: 54, replaceChildren: 86, remove: 24, classList: 8, toggle: 8, add: 8 },
  ...{ protocol: 1, host: 1, pathname: 1, hash: 1, close: 16 },
  ...{ length: 1, includes: 47, findIndex: 45, push: 1, shift: 1, slice: 1, filter: 1, map: 1, endsWith: 41 },
  ...{ get: 38, set: 38, has: 38, delete: 38, keys: 38, size: 38, hasOwn: 93 },
  ...{ min: 1, max: 1, random: 1, parse: 3 },
};
/** Those of ECMAScript up to 2021 that somebody wrote here. */
const syntax = new Set([
  ...['Program', 'VariableDeclaration', 'VariableDeclarator', 'FunctionDeclaration', 'ArrowFunctionExpression'],
  ...['ExpressionStatement', 'BlockStatement', 'ReturnStatement', 'IfStatement', 'WhileStatement', 'ForOfStatement'],
  ...['CallExpression', 'NewExpression', 'MemberExpression', 'AssignmentExpression', 'BinaryExpression'],
  ...['LogicalExpression', 'UnaryExpression', 'ConditionalExpression', 'ArrayExpression', 'ObjectExpression'],
  ...['ObjectPattern', 'ArrayPattern', 'AssignmentPattern', 'Property', 'SpreadElement', 'TemplateLiteral'],
  ...['TemplateElement', 'Identifier', 'Literal', 'FunctionBody'],
  ...['ParenthesizedExpression', 'ContinueStatement', 'FunctionExpression'],
]);

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}
const isNode = (value: unknown): value is Node => typeof (value as Node | null)?.type === 'string';

function* nodes(node: Node): Generator<Node> {
  yield node;
  for (const value of Object.values(node)) {
    for (const one of Array.isArray(value) ? value : [value]) if (isNode(one)) yield* nodes(one);
  }
}

describe('overlay.js', () => {
  const all = [...nodes(parseSync('overlay.js', read('overlay.js')).program as unknown as Node)];
  const text = read('overlay.js');

  test('is written in words of a language that Chrome 103 reads', () => {
    expect(all.length).toBeGreaterThan(500);
    expect([...new Set(all.map(({ type }) => type))].filter((type) => !syntax.has(type))).toEqual([]);
  });

  test('calls nothing that Chrome 103 does not have', () => {
    const called = all.flatMap(({ type, computed, property, callee }) => {
      if (type === 'MemberExpression' && !computed) return [(property as Node)['name'] as string];
      const isName = isNode(callee) && callee.type === 'Identifier';
      return (type === 'CallExpression' || type === 'NewExpression') && isName ? [callee['name'] as string] : [];
    });
    const own = new Set([
      ...[...text.matchAll(/(?:function |(?:const|let) |^ {2})(\w+)(?: =|\(|:)/gm)].map(([, name]) => name!),
      // Of messages and cards, and what the page keeps of them.
      ...['id', 'kind', 'layout', 'theme', 'timer', 'element'],
    ]);
    const unknown = [...new Set(called)].filter((name) => !own.has(name) && !((names[name] ?? 999) <= oldestChrome));
    expect(unknown).toEqual([]);
  });

  test('makes text, and never markup or code', () => {
    expect(text).not.toMatch(/innerHTML|outerHTML|insertAdjacent|document\.write|eval|Function\(|setAttribute|srcdoc/);
  });
});

describe('overlay.css', () => {
  const css = read('overlay.css').replace(/\/\*.*?\*\//gs, '');

  test('has properties, functions and rules that Chrome 103 knows, and nothing nested', () => {
    const known = new Set([
      ...['margin', 'height', 'overflow', 'background', 'font-family', 'font-size', 'font-weight', 'line-height'],
      ...['position', 'box-sizing', 'display', 'flex-direction', 'gap', 'left', 'right', 'top', 'bottom', 'width'],
      ...['max-width', 'padding', 'border-radius', 'overflow-wrap', 'opacity', 'transform', 'transition', 'color'],
      ...['-webkit-box-orient', '-webkit-line-clamp', 'margin-right', 'letter-spacing', 'border-left', 'border'],
      ...['box-shadow', 'text-shadow'],
    ]);
    const used = [...css.matchAll(/(?<=[{;]\s*)([a-z-]+)\s*:/g)].map(([, name]) => name!);
    expect([...new Set(used)].filter((name) => !known.has(name))).toEqual([]);
    const functions = [...css.matchAll(/([a-zA-Z-]+)\(/g)].map(([, name]) => name!);
    expect([...new Set(functions)].sort()).toEqual(['rgba', 'translateX', 'translateY']);
    expect([...css.matchAll(/@[a-z-]+/g)].map(([rule]) => rule)).toEqual(['@media']);
    expect(css).not.toMatch(/:(?:has|is|where|not)\(|&/);
    let depth = 0;
    for (const sign of css.replace(/@media[^{]*\{/g, '')) {
      if (sign === '{') depth++;
      if (sign === '}') depth = Math.max(0, depth - 1);
      expect(depth).toBeLessThanOrEqual(1);
    }
  });

  test('reads nothing from elsewhere', () => {
    expect(css).not.toMatch(/url\(|@import/);
    expect(read('overlay.html')).not.toMatch(/https?:|<style|\son\w+=/);
  });
});

import { describe, expect, it } from 'vitest';
import { z } from 'zod/v3';
import { count, flag, orNull, seconds, section } from '../lib/schema.ts';
import { renderFault } from './file.ts';
import { parseSettings } from './parse.ts';
import type { Env } from './values.ts';

const least = 'bot: { channels: [a_channel] }\n';

describe('sections of features', () => {
  const quotes = { name: 'quotes', settings: z.object({ pages: count(5000).default(1000), say: orNull(flag) }) };
  const dice = { name: 'dice', settings: section({ sides: section({ least: seconds, most: seconds.default(6) }) }) };
  const features = [quotes, dice, { name: 'silent' }];
  const parse = (text: string, env: Env = {}) => parseSettings('config.yaml', text, env, features);
  const sidesOf = 'dice: { sides: { least: 1 } }\n';

  it('have their defaults when they are left out, and are apart from the settings of the house', () => {
    const parsed = parse(`${least}${sidesOf}`, { LLM_MODE: 'true' });
    const house = parseSettings('config.yaml', least, { LLM_MODE: 'true' });
    if (!parsed.ok) throw new Error(parsed.faults.map(renderFault).join('\n'));
    expect(parsed.features).toEqual(
      new Map<string, unknown>([
        ['quotes', { pages: 1000, say: null }],
        ['dice', { sides: { least: 1, most: 6 } }],
      ]),
    );
    expect(parsed.settings).toEqual(house.ok && house.settings);
    expect(parse(`${least}${sidesOf}quotes:\n`)).toMatchObject({ ok: true });
  });

  it.each([
    ['quotes: { pagse: 3 }', '3:11 quotes.pagse: unknown key pagse, did you mean "pages"?'],
    ['quotes: { pages: none }', '3:18 quotes.pages: expected a whole number from 1 to 5000, got "none"'],
    ['quotes: 3', '3:9 quotes: expected a mapping of "key: value", got 3'],
    ['qoutes: {}', '3:1 qoutes: unknown key qoutes, did you mean "quotes"?'],
    ['budget: { pages: 3 }', '3:11 budget.pages: unknown key pages, it belongs under quotes'],
    ['silent: {}', '3:1 silent: unknown key silent'],
  ])('have their faults told as everywhere: %s', (text, fault) => {
    const parsed = parse(`${least}${sidesOf}${text}\n`);
    expect(parsed.ok ? [] : parsed.faults.map(renderFault)).toContain(`config.yaml:${fault}`);
  });

  it('miss what has no default', () => {
    const parsed = parse(least);
    expect(parsed.ok ? [] : parsed.faults.map(renderFault)).toEqual([
      'config.yaml:1:1 dice.sides.least: missing, expected a number of seconds >= 0',
    ]);
  });

  it('cannot be called as another, nor pass over unknown keys', () => {
    const refused =
      (...sections: Parameters<typeof parseSettings>[3] & {}) =>
      () =>
        parseSettings('config.yaml', least, {}, sections);
    expect(refused({ name: 'bot', settings: section({}) })).toThrow('two sections of config.yaml are called bot');
    expect(refused(quotes, quotes)).toThrow('two sections of config.yaml are called quotes');
    const loose = z.object({ a: z.array(z.object({ b: flag })).default([]) });
    expect(refused({ name: 'loose', settings: loose })).toThrow('loose.a: expected section() of lib/schema.ts');
  });
});

import { expect, it } from 'vitest';
import { z } from 'zod/v3';
import { schema } from '../domain/settings-schema.ts';
import { alertSettings } from '../features/alerts/rules.ts';
import { inLanguage, languageIn } from './french.ts';
import { parseSettings } from './parse.ts';
import { sentences } from './yaml.ts';

const garbage = [Number.NaN, -1, 1e9, 'x x', 'sk-abcdefghijklmnop', '', [], {}, [1], true, ['a'.repeat(99)]];

/** What every key says of a value that is wrong. */
function* messages(type: z.ZodTypeAny): Generator<string> {
  for (const value of garbage) {
    const parsed = type.safeParse(value);
    for (const { path, message, code } of parsed.success ? [] : parsed.error.issues) {
      if (path.length === 0 && code !== 'unrecognized_keys' && code !== 'invalid_type') yield message;
    }
  }
  if (type instanceof z.ZodEffects) yield* messages(type.innerType());
  else if (type instanceof z.ZodDefault) yield* messages(type.removeDefault());
  else if (type instanceof z.ZodNullable) yield* messages(type.unwrap());
  else if (type instanceof z.ZodArray) yield* messages(type.element);
  else if (type instanceof z.ZodRecord) yield* messages(type.valueSchema);
  else if (type instanceof z.ZodObject) for (const one of Object.values<z.ZodTypeAny>(type.shape)) yield* messages(one);
}

it('every sentence about a wrong value, or about YAML, has its French', () => {
  const all = new Set([...messages(schema), ...messages(alertSettings), ...Object.values(sentences)]);
  expect(all.size).toBeGreaterThan(40);
  expect([...all].filter((text) => inLanguage(text, 'fr') === text)).toEqual([]);
  expect([...all].every((text) => inLanguage(text, 'en') === text)).toBe(true);
});

it('a missing key, a wrong value and a key from elsewhere are told whole', () => {
  const fr = (text: string) => {
    const parsed = parseSettings('config.yaml', text, {});
    return parsed.ok ? [] : parsed.faults.map(({ message }) => inLanguage(message, 'fr'));
  };
  expect(fr('bot: {}\n')).toEqual(['absent, attendu : une liste de chaînes comme [ma_chaine]']);
  expect(fr('bot: { channels: [a] }\nrate_limiting: { user_cooldown: 10s }')).toEqual([
    'attendu : un nombre de secondes >= 0, reçu : "10s"',
  ]);
  expect(fr('bot: { channels: [a] }\nuser_cooldown: 1')).toEqual([
    'clé inconnue user_cooldown, sa place est sous rate_limiting',
  ]);
});

it('the language is the one that the file names, even where it cannot be read; English where it names none', () => {
  expect(languageIn('bot: { channels: [#a], language: fr }')).toBe('en');
  expect(languageIn('bot:\n  language: "fr" # en\n  channels: [#a]')).toBe('fr');
  expect(languageIn('# language: fr\nbot: { language: en }')).toBe('en');
});

it.each([
  ['bot: { channels: [a], prefix: “!” }', '1:31 bot.prefix: attendu : 1 à 5 signes'],
  ['bot: { channels: [#serda] }', '1:19 yaml: ici, # commence un commentaire, attendu : des guillemets'],
  ['bot:\n  channels: [ other, #serda ]\n', '2:22 yaml: ici, # commence un commentaire'],
  ['bot: { channels: [a] }\ntwitch: { token: x }', '2:11 twitch.token: clé inconnue token, aucun jeton ne s’écrit'],
  ['bot: { channels: [a] }\nstorage: { url: “memory:” }', '2:17 storage.url: les guillemets typographiques'],
  ['bot: { channels: [a] }\nweb: { prot: 1 }', '2:8 web.prot: clé inconnue prot, vouliez-vous dire "port" ?'],
])('what people write wrong is told where it stands, with what to write: %j', (text, expected) => {
  const parsed = parseSettings('config.yaml', text, {});
  const faults = parsed.ok ? [] : parsed.faults;
  const lines = faults.map(
    ({ line, column, path, message }) => `${line}:${column} ${path}: ${inLanguage(message, 'fr')}`,
  );
  expect(lines.filter((line) => line.startsWith(expected))).toHaveLength(1);
});

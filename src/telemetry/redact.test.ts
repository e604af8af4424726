import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cpuMs } from '../../test/support/cpu.ts';
import { createRedactor, isSecretName } from './redact.ts';

const secret = fc
  .string({ minLength: 6, maxLength: 80 })
  .map((text) => text.trim())
  .filter((text) => text.length >= 6 && !/^oauth:|^bearer\s/i.test(text) && !'[secret]'.includes(text));

test('a value that was learned is not let through, as it is or in a URL, JSON, JSON in JSON or base64', () => {
  fc.assert(
    fc.property(secret, (value) => {
      const redactor = createRedactor();
      redactor.learn(value);
      const json = JSON.stringify(value).slice(1, -1);
      for (const form of [
        value,
        encodeURIComponent(value),
        json,
        JSON.stringify(json).slice(1, -1),
        Buffer.from(value).toString('base64url'),
      ]) {
        expect(redactor.clean(`a ${form} b`)).not.toContain(form);
      }
    }),
  );
});

test.each(
  'access_token refresh-token id_token auth-token session_token bearerToken token client_secret client-secret secret X-Api-Key api_key apikey authorization password passwd device_code device-code set-cookie Cookie'.split(
    ' ',
  ),
)('what stands behind %s is a secret, as JSON, as a field of a form or as a header', (name) => {
  const { clean } = createRedactor();
  const said = [`{"${name}":"0123456789abcdefgh"}`, `a=b&${name}=0123456789abcdefgh`, `${name}: 0123456789abcdefgh`];
  for (const text of said) expect(clean(text)).toMatch(/\[secret\]\W{0,2}$/);
});

test('what was JSON is JSON afterwards, with the same keys for the values that are no secrets', () => {
  const redactor = createRedactor();
  redactor.learn('123456');
  const line = { level: 'info', ms: 123456, far: -8123456.5, text: 'a 123456 b', at: 1_123_456, none: null };
  expect(JSON.parse(redactor.clean(JSON.stringify(line)))).toEqual({ ...line, text: 'a [secret] b' });
  const keys = { token: null, secret: 12, password: true, authorization: { cookie: ['x'] } };
  expect(JSON.parse(redactor.clean(JSON.stringify(keys)))).toEqual(keys);
  fc.assert(
    fc.property(fc.json(), (text) => {
      JSON.parse(redactor.clean(JSON.stringify({ text, data: JSON.parse(text) })));
    }),
  );
});

test.each([
  ['PASS oauth:abc123def456', 'PASS oauth:[secret]'],
  ['Authorization: Bearer abc.def-ghi', 'Authorization: Bearer [secret]'],
  ['{"authorization":"OAuth abcdefghi"}', '{"authorization":"[secret]"}'],
  ['key sk-proj-abcdefgh12345 refused', 'key [secret] refused'],
  ['/token?client_id=7&client_secret=hush&grant=x', '/token?client_id=7&client_secret=[secret]&grant=x'],
  ['{"access_token":"abc","expires_in":3600}', '{"access_token":"[secret]","expires_in":3600}'],
  ['body "{\\"refresh_token\\":\\"abc\\"}"', 'body "{\\"refresh_token\\":\\"[secret]\\"}"'],
  ["{ apiKey: 'abc', model: 'x' }", "{ apiKey: '[secret]', model: 'x' }"],
  ['redis://bot:p@ss/word@10.0.0.1:6379/0 down', 'redis://bot:[secret]@10.0.0.1:6379/0 down'],
  ['redis://:hush@host/0', 'redis://:[secret]@host/0'],
  ['https://ghp_abcdefghijk@host/x', 'https://[secret]@host/x'],
])('%s becomes %s', (text, clean) => {
  expect(createRedactor().clean(text)).toBe(clean);
});

test.each([
  'the token: refused by Twitch, log in again',
  'cooldown of 10 s, secret sauce, tokens: 512',
  'http://127.0.0.1:1234/v1 answered 500 to someone@example.org',
  'wss://irc-ws.chat.twitch.tv:443 closed',
])('ordinary words stay: %s', (text) => {
  expect(createRedactor().clean(text)).toBe(text);
});

test('a token is hidden in the case that a library changed it to, and without its oauth:', () => {
  const redactor = createRedactor();
  redactor.learn('oauth:AbCdEf123');
  expect(redactor.clean('sent abcdef123 and AbCdEf123')).toBe('sent [secret] and [secret]');
});

test('a value too short to be a secret, or none at all, changes nothing', () => {
  const redactor = createRedactor();
  for (const value of ['', 'a', 'info', null, undefined]) redactor.learn(value);
  expect(redactor.clean('a level of info')).toBe('a level of info');
});

test('the newest of a thousand of renewed tokens is hidden', () => {
  const redactor = createRedactor();
  for (let i = 0; i < 1000; i++) redactor.learn(`renewed-token-${i}`);
  expect(redactor.clean('renewed-token-999 renewed-token-980')).toBe('[secret] [secret]');
});

test('text made to be slow to search is not slow: ten times the text is about ten times the work', () => {
  const redactor = createRedactor();
  const pieces = ['a://b:', 'token=', 'token: ', 'bearer  ', 'eyJaaaaaaaa.', '"token":"', 'password\\\\', '%3A%2F%2F'];
  const spent = (size: number) =>
    cpuMs(() => {
      for (const piece of pieces) redactor.clean(piece.repeat(size / piece.length));
    });
  spent(20_000);
  expect(spent(200_000) / Math.max(1, spent(20_000))).toBeLessThan(60);
});

test('what was there at the start is hidden however many tokens were renewed since', () => {
  const redactor = createRedactor();
  redactor.learnForGood('the-key-of-a-model');
  for (let i = 0; i < 1_000; i++) redactor.learn(`renewed-token-${i}`);
  expect(redactor.clean('key the-key-of-a-model')).toBe('key [secret]');
});

test('a variable is known by its name to hold a secret', () => {
  const names = ['TWITCH_ACCESS_TOKEN', 'OPENAI_API_KEY', 'SERDABOT_PRIVACY_KEY', 'REDIS_PASSWORD', 'client_secret'];
  expect(names.filter(isSecretName)).toEqual(names);
  expect(['PATH', 'HOME', 'LLM_MODE', 'KEYBOARD', 'TWITCH_CLIENT_ID'].filter(isSecretName)).toEqual([]);
});

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how variables are written
import { expect, test } from 'vitest';
import { translate } from './translate.ts';

test.each([
  ['nightbot', '$(time Europe/Paris "HH:mm")', '$(time Europe/Paris HH:mm)'],
  ['nightbot', '$(countdown 2030-01-01)', '$(countdown 2030-01-01)'],
  ['streamelements', "${random.pick 'a' 'b c'}", '$(pick a|b c)'],
  ['streamelements', '$(random.chatter)', '$(chatter)'],
  ['streamelements', 'costs 5$', 'costs 5$'],
  ['phantombot', '(currenttime Europe/Paris, HH:mm) (1) (#)', '$(time Europe/Paris HH:mm) $(1) $(random 1-100)'],
  ['moobot', '<random.number> <3', '$(random 1-100) <3'],
])('%s: "%s" is "%s"', (from, text, expected) => {
  expect(translate(from, text)).toEqual({ text: expected, unknown: [] });
});

test.each([
  ['nightbot', '$(eval 1+1)'],
  ['nightbot', '$(urlfetch json https://x)'],
  ['nightbot', '$(count deaths +1)'],
  ['phantombot', '(readfile ./x)'],
  ['firebot', '$evalJs[1]'],
  ['sogebot', '(eval return 1)'],
])('%s: "%s" is left as it is, and named', (from, text) => {
  expect(translate(from, text)).toMatchObject({ text, unknown: [expect.any(String)] });
});

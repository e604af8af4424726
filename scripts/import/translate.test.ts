// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how variables are written
import { expect, test } from 'vitest';
import { createCompile } from '../../src/domain/template.ts';
import { declared } from './declared.ts';
import { translate } from './translate.ts';

const { variables } = declared();
const compile = createCompile(() => variables);

test.each([
  ['nightbot', '$(time Europe/Paris "HH:mm")', '$(time Europe/Paris HH:mm)'],
  ['nightbot', '$(countdown 2030-01-01)', '$(countdown 2030-01-01)'],
  ['streamelements', "${random.pick 'a' 'b c'}", '$(pick a|b c)'],
  ['streamelements', '$(random.chatter)', '$(chatter)'],
  ['streamelements', 'costs 5$', 'costs 5$'],
  ['phantombot', '(currenttime Europe/Paris, HH:mm) (1) (#)', '$(time Europe/Paris HH:mm) $(1) $(random 1-100)'],
  ['moobot', '<random.number> <3', '$(random 1-100) <3'],
  // Who typed, and at whom.
  ['nightbot', '$(user) $(touser)', '$(user) $(touser)'],
  ['streamelements', '${user} ${sender} ${user.name} $(touser)', '$(user) $(user) $(user) $(touser)'],
  ['fossabot', '$(user) $(sender) $(touser)', '$(user) $(user) $(touser)'],
  ['phantombot', '(sender) (@sender) (touser) (pointtouser) hi', '$(user) @$(user) $(touser) @$(touser) hi'],
  ['firebot', '$user -> $target', '$(user) -> $(touser)'],
  ['sogebot', '$sender', '$(user)'],
  ['moobot', '<username>', '$(user)'],
  ['wizebot', '$(display_name)', '$(user)'],
  // What they typed.
  ['nightbot', '$(1) $(query) $(querystring)', '$(1) $(query) $(query)'],
  ['streamelements', '$(1) $(2:) $(queryescape $(1:))', '$(1) $(2:) $(query)'],
  ['phantombot', '(1) (1=sender) (echo) (smile) (help)', '$(1) $(touser) $(query) (smile) (help)'],
  ['firebot', '$arg[1] $arg[all]', '$(1) $(query)'],
  ['sogebot', '$param', '$(query)'],
  ['moobot', '<1> <args>', '$(1) $(query)'],
  ['wizebot', '$arg(1) $args(1-) $args(2-)', '$(1) $(1:) $(2:)'],
  // Chance.
  ['streamelements', '${random.1-100} ${random.chatter}', '$(random 1-100) $(chatter)'],
  ['phantombot', '(#) (# 6) (# 1 10) (random)', '$(random 1-100) $(random 1-6) $(random 1-10) $(chatter)'],
  ['firebot', '$randomNumber[1, 20]', '$(random 1-20)'],
  ['sogebot', '(random.number-1-to-10) (random.online.viewer)', '$(random 1-10) $(chatter)'],
  // Counts.
  ['nightbot', '$(count)', '$(count)'],
  ['streamelements', '$(getcount deaths)', '$(counter deaths)'],
  ['phantombot', '(count)', '$(count)'],
  ['firebot', '$count', '$(count)'],
  ['moobot', '<counter>', '$(count)'],
  ['wizebot', '$(cmd_count)', '$(count)'],
  // Times.
  ['streamelements', '${time.Europe/Paris}', '$(time Europe/Paris)'],
  ['streamelements', '${time.until 2030-01-01}', '$(countdown 2030-01-01)'],
  // The stream.
  ['nightbot', '$(twitch $(channel) "{{uptimeLength}} {{game}}")', '$(uptime) $(category)'],
  ['streamelements', '$(uptime) $(game) $(title) ${channel.viewers}', '$(uptime) $(category) $(title) $(viewers)'],
  ['streamelements', '$(game ${channel}) ${channel}', '$(category) $(channel)'],
  ['phantombot', '(uptime) (game) (status) (followage)', '$(uptime) $(category) $(title) $(followage)'],
  ['sogebot', '$game $title $viewers', '$(category) $(title) $(viewers)'],
  ['wizebot', '$(current_game)', '$(category)'],
])('%s: "%s" is "%s"', (from, text, expected) => {
  expect(translate(from, text)).toEqual({ text: expected, unknown: [] });
  expect(compile(expected).ok).toBe(true);
});

test.each([
  ['nightbot', '$(eval 1+1)'],
  ['nightbot', '$(urlfetch json https://x)'],
  ['nightbot', '$(count deaths +1)'],
  // What another word behind the name changes is not dropped.
  ['streamelements', '${user.points}'],
  ['streamelements', '$(uptime other_channel)'],
  ['streamelements', '$(count deaths)'],
  ['streamelements', '$(customapi.https://x.y)'],
  ['nightbot', '$(twitch $(touser) "{{game}}")'],
  ['phantombot', '(1=nobody)'],
  ['phantombot', '(# a b)'],
  ['phantombot', '(count 5 deaths)'],
  ['phantombot', '(pointname)'],
  ['phantombot', '(command !x)'],
  ['phantombot', '(customapi https://x.y)'],
  ['phantombot', '(writefile ./x, true, y)'],
  ['fossabot', '$(customapi https://x.y)'],
  ['firebot', '$readApi[https://x.y]'],
  ['firebot', '$fileRead[./x]'],
  ['sogebot', '(api|https://x.y)'],
  ['wizebot', '$(unknown_thing)'],
  ['phantombot', '(readfile ./x)'],
  ['firebot', '$evalJs[1]'],
  ['sogebot', '(eval return 1)'],
])('%s: "%s" is left as it is, and named', (from, text) => {
  expect(translate(from, text)).toMatchObject({ text, unknown: [expect.any(String)] });
});

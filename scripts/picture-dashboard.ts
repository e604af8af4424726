// Takes the pictures of docs/dashboard.md: node scripts/picture-dashboard.ts [FOLDER [PICTURE]]
import { join } from 'node:path';
import { launch } from '../test/browser/support/browser.ts';
import { type Dashboard, openDashboard, signIn, startDashboard } from '../test/browser/support/dashboard.ts';
import { aViewer } from '../test/support/fakes.ts';
import { findChromium } from '../test/support/real-parts.ts';
import { explain } from './help/explain.ts';

explain({
  does: 'Takes the pictures of docs/dashboard.md, with a Chromium of this machine.',
  usage: 'node scripts/picture-dashboard.ts [FOLDER [PICTURE]]',
  example: 'node scripts/picture-dashboard.ts',
});

const folder = process.argv[2] ?? join(import.meta.dirname, '..', 'docs', 'dashboard');
const chromium = findChromium();
if (chromium === null) throw new Error('there is no Chromium here');

const views = [
  { name: 'live', place: 'live', language: 'en', scheme: 'dark', width: 1280, height: 860 },
  { name: 'live-fr', place: 'live', language: 'fr', scheme: 'dark', width: 1280, height: 860 },
  { name: 'live-phone', place: 'live', language: 'fr', scheme: 'light', width: 390, height: 844 },
  { name: 'answers', place: 'answers', language: 'fr', scheme: 'dark', width: 1280, height: 1080 },
  { name: 'answers-phone', place: 'answers', language: 'en', scheme: 'light', width: 390, height: 844 },
  { name: 'models', place: 'models', language: 'fr', scheme: 'light', width: 1280, height: 1000 },
  { name: 'spend', place: 'spend', language: 'en', scheme: 'light', width: 1280, height: 860 },
  { name: 'settings', place: 'settings', language: 'fr', scheme: 'dark', width: 1280, height: 1000 },
  { name: 'privacy', place: 'privacy', language: 'en', scheme: 'dark', width: 1280, height: 860 },
  { name: 'commands', place: 'commands', language: 'fr', scheme: 'light', width: 1280, height: 760 },
  { name: 'timers', place: 'timers', language: 'en', scheme: 'dark', width: 1280, height: 560 },
  { name: 'quotes', place: 'quotes', language: 'fr', scheme: 'dark', width: 1280, height: 560 },
  { name: 'counters', place: 'counters', language: 'en', scheme: 'light', width: 1280, height: 560 },
  { name: 'fact', place: 'fact', language: 'fr', scheme: 'light', width: 1280, height: 560 },
  { name: 'moderation', place: 'moderation', language: 'en', scheme: 'dark', width: 1280, height: 1000 },
  { name: 'reactions', place: 'reactions', language: 'en', scheme: 'dark', width: 1280, height: 1000 },
  { name: 'overlay', place: 'overlay', language: 'fr', scheme: 'dark', width: 1280, height: 1100 },
  { name: 'alerts', place: 'alerts', language: 'en', scheme: 'light', width: 1280, height: 760 },
] as const;

const browser = await launch(chromium);
const bot: Dashboard = await startDashboard({ withLife: true });
try {
  const only = process.argv[3];
  for (const { name, place, language, scheme, width, height } of views) {
    if (only !== undefined && name !== only) continue;
    await using opened = await openDashboard(browser, bot, { language, scheme, width, height });
    await signIn(opened.page);
    if (place === 'spend') await opened.page.route('**/api/spend?*', (route) => route.fulfill({ json: aMonth() }));
    await opened.go(place, { language, scheme, width, height });
    if (place === 'answers') {
      const question = language === 'fr' ? 'quelle est la capitale du Portugal ?' : 'what is a black hole?';
      await opened.page.locator('input[name=question]').fill(question);
      await opened.page.locator('.asking button').click();
      await opened.page.locator('.way').waitFor();
    }
    if (place === 'moderation') {
      await opened.page.getByRole('button', { name: 'Turn on Links' }).click();
      const spammer = { ...aViewer('spammer'), id: '7001' };
      for (let n = 1; n <= 2; n++) {
        bot.bot.twitch.say('my_channel', spammer, 'https://evil.example.com/viewers');
        while (bot.bot.helix!.deeds.length < n) await new Promise((resolve) => setTimeout(resolve, 50));
      }
      await opened.page.getByRole('textbox', { name: /^Words of the channel/ }).fill('spoiler*');
      await opened.page.keyboard.press('Enter');
      await opened.page.getByRole('button', { name: 'End and pardon spammer' }).waitFor();
      await opened.page.evaluate('scrollTo(0, 0)');
    }
    if (place === 'fact') {
      const facts = [
        'clavier | Un clavier mécanique bleu, à switches marron.',
        'musique | La musique du live est de Maëlle.',
      ];
      for (const fact of facts) await bot.bot.ask(`!fact add ${fact}`, aViewer('milo', 'moderator'));
      await opened.page.reload();
      await opened.page
        .locator('.thing')
        .nth(facts.length - 1)
        .waitFor();
    }
    if (place === 'commands') {
      await opened.page.locator('.thing').last().getByRole('button').first().click();
      await opened.page.locator('.chat').waitFor();
    }
    if (place === 'reactions') {
      await opened.page.getByRole('button', { name: 'See what the bot would say Raid' }).click();
      await opened.page.locator('.chat').waitFor();
    }
    if (place === 'overlay') {
      await opened.page.getByRole('button', { name: 'Créer l’overlay' }).click();
      await opened.page.frameLocator('iframe').locator('.card.here').waitFor();
    }
    await opened.page.evaluate("import('/app/ui.js').then(({ toasts }) => { toasts.value = []; })");
    await opened.page.waitForLoadState('networkidle').catch(() => {});
    await opened.page.screenshot({ path: join(folder, `${name}.png`) });
  }
  await using door = await openDashboard(browser, bot, { language: 'fr', scheme: 'dark', width: 900, height: 640 });
  await door.page.locator('#twitch').waitFor();
  await door.page.screenshot({ path: join(folder, 'sign-in.png') });
} finally {
  await browser.close();
  await bot.stop();
}

/** The sandbox's models cost nothing: an example, so that the picture shows something. */
function aMonth() {
  const day = (i: number) => new Date(Date.now() - i * 86_400_000).toISOString().slice(0, 10);
  const model = (endpoint: string, name: string, i: number, cents: number, calls: number) => ({
    ...{ day: day(i), channel: 'my_channel', endpoint, model: name, calls, cents },
    ...{ promptTokens: calls * 610, cachedTokens: 0, completionTokens: calls * 74 },
  });
  const days = Array.from({ length: 31 }, (_, i) => i);
  const busy = (i: number) => 1 + Math.sin(i * 1.9) + (i % 3 === 0 ? 1.2 : 0);
  const rows = days.flatMap((i) => [
    model('openai', 'gpt-5-mini', i, Math.round(14 * busy(i) * 10) / 10, Math.round(90 * busy(i))),
    model('local', 'qwen2.5-3b-instruct', i, 0, Math.round(210 * busy(i))),
  ]);
  const commands = [
    ...days.map((i) => ({ ...model('', '', i, 9 * busy(i), Math.round(200 * busy(i))), command: 'ask' })),
    ...days.map((i) => ({ ...model('', '', i, 4 * busy(i), Math.round(70 * busy(i))), command: 'mention' })),
    ...days.map((i) => ({ ...model('', '', i, busy(i), Math.round(25 * busy(i))), command: 'trad' })),
    ...days.map((i) => ({ ...model('', '', i, 0.3 * busy(i), Math.round(5 * busy(i))), command: null })),
  ];
  return { rows, commands, budget: { day: 100, channel: null } };
}

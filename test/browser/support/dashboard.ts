import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { features } from '../../../src/app.ts';
import { createConfigFile } from '../../../src/settings/config-file.ts';
import { type Bot, startBot } from '../../support/bot.ts';
import { aViewer } from '../../support/fakes.ts';
import { incidentsOf } from './incidents.ts';

export const adminToken = 'a-token-for-tests-that-is-long-enough';

export interface Dashboard {
  readonly bot: Bot;
  readonly url: string;
  readonly configFile: string;
  stop(): Promise<void>;
}

const config = `# The bot of the tests.
bot: { channels: [my_channel] } # where it is
rate_limiting:
  user_cooldown: 10 # seconds
budget:
  day: 100 # cents
links:
  allow: []
`;

/** A whole bot with a dashboard; `withLife`: things have happened in it. */
export async function startDashboard({ withLife = false, settings = {} as object } = {}): Promise<Dashboard> {
  const folder = mkdtempSync(join(tmpdir(), 'serdabot-dashboard-'));
  const file = join(folder, 'config.yaml');
  writeFileSync(file, config);
  const bot = await startBot({
    env: { SERDABOT_ADMIN_TOKEN: adminToken },
    settings: { budget: { day: 100 }, ...settings },
    configFile: createConfigFile(file, {}, features),
    knowledge: true,
    storage: { url: `sqlite:${join(folder, 'bot.db')}`, folder },
    helix: {
      clientSecret: 'secret',
      people: [
        { login: 'milo', id: '1001', name: 'Milo' },
        { login: 'lea', id: '1004', name: 'Lea' },
      ],
      channels: [{ login: 'my_channel', id: '1', moderators: ['900', '1001'] }],
    },
  });
  if (withLife) await live(bot);
  return {
    bot,
    url: `http://localhost:${bot.app.address()!.port}`,
    configFile: file,
    async stop() {
      await bot.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function live(bot: Bot) {
  const mod = aViewer('milo', 'moderator');
  const typed = [
    '!commands add discord Venez sur le Discord : le lien est sous la vidéo !',
    '!commands add lurk -ucd=60 $(user) se met en sous-marin, à tout à l’heure !',
    '!commands add planning -a=horaires Lundi, mercredi et samedi, à 20 h 30.',
    '!commands edit planning Lundi, mercredi et samedi, à 21 h.',
    '!timer add eau -every=30m -lines=10 Pensez à boire un verre d’eau !',
    '!timer add discord -every=45m Le Discord est ouvert à tout le monde.',
    '!quote add Ce n’est pas un bug, c’est le boss final. - Maëlle',
    '!quote add Je connais ce passage par cœur. Aïe. - Maëlle',
    '!counter morts = 17',
    '!counter victoires = 3',
  ];
  for (const line of typed) await bot.ask(line, mod);
  await bot.ask('!ask raconte-moi une histoire de pirates', aViewer('lea', 'subscriber'));
  await bot.ask('!ping', aViewer('kenzo'));
  await bot.ask('!ask quelle est la capitale du Portugal ?', aViewer('ines', 'vip'));
  bot.twitch.say('my_channel', aViewer('lea', 'subscriber'), '!ask et une histoire de robots ?');
  await bot.ask('!discord', aViewer('tibo'));
  await bot.ask('!quote', aViewer('lou'));
}

export interface Opened extends AsyncDisposable {
  readonly page: Page;
  readonly incidents: string[];
  /** The screen is drawn, with what it shows. */
  settled(place: string): Promise<void>;
}

export interface View {
  readonly language?: 'fr' | 'en';
  readonly scheme?: 'dark' | 'light';
  readonly width?: number;
  readonly height?: number;
}

export async function openDashboard(browser: Browser, bot: Dashboard, view: View = {}): Promise<Opened> {
  const { language = 'fr', scheme = 'dark', width = 1280, height = 860 } = view;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    reducedMotion: 'reduce',
    locale: language === 'fr' ? 'fr-FR' : 'en-GB',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const isOurs = (url: string) => url.startsWith(`${bot.url}/`) || url.startsWith('blob:');
  const incidents = await incidentsOf(page, isOurs);
  await page.goto(bot.url, { waitUntil: 'load' });
  return {
    page,
    incidents,
    async settled(place) {
      await page.locator(`a[aria-current=page][href='#/${place}']`).first().waitFor({ state: 'attached' });
      await page.locator('main .card').first().waitFor();
    },
    [Symbol.asyncDispose]: () => context.close(),
  };
}

/** With the admin token, in the form. */
export async function signIn(page: Page, _bot: Dashboard): Promise<void> {
  await page.locator('#token').fill(adminToken);
  await page.keyboard.press('Enter');
  await page.locator('.health').waitFor();
}

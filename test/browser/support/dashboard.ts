import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { features } from '../../../src/app.ts';
import { createSandboxNtfy, type SandboxHook } from '../../../src/sandbox/hooks.ts';
import { createConfigFile } from '../../../src/settings/config-file.ts';
import { type Bot, startBot } from '../../support/bot.ts';
import { aViewer } from '../../support/fakes.ts';
import { lowContrast } from './contrast.ts';
import { incidentsOf } from './incidents.ts';

export const adminToken = 'a-token-for-tests-that-is-long-enough';

export interface Dashboard {
  readonly bot: Bot;
  readonly url: string;
  readonly configFile: string;
  /** Where its alerts go. */
  readonly hook: SandboxHook;
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
  const hook = await createSandboxNtfy();
  const bot = await startBot({
    env: { SERDABOT_ADMIN_TOKEN: adminToken, ALERTS_URL: hook.address },
    features: {
      reactions: { cheer: { on: true, min: 100, say: 'Merci $(user) pour les $(count) bits !' } },
      moderation: { tell: false },
      alerts: {
        to: [
          { name: 'phone', kind: 'ntfy', url_env: 'ALERTS_URL' },
          { name: 'mods', kind: 'discord', url_env: 'ALERTS_NOT_SET' },
        ],
      },
    },
    scopes: ['moderator:manage:chat_messages', 'moderator:manage:banned_users'],
    models: { obedient: true },
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
    hook,
    async stop() {
      await bot.stop();
      await hook.stop();
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

export interface View {
  readonly language?: 'fr' | 'en';
  readonly scheme?: 'dark' | 'light';
  readonly width?: number;
  readonly height?: number;
}

/** A page of a browser that shows the dashboard, from the door on. */
export interface Opened extends AsyncDisposable {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Scripts that ran, violations of the policy, errors, requests to anywhere else: to be empty. */
  readonly incidents: string[];
  /** Brings the page to a screen, in the language and the size that are asked for; nothing is loaded again. */
  go(place: string, view?: View): Promise<Page>;
}

export async function openDashboard(browser: Browser, bot: Pick<Dashboard, 'url'>, view: View = {}): Promise<Opened> {
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
    context,
    incidents,
    async go(place, { language = 'en', scheme = 'dark', width = 1280, height = 860 } = {}) {
      await page.setViewportSize({ width, height });
      await page.evaluate(`import('/app/words.js').then(({ language }) => { language.value = '${language}'; })`);
      await page.evaluate(`import('/app/ui.js').then(({ toasts }) => { toasts.value = []; })`);
      await page.evaluate(`document.documentElement.dataset.theme = '${scheme}'; location.hash = '#/${place}'`);
      await page.locator(`a[aria-current=page][href='#/${place}']`).first().waitFor({ state: 'attached' });
      await page.locator('main .card').first().waitFor();
      return page;
    },
    [Symbol.asyncDispose]: () => context.close(),
  };
}

/** With the admin token, in the form. */
export async function signIn(page: Page): Promise<void> {
  await page.locator('#token').waitFor();
  await tabTo(page, /^(?:Admin token|Jeton)/);
  await page.keyboard.insertText(adminToken);
  await page.keyboard.press('Enter');
  await page.locator('.health').waitFor();
}

/** What is wrong with the page where one signs in, and with what it says to a wrong token. */
export async function doorFaults(page: Page, refusal: string): Promise<readonly string[]> {
  const found = [...(await faults(page)), ...((await page.evaluate(lowContrast)) as string[])];
  await page.locator('#token').fill('x'.repeat(40));
  await page.keyboard.press('Enter');
  await page.getByText(refusal).waitFor();
  return found;
}

/** One bot and one page of its operator, which all tests of the screens share. */
export interface World {
  readonly browser: Browser;
  readonly bot: Dashboard;
  readonly operator: Opened;
  /** What was wrong with the door in French before the operator came in; to be empty. */
  readonly door: readonly string[];
  /** The page of somebody else, English, at the door: the same page each time, which remembers nobody. */
  visitor(): Promise<Opened>;
  /** Asked with the admin token. */
  // biome-ignore lint/suspicious/noExplicitAny: what the API answers is what the test looks at.
  api(path: string, method?: string, body?: unknown): Promise<{ readonly status: number; readonly body: any }>;
}

export async function createWorld(browser: Browser): Promise<World> {
  const bot = await startDashboard({ withLife: true });
  const operator = await openDashboard(browser, bot);
  const door = await doorFaults(operator.page, 'Ce n’est pas le jeton.');
  await signIn(operator.page);
  let visitors: Opened | null = null;
  return {
    ...{ browser, bot, operator, door },
    async visitor() {
      visitors ??= await openDashboard(browser, bot, { language: 'en' });
      const { page, context, incidents } = visitors;
      if (page.url() === 'about:blank') await page.goto(bot.url, { waitUntil: 'load' });
      return {
        ...visitors,
        async [Symbol.asyncDispose]() {
          await page.evaluate('localStorage.clear()');
          await page.unrouteAll({ behavior: 'ignoreErrors' });
          await page.goto('about:blank');
          await context.clearCookies();
          incidents.length = 0;
        },
      };
    },
    async api(path, method = 'GET', body) {
      const response = await fetch(`${bot.url}${path}`, {
        method,
        headers: {
          Authorization: `Bearer ${adminToken}`,
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: await response.json() };
    },
  };
}

/** Holds Tab until it has moved the focus so many times; keys arrive in order, and a frame is drawn after some of them. */
async function tab(page: Page, times: number): Promise<void> {
  await Promise.all(Array.from({ length: times }, () => page.keyboard.down('Tab')));
  await page.keyboard.up('Tab');
}

/** In the page: what can be pressed or filled in, of the page or of the dialog that is open. */
const controls = `[...(document.querySelector('dialog[open]') ?? document)
  .querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
  .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.matches(':disabled'))`;

/**
 * Presses Tab until what has the focus is called like this; whoever has no mouse comes there too. It begins at what stands
 * before that: that Tab comes all the way is what `unreached` shows of each screen.
 */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const pattern = typeof name === 'string' ? `{ test: (label) => label === ${JSON.stringify(name)} }` : String(name);
  // Whether it has the focus, whether that is seen, and whether the focus is now before it.
  const look = (mayLeap: boolean) => `(() => {
    const nameOf = (it) => {
      const words = [...(it.labels?.[0]?.childNodes ?? [])].find(({ nodeType, data }) => nodeType === 3 && data.trim());
      return (it.getAttribute('aria-label') ?? words?.data ?? it.labels?.[0]?.textContent ?? it.textContent).trim();
    };
    const isIt = (it) => it !== document.body && ${pattern}.test(nameOf(it));
    const it = document.activeElement;
    if (isIt(it)) return [true, getComputedStyle(it).outlineStyle !== 'none', false];
    const all = ${controls};
    // What pops up comes right behind its button, wherever it stands in the page.
    const at = document.querySelector(':popover-open') ? -1 : all.indexOf(it);
    const next = [...all.slice(at + 1), ...all.slice(0, at + 1)];
    const away = at < 0 ? -1 : next.findIndex(isIt);
    if (!${mayLeap} || away < 1) return [false, false, false];
    next[away - 1].focus();
    return [false, false, true];
  })()`;
  // Once, from where the focus is known: what is opened or closed takes it away.
  let hasLeapt = false;
  for (let pressed = 0; pressed < 250; pressed++) {
    const [isIt, isSeen, leaps] = (await page.evaluate(look(!hasLeapt))) as [boolean, boolean, boolean];
    hasLeapt ||= leaps;
    if (isIt && pressed > 0) {
      if (!isSeen) throw new Error(`"${name}" has the focus, and nobody sees that`);
      return;
    }
    await tab(page, 1);
  }
  throw new Error(`no way to ${name} by Tab`);
}

/** From the keyboard alone, as tabTo comes there. */
export const keysOf = (page: () => Page) => {
  const at = async (name: string | RegExp, keys: () => Promise<void>) => {
    await tabTo(page(), name);
    await keys();
  };
  return {
    /** A button, a link, or what opens and closes. */
    press: (name: string | RegExp) => at(name, () => page().keyboard.press('Enter')),
    tick: (name: string | RegExp) => at(name, () => page().keyboard.press('Space')),
    /** An option of a list, by how it begins. */
    choose: (name: string | RegExp, option: string) => at(name, () => page().keyboard.type(option)),
    type: (name: string | RegExp, text: string) =>
      at(name, async () => {
        await page().keyboard.press('ControlOrMeta+a');
        await page().keyboard.insertText(text);
      }),
  };
};

/**
 * What of the page, or of the dialog that is open, can be pressed or filled in, and Tab does not come to, or nobody sees
 * that it did.
 */
export async function unreached(page: Page): Promise<readonly string[]> {
  await page.evaluate(`(() => {
    document.activeElement?.blur();
    globalThis.reached = new Set();
    globalThis.onReach ??= addEventListener('focusin', ({ target }) => {
      if (getComputedStyle(target).outlineStyle !== 'none') reached.add(target);
    }) ?? true;
  })()`);
  let left: readonly string[] = [];
  // What the first round brought up, as scrolling does, is come to in the second.
  for (let round = 0; round < 2; round++) {
    await tab(page, ((await page.evaluate(`${controls}.length`)) as number) + 2);
    left = await page.evaluate(
      `${controls}.filter((each) => !reached.has(each)).map((each) => each.outerHTML.slice(0, 120))`,
    );
    if (left.length === 0) return left;
  }
  // What shows only once the page has scrolled, and was not there yet when the keys went by: from what stands before it.
  for (let each = left.length; each > 0; each--) {
    await page.evaluate(`(() => {
      const all = ${controls};
      all[all.findIndex((each) => !reached.has(each)) - 1]?.focus();
    })()`);
    await tab(page, 1);
  }
  return page.evaluate(`${controls}.filter((each) => !reached.has(each)).map((each) => each.outerHTML.slice(0, 120))`);
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds that is serious or critical. Contrast has its own, cheaper look, in both themes. */
export async function faults(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(axe);
  return page.evaluate(`axe.run(document, { preload: false, resultTypes: ['violations'], rules: { 'color-contrast': { enabled: false } } })
    .then(({ violations }) => violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ' ' + target.join(' ') + ' ' + failureSummary)))`);
}

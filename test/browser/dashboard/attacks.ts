import { expect, test } from 'vitest';
import { aViewer } from '../../support/fakes.ts';
import { adminToken, signIn, type World } from '../support/dashboard.ts';
import { payloads } from '../support/payloads.ts';
import { screenNames } from './looks.ts';

/** What viewers, moderators, import files, models and other sites may try. */
export function attacks(world: () => World): void {
  test('text of viewers, moderators, models, browsers and Twitch is never taken for markup', async () => {
    const { operator, bot, api } = world();
    const { page, incidents } = operator;
    for (const [i, text] of payloads.entries())
      bot.bot.twitch.say('my_channel', { ...aViewer(`x${i}`), name: text }, `!ask ${text}`);
    const path = '/api/channels/my_channel/commands';
    const oneLine = payloads.map((text) => text.replace(/\s+/g, ' ')).filter((text) => text.length < 200);
    const some = oneLine.filter((_, i) => i % 3 === 0);
    // An import file ends in the same documents as these do.
    for (const [i, text] of some.entries()) {
      const words = text.split(' ').slice(0, 3).join(' ').slice(0, 38);
      await api(path, 'POST', { command: 'commands', args: `add xss${i} x ${text}` });
      await api(path, 'POST', { command: 'timer', args: `add xss${i} x ${text}` });
      await api(path, 'POST', { command: 'quote', args: `add x ${text} - ${words}` });
      await api(path, 'POST', { command: 'fact', args: `add ${words.replaceAll('|', '')} ${i} | x ${text}` });
    }
    await fetch(`${bot.url}/sign-in/secret`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Origin: bot.url,
        'User-Agent': '<img src=x onerror=pwned()>Chrome',
      },
      body: JSON.stringify({ token: adminToken }),
    });
    await operator.go('live');
    await page.getByRole('searchbox').fill('pwned');
    await page.locator('.item', { hasText: 'pwned' }).nth(20).waitFor();
    await page.getByRole('searchbox').fill('');
    for (const place of ['commands', 'timers', 'quotes', 'fact'] as const) {
      await operator.go(place);
      await page
        .locator('.thing', { hasText: /pwned|constructor/ })
        .first()
        .waitFor();
      if (place !== 'fact') await page.getByText(/Who changed what/).click();
    }
    await operator.go('settings');
    await page.locator('#sessions').waitFor();

    // A model that says what it is told to, and a draft that is looked at.
    await operator.go('answers');
    const emit = Buffer.from('<img src=x onerror=pwned()><script>pwned()</script>').toString('base64');
    await page.getByLabel('Question').fill(`<svg onload=pwned()> EMIT${emit}`);
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await page.locator('.told', { hasText: 'pwned' }).waitFor();
    await operator.go('commands');
    await page.getByRole('button', { name: 'New command' }).click();
    await page.getByRole('textbox', { name: 'What the bot says' }).fill('<img src=x onerror=pwned()> $(query)');
    await page.getByLabel('What the viewer types after the command').fill('<svg onload=pwned()>');
    await page.getByRole('button', { name: 'See what the bot would say' }).click();
    await page.locator('dialog .chat').waitFor();
    await page.keyboard.press('Escape');
    await operator.go('spend');
    expect(incidents).toEqual([]);
  });

  test('whatever text the bot has of anybody, in whatever field, is text on every screen', async () => {
    const { visitor, api } = world();
    await using opened = await visitor();
    const { page, incidents, go } = opened;
    await signIn(page);
    await page.route('**/api/**', async (route) => {
      const response = await route.fetch();
      const isJson = response.headers()['content-type']?.includes('json');
      if (!isJson) return route.fulfill({ response });
      return route.fulfill({
        response,
        json: poisoned(await response.json(), route.request().url().includes('/status')),
      });
    });
    await api('/api/privacy/export', 'POST', { viewer: 'lea' });
    for (const place of screenNames) {
      await go(place);
      await page.locator('main', { hasText: 'pwned()' }).waitFor();
      const details = page.locator('main details > summary');
      for (let i = 0; i < (await details.count()); i++) await details.nth(i).click();
    }
    expect(incidents).toEqual([]);
  });

  test('another site can neither frame the page nor act with its session', async () => {
    const { operator, bot, api } = world();
    const page = await operator.context.newPage();
    await page.route('https://evil.example/', (route) =>
      route.fulfill({ contentType: 'text/html', body: `<iframe src="${bot.url}/"></iframe>` }),
    );
    await page.goto('https://evil.example/');
    const statuses = await page.evaluate(`Promise.all([
      ['GET', '/api/status'], ['POST', '/api/channels/my_channel/pause'], ['PUT', '/api/queue/priorities'],
    ].map(([method, path]) => fetch('${bot.url}' + path, { method, credentials: 'include', mode: 'no-cors', ...(method !== 'GET' && { body: '{}' }) })
      .then((response) => response.status, () => 'refused')))`);
    expect((statuses as unknown[]).every((status) => status === 0 || status === 'refused')).toBe(true);
    expect((await api('/api/status')).body.channels[0].paused).toBe(false);
    const frames = page.frames().slice(1);
    expect(frames.map((frame) => frame.url())).not.toContain(`${bot.url}/`);
    await page.close();
  });
}

/** What pages and paths are made of, and dates: anything else would be no page any more. */
const structure = /^(?:kind|role|may|channel|day|at|.*_at|.*At|id|diff|theme|layout|lang.*|path|backend)$/;

/** Every text of an answer with an attack behind it. */
function poisoned(value: unknown, isStatus: boolean, key = ''): unknown {
  if (typeof value === 'string') {
    return structure.test(key) || (isStatus && key === 'name') ? value : `${value} <img src=x onerror=pwned()>`;
  }
  if (Array.isArray(value)) return value.map((each) => poisoned(each, isStatus, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, poisoned(each, isStatus, name)]));
}

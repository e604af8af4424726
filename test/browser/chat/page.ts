import type { Browser } from 'playwright-core';
import { expect, test } from 'vitest';
import { cast, createFakeStage } from '../../support/fake-stage.ts';
import { runWeb } from '../../support/web.ts';
import { lowContrast } from '../support/contrast.ts';
import { open, texts } from '../support/open.ts';

/** The demo's chat page. */
export function chatPage(browser: () => Browser): void {
  test('a person picks a viewer, types, and sees the bot answer in thread', async () => {
    const stage = createFakeStage();
    stage.onSay = (viewer, line) =>
      stage.emit({ kind: 'bot', name: 'serdabot', text: 'Pong !', replyTo: { name: viewer.name, text: line.text } });
    await using web = await runWeb({ stage });
    await using opened = await open(browser(), web);
    const { page, incidents } = opened;

    await page.getByRole('radio', { name: /Tibo/ }).check();
    await page.getByRole('textbox', { name: 'Votre message' }).fill('!ping tu es là ?');
    await page.keyboard.press('Enter');
    const bot = page.locator('.line.bot');
    await bot.waitFor();
    expect(stage.said).toEqual([{ viewer: 'mod', text: '!ping tu es là ?' }]);
    expect(await texts(page, '.line.viewer .text')).toEqual(['!ping tu es là ?']);
    expect(await page.locator('.line.viewer [aria-label=modo]').count()).toBe(1);
    expect(await texts(page, '.line.bot .text')).toEqual(['Pong !']);
    expect(await texts(page, '.quote')).toEqual(['en réponse à Tibo !ping tu es là ?']);
    expect(await page.locator('#text').inputValue()).toBe('');

    await page.getByRole('button', { name: '!help' }).click();
    await expect.poll(() => stage.said.at(-1)).toEqual({ viewer: 'mod', text: '!help' });
    await page.getByRole('button', { name: '!ask' }).click();
    expect(await page.locator('#text').inputValue()).toMatch(/^!ask \S/);
    expect(incidents).toEqual([]);
  });

  test('everything can be done from the keyboard', async () => {
    const stage = createFakeStage();
    await using web = await runWeb({ stage });
    await using opened = await open(browser(), web);
    const { page } = opened;
    const reached: string[] = [];
    for (let i = 0; i < 12; i++) {
      await page.keyboard.press('Tab');
      reached.push(
        String(
          await page.evaluate(
            'document.activeElement.id || document.activeElement.textContent.trim() || document.activeElement.value',
          ),
        ),
      );
    }
    expect(reached).toEqual(expect.arrayContaining(['FR', 'EN', 'log', '!ask', 'text', 'Envoyer']));
    await page.getByRole('radio', { name: /Lou/ }).focus();
    // The arrows go on choosing: nobody is thrown into the text.
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowDown');
    expect(await page.evaluate('document.activeElement.value')).toBe('sub');
    await page.locator('#text').focus();
    await page.keyboard.type('salut');
    await page.keyboard.press('Enter');
    await expect.poll(() => stage.said).toEqual([{ viewer: 'sub', text: 'salut' }]);
  });

  test('the panel shows the state of each part and the numbers of the metrics', async () => {
    const body = [
      'serdabot_commands_total{command="ask",outcome="answered"} 4',
      'serdabot_commands_total{command="ping",outcome="answered"} 2',
      'serdabot_commands_total{command="ask",outcome="refused"} 3',
      'serdabot_chat_received_total 17',
      'serdabot_overhead_seconds_sum 0.012',
      'serdabot_overhead_seconds_count 6',
    ].join('\n');
    await using web = await runWeb({
      stage: createFakeStage(),
      ready: () => ({
        status: 'degraded',
        parts: {
          chat: { state: 'joined', detail: 'in #ma_chaine', level: 'ok' as const },
          llm: { state: 'backing off', detail: 'local: backing off, other: healthy', level: 'ok' as const },
        },
      }),
      metrics: async () => ({ contentType: 'text/plain', body }),
    });
    await using opened = await open(browser(), web);
    const { page, incidents } = opened;
    await page.locator('#parts li').first().waitFor();
    expect(await texts(page, '#status-word')).toEqual(['Dégradé']);
    expect(await texts(page, '#parts li')).toEqual([
      'Chatconnectédans #ma_chaine',
      'Modèleen pauselocal\u00a0: en pause, other\u00a0: en forme',
    ]);
    expect(await texts(page, '#tiles dd')).toEqual(['6', '3', '0', '0']);
    expect(await texts(page, '#rows dd')).toEqual(['17', '0', '2 ms', '5 (sqlite)']);
    expect(incidents).toEqual([]);
  });

  test('the page is French, speaks English when asked, and remembers it', async () => {
    const stage = createFakeStage();
    stage.emit({ text: 'bonsoir' });
    await using web = await runWeb({ stage });
    await using opened = await open(browser(), web);
    const { page, incidents } = opened;
    expect(await page.evaluate('document.documentElement.lang')).toBe('fr');
    await page.getByRole('button', { name: 'EN', exact: true }).click();
    expect(await page.getByRole('button', { name: 'Send' }).count()).toBe(1);
    expect(await texts(page, '.line .text')).toEqual(['bonsoir']);
    const words = "[...document.querySelectorAll('[data-word]')].map((e) => e.textContent + e.dataset.word)";
    const english = (await page.evaluate(words)) as string[];
    await page.reload({ waitUntil: 'load' });
    await page.getByRole('button', { name: 'Send' }).waitFor();
    expect(await page.evaluate('document.documentElement.lang')).toBe('en');
    await page.getByRole('button', { name: 'FR', exact: true }).click();
    const french = (await page.evaluate(words)) as string[];
    expect(french.filter((word) => english.includes(word))).toEqual([]);
    expect(incidents).toEqual([]);
  });

  test('a refusal by the chat is shown, and the text is kept', async () => {
    const stage = createFakeStage();
    stage.refusal = 'trop vite <b>x</b>';
    await using web = await runWeb({ stage });
    await using opened = await open(browser(), web);
    await opened.page.locator('#text').fill('encore');
    await opened.page.keyboard.press('Enter');
    await expect.poll(() => texts(opened.page, '#fault')).toEqual(['Le chat a refusé\u00a0: trop vite <b>x</b>']);
    expect(await opened.page.locator('#text').inputValue()).toBe('encore');
    stage.refusal = null;
    await opened.page.keyboard.press('Enter');
    await expect.poll(() => texts(opened.page, '#fault')).toEqual(['']);
  });

  test('a bot that goes away is said to be gone, and its page finds it again', async () => {
    const stage = createFakeStage();
    const web = await runWeb({ stage });
    await using opened = await open(browser(), web);
    await web[Symbol.asyncDispose]();
    await opened.page.locator('#lost').waitFor();
    await expect.poll(() => texts(opened.page, '#status-word')).toEqual(['Injoignable']);
    stage.emit({ text: 'de retour' });
    await using _again = await runWeb({ stage, settings: { host: '127.0.0.1', port: web.port } });
    await opened.page.locator('.line', { hasText: 'de retour' }).waitFor();
    await opened.page.locator('#lost').waitFor({ state: 'hidden' });
  });

  test.each([1280, 380])('nothing overflows at %i pixels, also with names and words without a space', async (width) => {
    const stage = createFakeStage({ botName: 'b'.repeat(80), channel: 'c'.repeat(80) });
    const long = 'w'.repeat(500);
    const zalgo = `z${'\u0335\u0352\u0353'.repeat(60)}`;
    for (const name of [long, zalgo, '\u202eevil\u202d']) {
      stage.emit({ name, text: long, roles: ['moderator', 'vip', 'subscriber'] });
      stage.emit({ kind: 'bot', name: 'serdabot', text: long, replyTo: { name, text: long } });
    }
    stage.emit({ kind: 'notice', text: long });
    await using web = await runWeb({ stage });
    await using opened = await open(browser(), web, width);
    for (const selector of ['html', 'body', '.log', '.chat', '.panel']) {
      const [inner, outer] = (await opened.page.evaluate(
        `(() => { const e = document.querySelector('${selector}'); return [e.scrollWidth, e.clientWidth]; })()`,
      )) as [number, number];
      expect([selector, inner]).toEqual([selector, outer]);
    }
    expect(await opened.page.getByRole('button', { name: 'Envoyer' }).isVisible()).toBe(true);
    expect(opened.incidents).toEqual([]);
  });

  test('the log is a list inside a live region, and choosing with a pointer goes on to the text', async () => {
    const stage = createFakeStage();
    stage.emit({ text: 'bonsoir' });
    await using web = await runWeb({ stage });
    await using opened = await open(browser(), web);
    const { page } = opened;
    await page.getByRole('log').getByRole('list').getByRole('listitem').first().waitFor();
    await page.getByRole('radio', { name: /Kenzo/ }).click();
    expect(await page.evaluate('document.activeElement.id')).toBe('text');
  });

  test('every command has a chip in the page’s language, and what the stand-ins know is listed', async () => {
    await using web = await runWeb({ stage: createFakeStage() });
    await using opened = await open(browser(), web);
    const { page } = opened;
    await page.locator('#quick .chip').first().waitFor();
    expect(await texts(page, '#quick .chip')).toEqual(['!ask', '@serdabot', '!ping', '!help', '!botstatus']);
    const title = () => page.locator('#quick .chip', { hasText: '!botstatus' }).getAttribute('title');
    expect(await title()).toBe('ce que fait botstatus (modo)');
    expect(await texts(page, '#subjects')).toEqual(['Tour Eiffel']);
    await page.getByRole('button', { name: 'EN', exact: true }).click();
    expect(await title()).toBe('what botstatus does (mod)');
    expect(await texts(page, '#subjects')).toEqual(['Eiffel Tower']);
    expect(await texts(page, '#where')).toEqual(['#ma_chaine · a fake stage']);
  });

  test('a page of a bot that speaks English is English until somebody chooses', async () => {
    await using web = await runWeb({ stage: createFakeStage({ language: 'en' }) });
    await using opened = await open(browser(), web);
    await opened.page.getByRole('button', { name: 'Send' }).waitFor();
    expect(await opened.page.evaluate('document.documentElement.lang')).toBe('en');
  });

  test('magnified four times, everything is still in reach, by scrolling one way only', async () => {
    const stage = createFakeStage();
    for (let i = 0; i < 30; i++) stage.emit({ text: `une phrase un peu longue ${i}` });
    await using web = await runWeb({ stage });
    await using opened = await open(browser(), web, 320);
    const { page } = opened;
    await page.setViewportSize({ width: 320, height: 256 });
    const log = await page.locator('#log').boundingBox();
    expect(log!.height).toBeGreaterThan(120);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    for (const reached of [page.locator('#text'), page.getByRole('button', { name: 'Envoyer' })]) {
      await reached.scrollIntoViewIfNeeded();
      const box = await reached.boundingBox();
      expect(box!.y).toBeGreaterThanOrEqual(0);
      expect(box!.y + box!.height).toBeLessThanOrEqual(256);
    }
  });

  test('with colours of the reader’s own, what is chosen and how the bot is can be told apart', async () => {
    await using web = await runWeb({ stage: createFakeStage() });
    await using opened = await open(browser(), web);
    const { page } = opened;
    await page.emulateMedia({ forcedColors: 'active' });
    await page.locator('#cast .chip').first().waitFor();
    const ground = (selector: string) =>
      page.evaluate(`getComputedStyle(document.querySelector('${selector}')).backgroundColor`);
    expect(await ground('#cast .chip:has(:checked)')).not.toBe(await ground('#cast .chip:not(:has(:checked))'));
    expect(await ground('.languages [aria-pressed=true]')).not.toBe(await ground('.languages [aria-pressed=false]'));
    await page.locator('#status[data-tone=good]').waitFor();
    expect(await ground('#status .dot')).not.toBe(await ground('#status'));
  });

  test('the page holds a bounded number of lines', async () => {
    const stage = createFakeStage();
    for (let i = 0; i < 150; i++) stage.emit({ text: `avant ${i}` });
    await using web = await runWeb({ stage });
    await using opened = await open(browser(), web);
    for (let i = 0; i < 400; i++) stage.emit({ text: `après ${i}` });
    await opened.page.locator('.line', { hasText: 'après 399' }).waitFor();
    expect(await opened.page.locator('.line').count()).toBe(300);
  });

  test('in both colour schemes every word has enough contrast', async () => {
    const stage = createFakeStage();
    for (const { name, roles } of cast) stage.emit({ name, roles, text: '!ask une phrase @serdabot' });
    stage.emit({ kind: 'bot', name: 'serdabot', text: 'une phrase', replyTo: { name: 'Lou', text: 'une phrase' } });
    stage.emit({ kind: 'notice', text: 'une phrase' });
    await using web = await runWeb({ stage });
    for (const colorScheme of ['dark', 'light'] as const) {
      await using opened = await open(browser(), web);
      await opened.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await opened.page.locator('#parts li').first().waitFor();
      expect(await opened.page.evaluate(lowContrast)).toEqual([]);
    }
  });
}

import type { Browser } from 'playwright-core';
import { expect, test } from 'vitest';
import { createFakeStage } from '../../support/fake-stage.ts';
import { runWeb } from '../../support/web.ts';
import { open, texts } from '../support/open.ts';
import { payloads } from '../support/payloads.ts';

/** What strangers and models write on the chat page. */
export function chatAttacks(browser: () => Browser): void {
  test('runs nowhere in the chat and is shown as it was written', async () => {
    const stage = createFakeStage();
    const write = (payload: string) => {
      const replyTo = { name: payload, text: payload };
      stage.emit({ name: payload, text: payload, roles: ['moderator', payload as never] });
      stage.emit({ kind: 'bot', name: payload, text: payload, replyTo });
      stage.emit({ kind: 'notice', name: payload, text: payload });
    };
    const half = Math.floor(payloads.length / 2);
    payloads.slice(0, half).forEach(write);
    await using web = await runWeb({ stage });
    await using opened = await open(browser(), web);
    const { page, incidents } = opened;
    payloads.slice(half).forEach(write);
    await expect.poll(() => page.locator('.line').count()).toBe(3 * payloads.length);
    expect(await texts(page, '.line.viewer .text')).toEqual(payloads);
    expect(await texts(page, '.line.viewer .name')).toEqual(payloads);
    expect(await texts(page, '.line.bot .text')).toEqual(payloads);
    expect(await texts(page, '.line.bot .name')).toEqual(payloads);
    expect(await texts(page, '.quoted-name')).toEqual(payloads);
    expect(await texts(page, '.quoted')).toEqual(payloads);
    expect(await texts(page, '.line.notice .text')).toEqual(payloads);
    expect(incidents).toEqual([]);
  });

  test('runs nowhere around the chat: in the cast, the channel, the panel and the answers to what was typed', async () => {
    const all = payloads.join(' ');
    const stage = createFakeStage({
      botName: all,
      channel: all,
      label: { fr: all, en: all },
      viewers: payloads.map((payload) => ({ key: payload, name: payload, roles: [] })),
    });
    stage.refusal = all;
    await using web = await runWeb({
      stage,
      ready: () => ({
        status: 'ready',
        parts: Object.fromEntries(
          payloads.map((payload, i) => [`${i} ${payload}`, { state: payload, detail: payload, level: 'ok' as const }]),
        ),
      }),
      metrics: async () => ({
        contentType: 'text/plain',
        body: payloads
          .map((payload) => `serdabot_commands_total{command="${payload}",outcome="answered"} 1\n`)
          .join(''),
      }),
      sessions: async () => ({ active_sessions: '<img src=x onerror=pwned()>' as never, storage_backend: all }),
    });
    await using opened = await open(browser(), web);
    const { page, incidents } = opened;
    await page.locator('#parts li').first().waitFor();
    expect(await texts(page, '#bot-name')).toEqual([all]);
    expect(await texts(page, '#where')).toEqual([`#${all} · ${all}`]);
    expect(await texts(page, '#cast .name')).toEqual(payloads);
    expect(await texts(page, '.parts .detail')).toEqual(payloads);
    expect(incidents).toEqual([]);
    await page.getByRole('button', { name: '!ping' }).click();
    await expect.poll(() => texts(page, '#fault')).toEqual([`Le chat a refusé\u00a0: ${all}`]);
    expect(incidents.filter((incident) => !incident.includes('status of 409'))).toEqual([]);
  });

  test('typed by a person, comes out as it went in', async () => {
    const stage = createFakeStage();
    await using web = await runWeb({ stage });
    await using opened = await open(browser(), web);
    const { page, incidents } = opened;
    // Each goes the same way; the others are written by the stage above.
    const typed = payloads
      .filter((payload, i) => i % 4 === 0 && !payload.includes('\n'))
      .map((payload) => payload.trim());
    for (const [i, payload] of typed.entries()) {
      await page.locator('#text').fill(payload);
      await page.keyboard.press('Enter');
      await expect.poll(() => page.locator('.line').count()).toBe(i + 1);
    }
    expect(stage.said.map(({ text }) => text)).toEqual(typed);
    expect(await texts(page, '.line .text')).toEqual(typed);
    expect(incidents).toEqual([]);
  });

  test('a script that got into the page all the same would not run', async () => {
    await using web = await runWeb({ stage: createFakeStage() });
    await using opened = await open(browser(), web);
    const { page, incidents } = opened;
    await page.evaluate(`(() => {
      document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=pwned()><iframe srcdoc="<script>parent.pwned()</script>"></iframe>');
      const script = document.createElement('script');
      script.textContent = 'pwned()';
      document.body.append(script);
    })()`);
    await expect
      .poll(() => incidents.filter((incident) => incident.startsWith('policy: script-src')).length)
      .toBeGreaterThanOrEqual(2);
    expect(incidents).not.toContain('a payload ran');
  });

  test('another site can neither read, embed nor type here', async () => {
    const stage = createFakeStage();
    await using web = await runWeb({ stage });
    await using other = await runWeb({ stage: createFakeStage() });
    // Without the other page's own policy, which would be in the way first.
    const context = await browser().newContext({ bypassCSP: true });
    const evil = await context.newPage();
    await evil.goto(other.url);
    const attempts = (await evil.evaluate(`(async () => {
      const target = '${web.url}';
      const line = JSON.stringify({ viewer: 'viewer', text: 'pwned' });
      const tell = (promise) => promise.then((r) => r.type === 'opaque' ? 'opaque' : 'read', () => 'refused');
      return [
        await tell(fetch(target + '/ready')),
        await tell(fetch(target + '/stage/say', { method: 'POST', body: line, headers: { 'Content-Type': 'application/json' } })),
        await tell(fetch(target + '/stage/say', { method: 'POST', body: line, mode: 'no-cors' })),
        await new Promise((resolve) => { const source = new EventSource(target + '/stage/events'); source.onopen = () => resolve('read'); source.onerror = () => { source.close(); resolve('refused'); }; }),
        await new Promise((resolve) => { const image = new Image(); image.onload = () => resolve('read'); image.onerror = () => resolve('refused'); image.src = target + '/logo.svg'; }),
      ];
    })()`)) as string[];
    expect(attempts).not.toContain('read');
    expect(stage.said).toEqual([]);
    await context.close();
  });
}

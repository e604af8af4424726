import { expect, test } from 'vitest';
import { streamEvents } from '../../../src/domain/stream.ts';
import { aViewer } from '../../support/fakes.ts';
import { keysOf, signIn, type World } from '../support/dashboard.ts';

/** The feed, its actions, the pause button; and what two hundred events a second cost. */
export function live(world: () => World): void {
  const { press, type } = keysOf(() => world().operator.page);

  test('what happens in chat shows up at once, can be searched, and each action of a row is done', async () => {
    const { operator, bot, api } = world();
    const { page, incidents, go } = operator;
    await go('live');
    await bot.bot.ask('!ask une histoire nouvelle', aViewer('zoe'));
    const row = page.locator('.item', { hasText: '!ask une histoire nouvelle' });
    await row.waitFor();
    expect(await row.locator('.tags').textContent()).toMatch(/answered\s*local.*(ms|s)/);
    await type('Viewer, command or word', 'zoe');
    await expect.poll(() => page.locator('.item').count()).toBe(1);
    /** From the keyboard: the button of the row, then the menu. */
    const act = async (name: string) => {
      await press('Actions zoe');
      await press(name);
    };
    await act('Why?');
    await page.locator('.toast', { hasText: /zoe.*!ask/ }).waitFor();

    // Her cooldown is over at once: without that she would be refused.
    expect((await bot.bot.ask('!ask encore', aViewer('zoe'))).text).toMatch(/\d+ s|seconde/);
    await act('Reset limits');
    await page.locator('.toast', { hasText: /zoe/ }).nth(1).waitFor();
    expect((await bot.bot.ask('!ask une histoire de robots', aViewer('zoe'))).text).not.toMatch(/patience|seconde/);

    await act('Ignore account');
    await page.locator('.toast').last().getByRole('button', { name: 'Undo' }).waitFor();
    await bot.bot.silence('!ping', aViewer('zoe'));
    await press('Undo');
    await page.locator('.toast', { hasText: /zoe/ }).last().waitFor();
    await expect
      .poll(
        async () => (await api('/api/channels/my_channel/commands', 'POST', { command: 'unignore' })).body.said ?? '',
      )
      .not.toContain('zoe');
    await bot.bot.ask('!ping', aViewer('zoe'));

    await act('Teach a fact');
    await type('Subject', 'histoire nouvelle');
    await type('What is true', 'La nouvelle histoire sort mardi.');
    await press('Save');
    await expect.poll(() => page.locator('dialog').count()).toBe(0);
    expect((await bot.bot.ask('!ask histoire nouvelle', aViewer('tomas'))).text).toContain('sort mardi');
    await api('/api/channels/my_channel/commands', 'POST', { command: 'fact', args: 'del histoire nouvelle' });

    await type('Viewer, command or word', 'essais');
    await bot.bot.ask('!counter essais = 5', aViewer('milo', 'moderator'));
    await page.locator('.item', { hasText: 'essais' }).waitFor();
    await press('Actions milo');
    await press('Undo their last change');
    await expect
      .poll(async () =>
        (await api('/api/channels/my_channel/features/counters')).body.items.map(({ name }: { name: string }) => name),
      )
      .not.toContain('essais');

    await type('Viewer, command or word', 'nobody-like-that');
    await page.getByText('The feed has nothing like that.').waitFor();
    await page.getByRole('searchbox').fill('');
    expect(incidents).toEqual([]);
  });

  test('whoever types !forgetme goes from a page that is open, also while somebody reads further down', async () => {
    const { operator, bot } = world();
    const gone = aViewer('gone_soon');
    const page = await operator.go('live', { height: 600 });
    await bot.bot.ask('!ping adieu', gone);
    const theirs = page.locator('.item', { hasText: /gone_soon|adieu/ });
    await theirs.waitFor();
    await page.locator('.scroll').evaluate((list) => ((list as unknown as { scrollTop: number }).scrollTop = 200));
    await page.getByRole('button', { name: 'Paused while you read' }).waitFor();
    await bot.bot.ask('!forgetme', gone);
    await expect.poll(() => theirs.count()).toBe(0);
    await page.getByRole('button', { name: /back to live|Paused while you read/ }).click();
    await page.locator('.item').nth(10).waitFor();
    expect(await theirs.count()).toBe(0);
  });

  test('whatever part does not work is named with its reason, and whatever happens on the stream has its word', async () => {
    const { operator, api } = world();
    const page = await operator.go('live', { language: 'fr' });
    // The permissions that the token of these tests lacks are a warning.
    await page.getByRole('button', { name: 'Événements' }).click();
    await page.locator('.item', { hasText: 'il manque clips:edit au jeton Twitch' }).waitFor();
    await page.getByRole('button', { name: 'Tout', exact: true }).click();
    const names = Object.keys((await api('/api/status')).body.parts);
    const parts = [...new Set([...names, 'limits', 'moderation', 'alerts'])];
    for (const language of ['fr', 'en']) {
      const said =
        (await page.evaluate(`Promise.all([import('/app/live.js'), import('/app/words.js')]).then(([live, words]) => {
        words.language.value = '${language}';
        const well = Object.fromEntries(${JSON.stringify(parts)}.map((name) => [name, { state: 'ok', level: 'ok' }]));
        return ${JSON.stringify(parts)}.map((name) => {
          const now = { ...well, [name]: { state: 'odd', detail: 'its reason', level: 'degraded' } };
          const { why, detail } = live.healthOf({ status: 'degraded', channels: [], parts: now });
          return [words.named('part', name) === name ? '' : why, detail];
        });
      })`)) as [string, string][];
      expect(new Set(said.map(([why]) => why)).size).toBe(parts.length);
      expect(said.every(([why, detail]) => why.length > 20 && detail === 'its reason')).toBe(true);
      const worded = await page.evaluate(`import('/app/words.js').then(({ t }) =>
        ${JSON.stringify(streamEvents)}.filter((kind) => t('by.' + kind) === 'by.' + kind))`);
      expect(worded).toEqual([]);
    }
  });

  test('while somebody reads further down, the feed waits for them', async () => {
    const { operator, bot } = world();
    const page = await operator.go('live', { height: 600 });
    await page.locator('.item').nth(10).waitFor();
    await page.locator('.scroll').evaluate((list) => ((list as unknown as { scrollTop: number }).scrollTop = 200));
    await page.getByRole('button', { name: 'Paused while you read' }).waitFor();
    await bot.bot.ask('!ping plus tard', aViewer('late'));
    // From the keyboard whoever goes up to the first row is back, too.
    await page.getByRole('button', { name: /\d more: back to live/ }).click();
    await page.locator('.item', { hasText: '!ping plus tard' }).waitFor();
  });

  test('the pause button silences the channel, says it in chat and here, and can be taken back', async () => {
    const { operator, bot } = world();
    const page = await operator.go('live', { language: 'fr' });
    await press(/Mettre en pause$/);
    await page.getByText('En pause dans #my_channel').waitFor();
    bot.bot.twitch.say('my_channel', aViewer('zoe9'), '!ping pendant');
    await page.locator('.item', { hasText: '!ping pendant' }).getByText('bot en pause').waitFor();
    await press('Revenir en arrière');
    await page.getByText('Tout va bien').waitFor();
    await bot.bot.ask('!ping', aViewer('zoe2'));
  });

  test('two hundred events a second: the page works less than half of the time, and under 100 ms for all of a second', async () => {
    const { visitor } = world();
    await using opened = await visitor();
    const { page } = opened;
    let id = 2 ** 52;
    const news = () => {
      id++;
      return {
        ...{ id, at: Date.now(), kind: 'command', channel: 'my_channel', viewer: `viewer${id % 977}`, command: 'ask' },
        ...{ text: `!ask numéro ${id}`, ending: id % 3 ? 'answered' : 'refused', by: null, source: 'cache' },
        ...{ cents: 0.1, ms: 812 },
      };
    };
    // Measured by the time that the page's thread has had of a processor: others on this machine do not count.
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    const busyMs = async () =>
      (await cdp.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')!.value * 1_000;
    const began: number[] = [];
    const busy: number[] = [];
    await page.route('**/api/feed*', async (route) => {
      busy.push(await busyMs());
      began.push(performance.now());
      await route.fulfill({ json: { items: Array.from({ length: 200 }, news), next: id } });
    });
    await signIn(page);
    await expect.poll(() => busy.length).toBeGreaterThan(6);
    // Until here the page was loaded, and its code was not compiled yet.
    const each = busy.slice(2).map((ms, i) => ms - busy[i + 1]!);
    const share = (busy.at(-1)! - busy[1]!) / (began.at(-1)! - began[1]!);
    expect(share).toBeLessThan(0.5);
    // No frame can take longer than all frames of its second together.
    expect(each.toSorted((a, b) => a - b)[Math.floor(each.length / 2)]).toBeLessThan(100);
    expect(await page.locator('.item').count()).toBeLessThanOrEqual(200);
  });
}

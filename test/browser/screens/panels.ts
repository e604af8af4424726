import { expect, test } from 'vitest';
import { aViewer } from '../../support/fakes.ts';
import { tabTo, type World } from '../support/dashboard.ts';

/** What moderators make: each form from the keyboard alone, with its preview, its undo and its trail. */
export function panels(world: () => World): void {
  const page = () => world().operator.page;
  const thing = (text: string) => page().locator('.thing', { hasText: text });
  const press = async (name: string | RegExp) => {
    await tabTo(page(), name);
    await page().keyboard.press('Enter');
  };
  const type = async (name: string | RegExp, text: string) => {
    await tabTo(page(), name);
    await page().keyboard.press('ControlOrMeta+a');
    await page().keyboard.insertText(text);
  };
  const undo = (name: string) => page().locator('.toast').last().getByRole('button', { name }).click();
  const closed = () => expect.poll(() => page().locator('dialog').count()).toBe(0);

  test('a command is made with a look at what it would say, changed, turned off, deleted and brought back', async () => {
    const { operator, bot } = world();
    await operator.go('commands');
    await press('New command');
    await type('Name', 'bonjour');
    await type('What the bot says', 'Bonjour $(usr) !');
    await press('See what the bot would say');
    await page().locator('dialog .problem', { hasText: 'user' }).waitFor();
    await page().keyboard.press('Shift+Tab');
    await page().keyboard.press('Shift+Tab');
    await page().keyboard.press('ControlOrMeta+a');
    await page().keyboard.insertText('Bonjour $(touser), fois $(count) !');
    await type('What the viewer types after the command', '@Lea');
    await press('See what the bot would say');
    await page().locator('dialog .chat', { hasText: 'Bonjour Lea, fois 1 !' }).waitFor();
    // The same name again is refused, and nothing is offered to be taken back.
    await press('Save');
    const row = thing('!bonjour');
    await row.waitFor();
    await closed();
    await press('New command');
    await type('Name', 'bonjour');
    await type('What the bot says', 'encore');
    await press('Save');
    await expect.poll(() => page().locator('.toast').last().getByRole('button', { name: 'Undo' }).count()).toBe(0);
    await page().keyboard.press('Escape');
    await closed();

    await row.getByRole('button', { name: 'Try it !bonjour' }).click();
    await row.locator('.chat', { hasText: 'Bonjour operator, fois 1 !' }).waitFor();
    await row.getByRole('button', { name: 'Edit !bonjour' }).click();
    await page().getByRole('textbox', { name: 'What the bot says' }).fill('Salut $(user) !');
    await page().getByRole('button', { name: 'Save' }).click();
    await row.getByText('Salut $(user) !').waitFor();
    expect((await bot.bot.ask('!bonjour', aViewer('zoe3'))).text).toContain('Salut Zoe3 !');
    await row.getByRole('button', { name: 'Turn off' }).click();
    await row.getByText('off', { exact: true }).waitFor();
    await row.getByRole('button', { name: 'Delete !bonjour' }).click();
    await page().getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await expect.poll(() => row.count()).toBe(0);
    await undo('Undo');
    await row.waitFor();
    await page()
      .getByText(/Who changed what/)
      .click();
    await page().locator('.edits del', { hasText: 'Bonjour $(touser)' }).first().waitFor();
    expect(operator.incidents).toEqual([]);
  });

  test('timers, quotes and counters are changed where the chat changes them', async () => {
    const { operator, bot } = world();
    await operator.go('timers', { language: 'fr' });
    await press('Nouveau minuteur');
    await type('Nom', 'pause');
    await type(/^Ce que le bot dit/, 'On s’étire ! || Encore $(random 7-7) minutes');
    await press('Voir ce que le bot dirait');
    await page().locator('dialog .chat', { hasText: 'Encore 7 minutes' }).waitFor();
    await press('Enregistrer');
    await thing('On s’étire !').waitFor();
    await closed();
    await undo('Revenir en arrière');
    await expect.poll(() => thing('On s’étire !').count()).toBe(0);

    await operator.go('quotes', { language: 'fr' });
    await press('Nouvelle citation');
    await type('Texte', 'Encore une dernière.');
    await type('Qui l’a dit', 'Maëlle');
    await press('Voir ce que le bot dirait');
    await page()
      .locator('dialog .chat', { hasText: /Encore une dernière\..*Maëlle/ })
      .waitFor();
    await press('Enregistrer');
    await thing('Encore une dernière.').waitFor();
    await closed();

    await operator.go('counters', { language: 'fr' });
    const value = page().getByRole('status', { name: 'Valeur de morts' });
    await value.waitFor();
    const before = Number(await value.textContent());
    await press('Un de plus morts');
    await expect.poll(() => value.textContent()).toBe(String(before + 1));
    expect((await bot.bot.ask('!counter morts', aViewer('zoe4'))).text).toContain(String(before + 1));
    await undo('Revenir en arrière');
    await expect.poll(() => value.textContent()).toBe(String(before));
    await type('Nouveau compteur', 'sauts');
    await page().keyboard.press('Enter');
    await page().getByRole('status', { name: 'Valeur de sauts' }).waitFor();
    expect(operator.incidents).toEqual([]);
  });

  test('a fact is taught, asked in chat, changed, taken back and forgotten', async () => {
    const { operator, bot } = world();
    await operator.go('fact');
    await press('Teach a fact');
    await type('Subject', 'clavier');
    await type('What the bot answers', 'Un clavier mécanique bleu.');
    await press('Save');
    await thing('Un clavier mécanique bleu.').waitFor();
    await closed();
    expect((await bot.bot.ask('!fact clavier', aViewer('ana'))).text).toContain('Un clavier mécanique bleu.');
    await page().getByRole('button', { name: 'Edit clavier' }).click();
    await page().getByRole('textbox', { name: 'What the bot answers' }).fill('Un clavier rouge.');
    await page().getByRole('button', { name: 'Save' }).click();
    await thing('Un clavier rouge.').waitFor();
    await undo('Undo');
    await thing('Un clavier mécanique bleu.').waitFor();
    await page().getByRole('button', { name: 'Delete clavier' }).click();
    await page().getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await expect.poll(() => page().locator('.thing').count()).toBe(0);
  });

  test('an overlay is made, given another look and taken back; what waits is let through', async () => {
    const { operator, bot, browser, api } = world();
    await operator.go('overlay');
    await press('Make the overlay');
    await page().getByRole('button', { name: 'Copy the address' }).waitFor();
    const { path } = (await api('/api/channels/my_channel/features/overlay')).body;
    expect(await page().locator('main').textContent()).not.toContain(path.split('/').at(-1));

    const preview = page().frameLocator('iframe');
    await preview.locator('.card.here .answer').waitFor();
    await page().getByRole('combobox', { name: 'Theme', exact: true }).last().selectOption('neon');
    await expect.poll(() => preview.locator('html').getAttribute('data-theme')).toBe('neon');
    await undo('Undo');
    await expect.poll(() => preview.locator('html').getAttribute('data-theme')).toBe('plate');

    const context = await browser.newContext();
    const overlay = await context.newPage();
    await overlay.goto(bot.url.replace('localhost', '127.0.0.1') + path);
    await page().getByText('Pages open : 1').waitFor();
    await page()
      .getByRole('checkbox', { name: /lets each answer through/ })
      .check();
    await page().getByRole('heading', { name: 'Waiting' }).waitFor();
    await bot.bot.ask('!ask what is a black hole?', aViewer('lena'));
    await page().getByRole('button', { name: 'Let through lena' }).click();
    await overlay.locator('.card .answer').waitFor();
    const clear = async () => {
      await page().getByRole('button', { name: 'Take everything off the overlay' }).click();
      await expect.poll(() => overlay.locator('.card').count()).toBe(0);
    };
    await clear();
    await page().getByRole('checkbox', { name: 'Show raids too' }).check();
    await page().locator('label', { hasText: 'lets each answer through' }).getByRole('checkbox').uncheck();
    const look = async () => (await api('/api/channels/my_channel/features/overlay')).body.look;
    await expect.poll(look).toMatchObject({ events: true, approve: false });
    bot.bot.twitch.raid('my_channel', aViewer('bob'), 1);
    bot.bot.twitch.raid('my_channel', aViewer('ada'), 42);
    await overlay.locator('.card', { hasText: /Ada.*42/ }).waitFor({ state: 'attached' });
    expect(await overlay.locator('.card', { hasText: 'Bob' }).count()).toBe(0);
    await clear();
    await context.close();
    expect(operator.incidents).toEqual([]);
  });

  test('alerts say who is told and what is wrong, and a test reaches them', async () => {
    const { operator, bot } = world();
    await operator.go('alerts', { language: 'fr' });
    await page().getByText('phone').waitFor();
    await press('Envoyer un essai');
    await page().locator('.toast', { hasText: 'phone (ça marche)' }).waitFor();
    await page().locator('.toast', { hasText: 'mods (ALERTS_NOT_SET is not set' }).waitFor();
    await expect.poll(() => bot.hook.messages.map(({ title }) => title)).toContain('serdabot : un essai des alertes');
    expect(await page().locator('main').textContent()).not.toContain(bot.hook.address);
    expect(operator.incidents).toEqual([]);
  });
}

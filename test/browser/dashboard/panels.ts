import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { aViewer } from '../../support/fakes.ts';
import { keysOf, unreached, type World } from '../support/dashboard.ts';

/** What moderators make: each form from the keyboard alone, with its preview, its undo and its trail. */
export function panels(world: () => World): void {
  const page = () => world().operator.page;
  const thing = (text: string) => page().locator('.thing', { hasText: text });
  const { press, tick, choose, type } = keysOf(page);
  /** The newest of them stands at the end of the page. */
  const undo = async (name: string) => {
    await page().locator('.toast').last().getByRole('button', { name }).waitFor();
    await press(name);
  };
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
    expect(await unreached(page())).toEqual([]);
    await choose('For whom', 'Subs');
    await type('Cooldown in the channel (s)', '7');
    await type('Cooldown per viewer (s)', '0');
    await type('Other names, separated by commas', 'salut, !coucou');
    await press('Save');
    const row = thing('!bonjour');
    await row.waitFor();
    await closed();
    const { items } = (await world().api('/api/channels/my_channel/features/commands')).body;
    expect(items.find(({ name }: { name: string }) => name === 'bonjour')).toMatchObject({
      ...{ level: 'subscriber', cd: 7, ucd: 0, aliases: ['salut', 'coucou'] },
    });
    // The same name again is refused, and nothing is offered to be taken back.
    await press('New command');
    await type('Name', 'bonjour');
    await type('What the bot says', 'encore');
    await press('Save');
    await expect.poll(() => page().locator('.toast').last().getByRole('button', { name: 'Undo' }).count()).toBe(0);
    await page().keyboard.press('Escape');
    await closed();

    await press('Try it !bonjour');
    await row.locator('.chat', { hasText: 'Bonjour operator, fois 1 !' }).waitFor();
    await press('Edit !bonjour');
    await choose('For whom', 'Every');
    await type('What the bot says', 'Salut $(user) !');
    await press('Save');
    await row.getByText('Salut $(user) !').waitFor();
    await closed();
    expect((await bot.bot.ask('!bonjour', aViewer('zoe3'))).text).toContain('Salut Zoe3 !');
    await press('Turn off !bonjour');
    await row.getByText('off', { exact: true }).waitFor();
    await press('Delete !bonjour');
    await press('Delete');
    await expect.poll(() => row.count()).toBe(0);
    // Older changes are told of still; what is taken back is the last one.
    await page().locator('.toast').nth(2).waitFor();
    expect(await page().locator('.toast').getByRole('button', { name: 'Undo' }).count()).toBe(1);
    await undo('Undo');
    await row.waitFor();
    await press(/^Who changed what/);
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
    expect(await unreached(page())).toEqual([]);
    await type('Minutes entre deux', '20');
    await type('Lignes de chat entre deux', '3');
    await tick('même hors ligne');
    await press('Enregistrer');
    await thing('On s’étire !').getByText('toutes les 20 min, après 3 lignes de chat, même hors ligne').waitFor();
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
    await press('Edit clavier');
    await type('What the bot answers', 'Un clavier rouge.');
    await press('Save');
    await thing('Un clavier rouge.').waitFor();
    await closed();
    await undo('Undo');
    await thing('Un clavier mécanique bleu.').waitFor();
    await press('Delete clavier');
    await press('Delete');
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
    await choose('Theme', 'Neon');
    await expect.poll(() => preview.locator('html').getAttribute('data-theme')).toBe('neon');
    await undo('Undo');
    await expect.poll(() => preview.locator('html').getAttribute('data-theme')).toBe('plate');

    const context = await browser.newContext();
    const overlay = await context.newPage();
    await overlay.goto(bot.url.replace('localhost', '127.0.0.1') + path);
    await page().getByText('Pages open : 1').waitFor();
    await tick(/lets each answer through/);
    await page().getByRole('heading', { name: 'Waiting' }).waitFor();
    await bot.bot.ask('!ask what is a black hole?', aViewer('lena'));
    await page().getByRole('button', { name: 'Let through lena' }).waitFor();
    await press('Let through lena');
    await overlay.locator('.card .answer').waitFor();
    const clear = async () => {
      await press('Take everything off the overlay');
      await expect.poll(() => overlay.locator('.card').count()).toBe(0);
    };
    await clear();
    await tick('Show raids, subscriptions, bits, follows … too');
    await tick(/lets each answer through/);
    await type('Delay in seconds', '0');
    await page().keyboard.press('Enter');
    const look = async () => (await api('/api/channels/my_channel/features/overlay')).body.look;
    await expect.poll(look).toMatchObject({ events: true, approve: false });
    bot.bot.twitch.raid('my_channel', aViewer('bob'), 1);
    bot.bot.twitch.raid('my_channel', aViewer('ada'), 42);
    await overlay.locator('.card', { hasText: /Ada.*42/ }).waitFor({ state: 'attached' });
    expect(await overlay.locator('.card', { hasText: 'Bob' }).count()).toBe(0);
    await clear();
    bot.bot.twitch.gift('my_channel', aViewer('ada'), [aViewer('bob'), aViewer('zoe')]);
    await overlay.locator('.card', { hasText: '2 abonnements' }).waitFor({ state: 'attached' });
    await clear();
    await context.close();
    expect(operator.incidents).toEqual([]);
  });

  test('a filter is turned on, what it did is read and taken back, and the way there is in the trail', async () => {
    const { operator, bot } = world();
    const { twitch, helix } = bot.bot;
    const deeds = () => helix!.deeds.map(({ kind }) => kind);
    await operator.go('moderation', { language: 'fr' });
    await press('Activer Liens');
    await thing('Liens').getByRole('button', { name: 'Éteindre Liens' }).waitFor();
    const spammer = { ...aViewer('spammer'), id: '7001' };
    for (const [at, act] of ['delete', 'timeout'].entries()) {
      twitch.say('my_channel', spammer, 'https://evil.com/viewers');
      await expect.poll(deeds).toHaveLength(at + 1);
      expect(deeds()[at]).toBe(act);
    }
    // Every change reads again what there is.
    await tick(/^À blanc/);
    await thing('spammer').filter({ hasText: 'exclure 60 s' }).getByText('Liens : evil.com').waitFor();
    await tick(/^À blanc/);
    await press('Lever et pardonner spammer');
    await press('Lever et pardonner');
    await thing('spammer').filter({ hasText: 'exclusion levée' }).waitFor();
    expect(deeds().at(-1)).toBe('unban');

    await type('Ce qu’un viewer écrirait', 'https://evil.com');
    await page().keyboard.press('Enter');
    await page().locator('.problem', { hasText: 'liens : evil.com' }).waitFor();
    await type(/^Mots de la chaîne/, 'zut*');
    await page().keyboard.press('Enter');
    await page().getByRole('button', { name: 'Supprimer zut*' }).waitFor();
    await undo('Revenir en arrière');
    await expect.poll(() => page().getByRole('button', { name: 'Supprimer zut*' }).count()).toBe(0);
    await type(/^Liens permis/, 'exemple.fr');
    await page().keyboard.press('Enter');
    await press('Supprimer exemple.fr');
    await press('Comme dans config.yaml Liens');
    await thing('Liens').getByText('éteint').waitFor();
    await press(/^Qui a changé quoi/);
    await page().locator('.edits', { hasText: 'exemple.fr' }).waitFor();
    expect(operator.incidents).toEqual([]);
  });

  test('what the bot would say when something happens is looked at, changed in config.yaml and taken back', async () => {
    const { operator, bot } = world();
    await operator.go('reactions', { language: 'fr' });
    await press('Voir ce que le bot dirait Raid');
    await thing('Raid').locator('.chat', { hasText: '42' }).waitFor();
    await press('Voir ce que le bot dirait Bits');
    await thing('Bits').locator('.chat', { hasText: 'Merci operator pour les 100 bits !' }).waitFor();
    await press('Voir ce que le bot dirait Suivi');
    await thing('Suivi').locator('.chat', { hasText: 'Merci operator de suivre la chaîne' }).waitFor();

    const before = readFileSync(bot.configFile, 'utf8');
    await press('Modifier Suivi');
    await tick('Le bot réagit');
    await type(/^Ce que le bot dit/, '$(usr), salut !');
    await press('Voir ce que le bot dirait');
    await page().locator('dialog .problem', { hasText: 'user' }).waitFor();
    await type(/^Ce que le bot dit/, '$(user), bienvenue ici !');
    await press('Voir ce que le bot dirait');
    await page().locator('dialog .chat', { hasText: 'operator, bienvenue ici !' }).waitFor();
    expect(await unreached(page())).toEqual([]);
    await press('Enregistrer');
    await closed();
    const written = readFileSync(bot.configFile, 'utf8');
    expect(written.startsWith(before)).toBe(true);
    expect(written).toMatch(/say: .*\$\(user\), bienvenue ici !/);
    await undo('Revenir en arrière');
    await expect.poll(() => readFileSync(bot.configFile, 'utf8')).toBe(before);
    await press(/^Qui a changé quoi/);
    await page().locator('.edits li', { hasText: 'reactions.follow.say' }).getByText('annulé depuis').waitFor();
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

import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { type Bot, startBot } from './support/bot.ts';
import { aViewer } from './support/fakes.ts';

let bot: Bot;
afterEach(() => bot.stop());

const [lea, max, zoe] = ['lea', 'max', 'zoe'].map((login) => aViewer(login)) as [
  ReturnType<typeof aViewer>,
  ReturnType<typeof aViewer>,
  ReturnType<typeof aViewer>,
];
const mod = aViewer('mo', 'moderator');
const does = async (text: string, viewer = lea) => (await bot.ask(text, viewer)).text;
const sha256 = (text: string) => BigInt(`0x${createHash('sha256').update(text).digest('hex')}`).toString();

describe('a giveaway', () => {
  test('is opened with a commitment, entered by a word, drawn, and ended with the seed', async () => {
    bot = await startBot();
    const commitment = /Engagement : (\d{70,78})/.exec(await does('!giveaway open gagner -luck=3', mod))?.[1];
    await bot.silence('Gagner', lea);
    await bot.silence('gagner', lea);
    await bot.silence('gagner', { ...max, roles: new Set(['subscriber']) });
    expect(await does('!giveaway')).toMatch(/mot : gagner, participants : 2/);
    const won = await does('!giveaway draw', mod);
    const roll = 'lea 1\nmax 3';
    expect(won).toMatch(new RegExp(`Bravo @(lea|max) ! Participants : 2, liste : ${sha256(roll)}`));
    await bot.silence('gagner', zoe);
    expect(await does('!giveaway redraw', mod)).toMatch(/Bravo @(lea|max)/);
    expect(await does('!giveaway redraw', mod)).toMatch(/personne à tirer/);
    const seed = /Graine : (\d{30,39})/.exec(await does('!giveaway end', mod))?.[1] ?? '';
    expect(sha256(seed)).toBe(commitment);
    const ticket = Number(BigInt(sha256(`${seed}:1:${sha256(roll)}`)) % 4n);
    expect(won).toContain(`@${['lea', 'max', 'max', 'max'][ticket]}`);
    expect(await does('!giveaway')).toMatch(/Pas de tirage/);
  });

  test('may have a word with the prefix, is for those it is for, and one at a time', async () => {
    bot = await startBot();
    expect(await does('!giveaway open !ask', mod)).toMatch(/Ce mot ne va pas/);
    expect(await does('!giveaway open !moi -ul=subscriber', mod)).toMatch(/Écris !moi/);
    expect(await does('!giveaway open autre', mod)).toMatch(/déjà ouvert \(mot : !moi\)/);
    await bot.silence('!moi', lea);
    await bot.silence('!moi', aViewer('sam', 'subscriber'));
    expect(await does('!giveaway close', mod)).toMatch(/participants : 1/);
    expect(await does('!giveaway open x')).not.toMatch(/Engagement/);
  });

  test('forgets who wants to be forgotten, and enters nobody who did', async () => {
    bot = await startBot();
    await does('!giveaway open moi', mod);
    await bot.silence('moi', lea);
    await does('!forgetme', lea);
    expect(await does('!giveaway', mod)).toMatch(/participants : 0/);
    await does('!forgetme', zoe);
    expect(await does('moi', zoe)).toMatch(/ne rien garder/);
    expect(await does('!giveaway', mod)).toMatch(/participants : 0/);
  });
});

describe('the queue', () => {
  test('takes viewers in their order, and lets them go', async () => {
    bot = await startBot();
    expect(await does('!join')).toMatch(/fermée/);
    expect(await does('!queue open', mod)).toMatch(/ouverte/);
    expect(await does('!join')).toMatch(/n° 1/);
    expect(await does('!join')).toMatch(/déjà, n° 1/);
    expect(await does('!join', max)).toMatch(/n° 2/);
    expect(await does('!join', zoe)).toMatch(/n° 3/);
    expect(await does('!queue list')).toBe('File : 1. lea, 2. max, 3. zoe');
    expect(await does('!leave', max)).toMatch(/plus dans la file/);
    expect(await does('!queue', zoe)).toMatch(/n° 2/);
    expect(await does('!queue next 2', mod)).toBe('À vous : @lea, @zoe');
    expect(await does('!queue next', mod)).toMatch(/personne/);
    expect(await does('!queue close', mod)).toMatch(/fermée/);
    expect(await does('!join')).toMatch(/fermée/);
    expect(await does('!queue next')).not.toMatch(/personne/);
  });

  test('forgets who wants to be forgotten', async () => {
    bot = await startBot();
    await does('!queue open', mod);
    await does('!join');
    await does('!forgetme');
    expect(await does('!queue list', mod)).toMatch(/personne/);
    expect(await does('!join')).toMatch(/ne rien garder/);
  });
});

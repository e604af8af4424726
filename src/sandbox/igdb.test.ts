import { afterEach, describe, expect, test } from 'vitest';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { createSandboxIgdb, type IgdbOptions, type SandboxIgdb } from './igdb.ts';

const running: SandboxIgdb[] = [];
async function start(options: IgdbOptions = {}) {
  const igdb = await createSandboxIgdb({ perSecond: 1000, ...options });
  running.push(igdb);
  return igdb;
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((igdb) => igdb.stop()));
});

async function token(igdb: SandboxIgdb): Promise<string> {
  const form = new URLSearchParams({
    client_id: igdb.clientId,
    client_secret: igdb.clientSecret,
    grant_type: 'client_credentials',
  });
  const response = await fetch(`${igdb.url}/oauth2/token?${form}`, { method: 'POST' });
  return ((await response.json()) as { access_token: string }).access_token;
}
const post = (igdb: SandboxIgdb, bearer: string, body: string) =>
  fetch(`${igdb.baseUrl}/games`, {
    method: 'POST',
    headers: { 'client-id': igdb.clientId, authorization: `Bearer ${bearer}` },
    body,
  });
// biome-ignore lint/suspicious/noExplicitAny: bodies are looked at, not typed
const ask = async (igdb: SandboxIgdb, body: string): Promise<any> => (await post(igdb, await token(igdb), body)).json();
const names = async (igdb: SandboxIgdb, body: string) =>
  (await ask(igdb, body)).map((game: { name: string }) => game.name);

describe('the stand-in for IGDB', () => {
  test('finds a game with all that is asked of it', async () => {
    const igdb = await start();
    const fields =
      'name,first_release_date,platforms.name,genres.name,involved_companies.company.name,involved_companies.developer,involved_companies.publisher,total_rating,summary,url,websites.url,game_type';
    const [hades] = await ask(igdb, `search "hades"; fields ${fields}; where version_parent = null; limit 5;`);
    expect(hades).toMatchObject({
      id: expect.any(Number),
      name: 'Hades',
      first_release_date: 1_600_300_800,
      platforms: expect.arrayContaining([{ id: expect.any(Number), name: 'Nintendo Switch' }]),
      involved_companies: [{ company: { name: 'Supergiant Games' }, developer: true, publisher: true }],
      game_type: 0,
    });
    expect(igdb.breaches).toEqual([]);
  });

  test('gives ids alone without fields, and nothing that was not asked', async () => {
    const igdb = await start();
    expect(Object.keys((await ask(igdb, 'search "celeste";'))[0])).toEqual(['id']);
    expect(await ask(igdb, 'search "zxqv"; fields name;')).toEqual([]);
  });

  test('tells games of one name apart by date, and editions by their type', async () => {
    const igdb = await start();
    const prey = await ask(igdb, 'search "prey"; fields name,first_release_date;');
    expect(
      prey.map((game: { first_release_date: number }) => new Date(game.first_release_date * 1000).getUTCFullYear()),
    ).toEqual([2006, 2017]);
    expect(await names(igdb, 'search "control"; fields name;')).toEqual([
      'Control',
      'Control Resonant',
      'Control Ultimate Edition',
    ]);
    expect(await names(igdb, 'search "control"; fields name; where version_parent = null;')).toEqual([
      'Control',
      'Control Resonant',
    ]);
    expect(await names(igdb, 'search "dark souls"; fields name; where game_type = (0,8); limit 1;')).toEqual([
      'Dark Souls',
    ]);
    expect(await names(igdb, 'search "skyrim"; fields name; where category = 0;')).toEqual([]);
  });

  test('forgives nothing: other names are only found in their own field, and an accent is another letter', async () => {
    const igdb = await start();
    expect(await names(igdb, 'search "botw"; fields name;')).toEqual([]);
    expect(await names(igdb, 'fields name; where alternative_names.name ~ "botw";')).toEqual([
      'The Legend of Zelda: Breath of the Wild',
    ]);
    expect(await names(igdb, 'search "hollow night"; fields name;')).toEqual([]);
    expect(await names(igdb, 'search "pokemon snap"; fields name;')).toEqual([]);
  });

  test('answers several queries in one request, each under its name, ten at most', async () => {
    const igdb = await start();
    const several = async (body: string) =>
      (
        await fetch(`${igdb.baseUrl}/multiquery`, {
          method: 'POST',
          headers: { 'client-id': igdb.clientId, authorization: `Bearer ${await token(igdb)}` },
          body,
        })
      ).json();
    expect(
      await several(
        'query games "a" { search "celeste"; fields name; limit 1; };\nquery games "{b};" { search "zxqv"; fields name; };',
      ),
    ).toEqual([
      { name: 'a', result: [{ id: expect.any(Number), name: 'Celeste' }] },
      { name: '{b};', result: [] },
    ]);
    expect(igdb.breaches).toEqual([]);
    const many = Array.from({ length: 11 }, (_, n) => `query games "${n}" { fields name; };`).join('\n');
    for (const wrong of [
      many,
      'search "celeste";',
      '',
      'query games "a" { fields nothing; };',
      'query films "a" { fields name; };',
    ])
      expect(await several(wrong), wrong.slice(0, 40)).toEqual([expect.objectContaining({ status: 400 })]);
  });

  test('filters, sorts and limits', async () => {
    const igdb = await start();
    const best = await names(
      igdb,
      'fields name; where total_rating >= 93 & game_type = 0; sort total_rating desc; limit 2;',
    );
    expect(best).toEqual(["Baldur's Gate 3", 'Elden Ring']);
    expect(await names(igdb, 'search "dark souls"; fields name; where game_type != 0;')).toContain(
      'Dark Souls: Remastered',
    );
    expect((await names(igdb, 'search "hollow knight"; fields name;'))[0]).toBe('Hollow Knight');
    expect(
      await names(igdb, 'fields name; where name ~ "half-life"*; sort first_release_date asc; limit 3;'),
    ).toHaveLength(3);
    expect(
      await names(igdb, 'fields name; where genres.name = "Racing" & (platforms.name = "Wii U" | name = "x");'),
    ).toContain('Mario Kart 8');
  });

  test.each([
    ['search "a"; sort name asc;', 'Invalid Query'],
    ['fields nam;', 'Invalid Field'],
    ['fields platforms.nom;', 'Invalid Field'],
    ['fields name', 'Syntax Error'],
    ['search hades;', 'Syntax Error'],
    ['search "ha"des";', 'Syntax Error'],
    ['where name = ;', 'Syntax Error'],
    ['limit 501;', 'Syntax Error'],
    ['{"fields":"name"}', 'Syntax Error'],
    [`where ${'('.repeat(100)}id = 1${')'.repeat(100)};`, 'Syntax Error'],
  ])('%s is refused', async (body, title) => {
    const igdb = await start();
    const response = await post(igdb, await token(igdb), body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject([{ title, status: 400 }]);
    expect(igdb.breaches).toHaveLength(1);
  });

  test('lets in only who has a token that still holds', async () => {
    const igdb = await start();
    const mine = await token(igdb);
    expect((await post(igdb, mine, 'fields name;')).status).toBe(200);
    igdb.tokens.revoke(mine);
    const refused = await post(igdb, mine, 'fields name;');
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({ message: 'Authorization Failure. Have you tried:' });
    const other = await fetch(`${igdb.baseUrl}/games`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await token(igdb)}` },
    });
    expect(other.status).toBe(401);
    expect(igdb.breaches).toEqual(['wrong or missing Client-ID']);
  });

  test('keeps 25 tokens: one more ends the oldest', async () => {
    const igdb = await start();
    const all: string[] = [];
    for (let i = 0; i < 26; i++) all.push(await token(igdb));
    expect([igdb.tokens.active, igdb.tokens.issued]).toEqual([25, 26]);
    const validate = (one = '') => fetch(`${igdb.url}/oauth2/validate`, { headers: { authorization: `OAuth ${one}` } });
    expect((await validate(all[0])).status).toBe(401);
    expect((await validate(all[25])).status).toBe(200);
    expect(igdb.breaches).toEqual(['token: more than 25 active']);
  });

  test('takes a form for a token, and refuses a wrong secret', async () => {
    const igdb = await start();
    const form = { client_id: igdb.clientId, client_secret: 'x', grant_type: 'client_credentials' };
    const send = (body: object) =>
      fetch(`${igdb.url}/oauth2/token`, { method: 'POST', body: new URLSearchParams({ ...body }) });
    expect((await send(form)).status).toBe(403);
    expect((await send({ ...form, client_secret: igdb.clientSecret })).status).toBe(200);
  });

  test('takes four requests a second and eight at once', async () => {
    const clock = createVirtualClock();
    const igdb = await start({ clock, perSecond: 4 });
    const mine = await token(igdb);
    const statuses = [];
    for (let i = 0; i < 5; i++) statuses.push((await post(igdb, mine, 'fields name;')).status);
    expect(statuses).toEqual([200, 200, 200, 200, 429]);
    await clock.advance(1000);
    expect((await post(igdb, mine, 'fields name;')).status).toBe(200);
    expect(igdb.maxPerSecond).toBe(5);

    const crowded = await start({ latencyMs: 500 });
    const key = await token(crowded);
    const many = await Promise.all(Array.from({ length: 9 }, async () => post(crowded, key, 'fields name;')));
    expect(many.filter((response) => response.status === 429)).toHaveLength(1);
  });
});

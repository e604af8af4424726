import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { readTokenFile, type Token } from '../../src/twitch/tokens.ts';
import { botAccount, createHouse, everyScope, type House, type HouseOptions } from './twitch-house.ts';

let house: House;
const open = async (options?: HouseOptions) => {
  house = await createHouse(options);
  return house;
};
afterEach(() => house.stop());

const minute = 60_000;
const accessToken = () => readTokenFile(house.file)?.accessToken;

describe('F6: the token expires mid-stream', () => {
  test('50 calls that are refused together cause one refresh, and all succeed', async () => {
    const { twitch, auth, user, give } = await open();
    give();
    await auth.account();
    twitch.grants.expire();
    const answers = await Promise.all(Array.from({ length: 50 }, () => user('my_channel')));
    expect(answers.filter(({ kind }) => kind === 'done')).toHaveLength(50);
    expect(twitch.grants.refreshes).toHaveLength(1);
    const users = twitch.requests.filter(({ path }) => path === 'users');
    expect(users.filter(({ status }) => status === 200)).toHaveLength(50);
    expect(users.filter(({ status }) => status === 401)).toHaveLength(50);
    expect(twitch.breaches).toEqual([]);
  });

  test('a new token is on disk, for its owner alone, before anything uses it', async () => {
    const { twitch, auth, helix, give, file, clock } = await open();
    const first = give();
    const seen: string[] = [];
    twitch.onFirstUse((kind, token) => {
      const { access_token, refresh_token } = JSON.parse(readFileSync(file, 'utf8'));
      const onDisk = kind === 'access' ? access_token : refresh_token;
      seen.push(`${kind} ${onDisk === token ? 'on disk' : 'NOT on disk'} ${(statSync(file).mode & 0o777).toString(8)}`);
    });
    await auth.account();
    for (let i = 0; i < 3; i++) {
      await clock.advance(2 * minute);
      twitch.grants.expire();
      expect(await helix.send({ channel: 'my_channel', text: 'hello' })).toMatchObject({ kind: 'accepted' });
    }
    expect(seen).toHaveLength(7);
    expect(new Set(seen)).toEqual(new Set(['access on disk 600', 'refresh on disk 600']));
    expect(accessToken()).not.toBe(first.accessToken);
    expect(new Set(twitch.grants.refreshes.map(({ refreshToken }) => refreshToken)).size).toBe(3);
  });

  test('it is renewed before its time is up', async () => {
    const { twitch, auth, give, pass, until } = await open();
    give();
    auth.start();
    await until('the first validation', () => twitch.count('auth/validate') === 1);
    for (let i = 0; i < 25; i++) {
      await pass(10 * minute);
      expect(twitch.grants.open((await auth.account())!.accessToken)).not.toBeNull();
    }
    expect(twitch.grants.refreshes.map(({ ok }) => ok)).toEqual([true]);
  });

  test('the rotated token survives a Twitch that answers too late', async () => {
    const { twitch, auth, give, clock, until } = await open();
    const { accessToken: old, refreshToken } = give();
    await auth.account();
    twitch.grants.expire();
    twitch.delay('auth/token', 20_000);
    const asked = auth.check();
    await until('the refresh is asked', () => twitch.count('auth/token') === 1);
    await clock.advance(10_000);
    expect(await asked).toBeNull();
    await clock.advance(10_000);
    await until('the late token is kept', () => accessToken() !== old);
    expect(twitch.grants.refreshes).toEqual([expect.objectContaining({ refreshToken, ok: true })]);
    expect((await auth.account())?.accessToken).toBe(accessToken());
  });
});

describe('F5: chat refuses the login', () => {
  const refused = (token: string): Token => ({ accessToken: token, refreshToken: null });

  test('an expired token is refreshed, once a minute at most', async () => {
    const { twitch, auth, give, clock } = await open();
    const { accessToken: old } = give();
    twitch.grants.expire();
    twitch.fault('auth/token', { status: 503 });
    for (let i = 0; i < 30; i++) {
      expect(await auth.refresh(refused(old))).toBeNull();
      await clock.advance(10_000);
    }
    expect(twitch.count('auth/token')).toBeLessThanOrEqual(6);
    twitch.fault('auth/token', null);
    await clock.advance(minute);
    const fresh = await auth.refresh(refused(old));
    expect(fresh?.accessToken).toBe(accessToken());
    expect(auth.all()[0]?.accessToken).toBe(accessToken());
  });

  test('a network error at the refresh does not end the account', async () => {
    const { twitch, auth, give, clock, until } = await open();
    const { accessToken: old } = give();
    twitch.grants.expire();
    twitch.fault('auth/token', 'reset', 1);
    auth.start();
    await until('the refresh failed', () => twitch.count('auth/token') === 1 && auth.all().length === 0);
    await clock.advance(minute);
    await until('the next one worked', () => auth.all().length === 1);
    expect(accessToken()).not.toBe(old);
    expect(twitch.grants.refreshes).toEqual([expect.objectContaining({ ok: true })]);
  });

  test('a token that Twitch honours is swapped once an hour at most, and never for another account', async () => {
    const { twitch, auth, give, clock } = await open();
    const { accessToken: old } = give();
    const fresh = await auth.refresh(refused(old));
    expect(fresh?.accessToken).toBe(accessToken());
    await clock.advance(30 * minute);
    expect(await auth.refresh(fresh!)).toBeNull();
    expect(twitch.grants.refreshes).toHaveLength(1);
  });

  test('a token that appears in the file is used without a restart', async () => {
    const { twitch, auth, give, until } = await open();
    give();
    twitch.grants.disconnect('serdabot');
    auth.start();
    await until('the account is out of use', () => auth.all().length === 0);
    expect(await auth.account()).toBeNull();
    const { accessToken: next } = give();
    expect((await auth.account())?.accessToken).toBe(next);
  });

  test('a token that another process renewed meanwhile is used, and nothing is revoked', async () => {
    const { twitch, auth, give, clock, until } = await open();
    give();
    const told: string[] = [];
    auth.onRevoked((token) => told.push(token.accessToken));
    twitch.grants.disconnect('serdabot');
    twitch.delay('auth/token', 100);
    const checked = auth.check();
    await until('the refresh is asked', () => twitch.count('auth/token') === 1);
    const { accessToken: theirs } = give();
    await clock.advance(100);
    expect((await checked)?.accessToken).toBe(theirs);
    expect(told).toEqual([]);
  });

  test('a dead refresh token is tried once', async () => {
    const { twitch, auth, give, pass, warnings, until } = await open();
    give();
    twitch.grants.disconnect('serdabot');
    auth.start();
    await until('the first refresh', () => twitch.count('auth/token') === 1);
    await pass(10 * minute);
    expect(twitch.grants.refreshes).toHaveLength(1);
    expect(warnings()).toEqual([
      'Twitch does not take the refresh token any more: run `npm run login`',
      'Twitch does not honour the token any more: run `npm run login`',
    ]);
  });
});

describe('F7: the token is revoked', () => {
  test('within the hour every use stops, and the chat connection is told', async () => {
    const { twitch, auth, user, give, clock, pass, until } = await open();
    const { accessToken: revoked } = give();
    const told: string[] = [];
    auth.onRevoked((token) => told.push(token.accessToken));
    auth.start();
    await until('the first validation', () => twitch.count('auth/validate') === 1);
    await pass(1);
    twitch.grants.disconnect('serdabot');
    const revokedAt = clock.now();
    while (told.length === 0) await pass(minute / 2);
    expect(told).toEqual([revoked]);
    expect(clock.now() - revokedAt).toBeLessThanOrEqual(60 * minute);
    expect(auth.all()).toEqual([]);
    const before = twitch.requests.length;
    expect(await user('my_channel')).toMatchObject({ kind: 'failed', reason: 'no token' });
    await pass(3 * 60 * minute);
    expect(twitch.requests.slice(before).filter(({ token }) => token === revoked)).toEqual([]);
  });

  test('a token service that is down revokes nothing', async () => {
    const { twitch, auth, give, pass, until } = await open();
    const { accessToken: good } = give();
    twitch.fault('auth/validate', { status: 503 });
    auth.start();
    await until('the first validation', () => twitch.count('auth/validate') === 1);
    await pass(10 * minute);
    expect((await auth.account())?.accessToken).toBe(good);
    expect(twitch.count('auth/validate')).toBeGreaterThan(5);
    expect(twitch.grants.refreshes).toEqual([]);
  });

  test('it is validated at the start and hourly', async () => {
    const { twitch, auth, give, pass, until } = await open({ twitch: { lifeSeconds: 60 * 24 * 3_600 } });
    give();
    auth.start();
    await until('the first validation', () => twitch.count('auth/validate') === 1);
    for (let hour = 1; hour <= 5; hour++) {
      await pass(60 * minute);
      expect(twitch.count('auth/validate')).toBe(1 + hour);
    }
  });
});

test('a token of the environment is enough, and what a refresh makes of it goes to the file', async () => {
  const { twitch, auth, user, clock, env } = await open();
  const issued = twitch.grants.issue(botAccount, everyScope);
  Object.assign(env, {
    TWITCH_ACCESS_TOKEN: `oauth:${issued.accessToken}`,
    TWITCH_REFRESH_TOKEN: issued.refreshToken,
  });
  expect(auth.all()).toEqual([{ accessToken: issued.accessToken, refreshToken: issued.refreshToken }]);
  expect((await auth.account())?.grant).toMatchObject({ login: 'serdabot', userId: '900', scopes: everyScope });
  expect(readTokenFile(house.file)).toBeNull();
  twitch.grants.expire();
  await clock.advance(minute);
  expect(await user('my_channel')).toMatchObject({ kind: 'done' });
  expect(readTokenFile(house.file)).toMatchObject({ grant: { login: 'serdabot', clientId: twitch.clientId } });
  expect(auth.all()[0]?.accessToken).toBe(accessToken());
});

test('what is not known of a token yet is asked after its refresh', async () => {
  const { twitch, auth, file } = await open();
  const { accessToken: old, refreshToken } = twitch.grants.issue(botAccount, everyScope);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ access_token: old, refresh_token: refreshToken, mine: 1 }), { mode: 0o600 });
  twitch.grants.expire();
  expect((await auth.account())?.grant.login).toBe('serdabot');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ mine: 1, login: 'serdabot', user_id: '900' });
});

test('every token that is read or made is a secret to the log', async () => {
  const { twitch, auth, give, secrets } = await open();
  const first = give();
  await auth.account();
  twitch.grants.expire();
  const fresh = await auth.check();
  expect(secrets).toEqual(
    expect.arrayContaining([first.accessToken, first.refreshToken, fresh?.accessToken, fresh?.refreshToken]),
  );
});

test('the operator is told once which scope a feature lacks, and whose token it is', async () => {
  const { auth, give, warnings } = await open();
  give(['chat:read', 'chat:edit', 'moderator:read:followers', 'moderator:manage:shoutouts', 'clips:edit']);
  await auth.account();
  await auth.check();
  expect(warnings()).toEqual([
    'the Twitch token lacks moderator:read:blocked_terms, which "blocked terms" needs: run `npm run login`',
  ]);
});

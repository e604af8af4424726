import type { Clock } from '../../lib/clock.ts';
import type { Visit } from '../server.ts';
import type { Breach, Reply } from '../stand-in.ts';
import type { Devices } from './device.ts';
import type { Client, Grants, Issued } from './grants.ts';

export interface IdParts {
  readonly client: Client;
  readonly grants: Grants;
  readonly devices: Devices;
  readonly clock: Clock;
  readonly deviceSeconds: number;
  readonly deviceInterval: number;
  readonly used: (kind: 'access' | 'refresh', token: string) => void;
}

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
const problem = (status: number, message: string): Reply => ({ status, json: { status, message } });

const tokens = ({ accessToken, refreshToken, scopes, expiresIn }: Issued): Reply => ({
  status: 200,
  json: {
    access_token: accessToken,
    expires_in: expiresIn,
    token_type: 'bearer',
    ...(refreshToken === null ? {} : { refresh_token: refreshToken, scope: scopes }),
  },
});

/** id.twitch.tv in small: `token`, `validate`, `device` and `revoke`. Parameters come in the query or as a form. */
export function createId({ client, grants, devices, clock, deviceSeconds, deviceInterval, used }: IdParts) {
  function token(given: (key: string) => string | null, breach: Breach): Reply {
    if (given('client_id') !== client.id) {
      breach('token: wrong client_id');
      return problem(400, 'invalid client');
    }
    const secret = given('client_secret');
    const secretFault = () => {
      if (client.secret === null || secret === client.secret) return null;
      breach(`token: ${secret === null ? 'no' : 'wrong'} client_secret`);
      return secret === null ? problem(400, 'missing client secret') : problem(403, 'invalid client secret');
    };
    switch (given('grant_type')) {
      case 'client_credentials':
        if (client.secret === null) return problem(400, 'invalid client');
        return secretFault() ?? tokens(grants.issueApp());
      case 'refresh_token': {
        const fault = secretFault();
        if (fault) return fault;
        const refreshToken = given('refresh_token');
        if (!refreshToken) return problem(400, 'missing refresh token');
        used('refresh', refreshToken);
        const issued = grants.refresh(refreshToken);
        return issued ? tokens(issued) : problem(400, 'Invalid refresh token');
      }
      case deviceGrant: {
        const scopes = given('scopes') ?? given('scope');
        if (!scopes) breach('token: a device code without scopes');
        const poll = devices.poll(given('device_code') ?? '');
        if (poll.kind === 'refused') return problem(400, poll.message);
        return tokens(grants.issue(poll.account, poll.scopes));
      }
      default:
        breach(`token: grant_type ${given('grant_type')}`);
        return problem(400, 'invalid grant type');
    }
  }

  function device(given: (key: string) => string | null, breach: Breach): Reply {
    if (given('client_id') !== client.id) return problem(400, 'invalid client');
    const scopes = (given('scopes') ?? '').split(' ').filter(Boolean);
    if (scopes.length === 0) {
      breach('device: no scopes');
      return problem(400, 'missing scopes');
    }
    const { deviceCode, userCode } = devices.begin(scopes, deviceSeconds);
    return {
      status: 200,
      json: {
        device_code: deviceCode,
        expires_in: deviceSeconds,
        interval: deviceInterval,
        user_code: userCode,
        verification_uri: `https://www.twitch.tv/activate?public=true&device-code=${userCode}`,
      },
    };
  }

  function validate(authorization: string | undefined): Reply {
    const bearer = /^(?:OAuth|Bearer) (\S+)$/.exec(authorization ?? '')?.[1];
    if (!bearer) return problem(401, 'missing authorization token');
    used('access', bearer);
    const grant = grants.open(bearer);
    if (!grant) return problem(401, 'invalid access token');
    const { account, scopes, expiresAt } = grant;
    return {
      status: 200,
      json: {
        client_id: client.id,
        ...(account ? { login: account.login, user_id: account.id } : {}),
        scopes,
        expires_in: Math.floor((expiresAt - clock.now()) / 1000),
      },
    };
  }

  return (visit: Visit, what: string, breach: Breach): Reply => {
    const { method, url, headers, body } = visit;
    const form = new URLSearchParams(headers['content-type']?.includes('form') ? body : '');
    const given = (key: string) => url.searchParams.get(key) ?? form.get(key);
    switch (`${method} ${what}`) {
      case 'POST token':
        return token(given, breach);
      case 'POST device':
        return device(given, breach);
      case 'GET validate':
        return validate(headers.authorization);
      case 'POST revoke':
        return grants.revoke(given('token') ?? '') ? { status: 200 } : problem(400, 'Invalid token');
      default:
        breach(`${method} /auth/${what}`);
        return problem(404, 'not found');
    }
  };
}

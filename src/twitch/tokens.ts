import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export interface Token {
  readonly accessToken: string;
  readonly refreshToken: string | null;
}

/** Where the bot's Twitch token comes from: the token file first, as it holds what a refresh made; else the environment. */
export interface Tokens {
  /** Every token there is now, best first, without doubles. */
  all(): readonly Token[];
}

export function createTokens(file: string, env: NodeJS.ProcessEnv, learnSecret: (value: string) => void): Tokens {
  return {
    all() {
      const fromEnv = env['TWITCH_ACCESS_TOKEN'];
      const tokens = [
        readTokenFile(file),
        fromEnv ? { accessToken: bare(fromEnv), refreshToken: env['TWITCH_REFRESH_TOKEN'] ?? null } : null,
      ].filter((token) => token !== null);
      for (const { accessToken, refreshToken } of tokens) {
        learnSecret(accessToken);
        if (refreshToken) learnSecret(refreshToken);
      }
      return tokens.filter((token, i) => tokens.findIndex((t) => t.accessToken === token.accessToken) === i);
    },
  };
}

/** Operators paste tokens with or without the `oauth:` that IRC wants. */
const bare = (token: string) => token.trim().replace(/^oauth:/i, '');

export function readTokenFile(file: string): Token | null {
  try {
    // Somebody else on the machine could read it: closed before it is used.
    if (process.platform !== 'win32' && statSync(file).mode & 0o077) chmodSync(file, 0o600);
    const data = JSON.parse(readFileSync(file, 'utf8')) as { access_token?: unknown; refresh_token?: unknown };
    if (typeof data.access_token !== 'string' || !data.access_token) return null;
    return {
      accessToken: bare(data.access_token),
      refreshToken: typeof data.refresh_token === 'string' ? data.refresh_token : null,
    };
  } catch {
    return null;
  }
}

/** On disk whole or not at all, readable by its owner alone from the first byte. */
export function writeTokenFile(file: string, token: Token) {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(
      temporary,
      `${JSON.stringify({ access_token: token.accessToken, refresh_token: token.refreshToken }, null, 2)}\n`,
      { mode: 0o600, flush: true },
    );
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

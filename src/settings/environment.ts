import { chmodSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseEnv } from 'node:util';

/**
 * The environment with what `.env` beside the config file adds to it. What the environment says wins; an empty variable
 * says nothing. Put into `env` itself, as libraries and child processes read it there.
 */
export function readEnvironment(configFile: string, env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  for (const [name, value] of Object.entries(readEnvFile(envFileOf(configFile)))) {
    if (value && !env[name]?.trim()) env[name] = value;
  }
  return env;
}

const adminToken = 'SERDABOT_ADMIN_TOKEN';
const shortestToken = 32;

/** What is wrong with the token that gives scripts the operator's rights; null: nothing, or there is none. */
export function adminTokenFault(env: NodeJS.ProcessEnv): string | null {
  const token = env[adminToken]?.trim() ?? '';
  if (token === '' || token.length >= shortestToken) return null;
  return `${adminToken}: expected at least ${shortestToken} characters, got ${token.length}. "openssl rand -hex 32" makes a good one.`;
}

export const envFileOf = (configFile: string): string => join(dirname(configFile), '.env');

function readEnvFile(file: string): NodeJS.Dict<string> {
  try {
    const text = readFileSync(file, 'utf8');
    closeToOthers(file);
    // Editors on Windows may put a byte order mark in front.
    return parseEnv(text.replace(/^\ufeff/, ''));
  } catch {
    return {};
  }
}

/** It holds secrets, and a copy of .env.example is readable by everybody. */
function closeToOthers(file: string) {
  try {
    if (process.platform !== 'win32' && statSync(file).mode & 0o077) chmodSync(file, 0o600);
  } catch {
    // Somebody else's file, or a read-only disk: read all the same.
  }
}

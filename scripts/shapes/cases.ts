import { anybody } from './anybody.ts';
import { gateways } from './gateways.ts';
import { google } from './google.ts';
import { hosted } from './hosted.ts';
import { local } from './local.ts';
import { openai } from './openai.ts';
import { seldom } from './seldom.ts';
import { seldomLocal } from './seldom-local.ts';
import { serving } from './serving.ts';
import { streams } from './streams.ts';
import type { Outcome, Reply, Row } from './wire.ts';

/** One shape that a provider is documented or known to send, and what the bot makes of it. */
export interface Case {
  readonly provider: string;
  readonly shape: string;
  readonly reply: Reply;
  readonly expect: Outcome;
}

const usual = { ...openai, ...hosted, ...google, ...local, ...serving, 'any server': [...anybody, ...streams] };
const groups = [usual, seldom, seldomLocal, gateways];
const providers = [...new Set(groups.flatMap((group) => Object.keys(group)))];

export const cases: readonly Case[] = providers.flatMap((provider) =>
  groups.flatMap((group: Readonly<Record<string, readonly Row[]>>) =>
    (group[provider] ?? []).map(([shape, reply, expect]) => ({ provider, shape, reply, expect })),
  ),
);

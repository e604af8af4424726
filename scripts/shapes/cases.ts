import { anybody } from './anybody.ts';
import { google } from './google.ts';
import { hosted } from './hosted.ts';
import { local } from './local.ts';
import { openai } from './openai.ts';
import { serving } from './serving.ts';
import { streams } from './streams.ts';
import type { Outcome, Reply } from './wire.ts';

/** One shape that a provider is documented or known to send, and what the bot makes of it. */
export interface Case {
  readonly provider: string;
  readonly shape: string;
  readonly reply: Reply;
  readonly expect: Outcome;
}

const all = { ...openai, ...hosted, ...google, ...local, ...serving, 'any server': [...anybody, ...streams] };

export const cases: readonly Case[] = Object.entries(all).flatMap(([provider, rows]) =>
  rows.map(([shape, reply, expect]) => ({ provider, shape, reply, expect })),
);

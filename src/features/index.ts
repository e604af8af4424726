import type { Feature } from '../domain/feature.ts';
import { ask } from './ask/index.ts';
import { caches } from './caches/index.ts';
import { control } from './control/index.ts';
import { fact } from './fact/index.ts';
import { help } from './help/index.ts';
import { lookups } from './lookups/index.ts';
import { persona } from './persona/index.ts';
import { privacy } from './privacy/index.ts';
import { spend } from './spend/index.ts';
import { status } from './status/index.ts';
import { translation } from './translation/index.ts';

export { createFeatures } from './join.ts';

/** Every feature of the bot, in the order in which `!help` names their commands. */
export const list: readonly Feature[] = [
  ask,
  lookups,
  translation,
  fact,
  help,
  privacy,
  status,
  control,
  persona,
  spend,
  caches,
];

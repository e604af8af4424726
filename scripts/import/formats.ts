import { firebot } from './formats/firebot.ts';
import { fossabot } from './formats/fossabot.ts';
import { moobot } from './formats/moobot.ts';
import { nightbot } from './formats/nightbot.ts';
import { sogeBot } from './formats/sogebot.ts';
import { streamElements } from './formats/streamelements.ts';
import { wizebot } from './formats/wizebot.ts';
import type { Found } from './found.ts';

/** By the bot's name. */
export const jsonFormats: ReadonlyMap<string, (json: unknown) => Found> = new Map([
  ['nightbot', nightbot],
  ['streamelements', streamElements],
  ['sogebot', sogeBot],
  ['firebot', firebot],
  ['moobot', moobot],
  ['fossabot', fossabot],
  ['wizebot', wizebot],
]);

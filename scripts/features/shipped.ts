import type { Feature } from '../../src/domain/feature.ts';
import * as shipped from '../../src/features/index.ts';

/** As the bot has them, without the rest of the bot, which takes longer to load. */
export const features: readonly Feature[] = Object.values(shipped);

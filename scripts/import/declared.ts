import type { House } from '../../src/domain/feature.ts';
import { createFeatures } from '../../src/domain/features.ts';
import { features } from '../features/shipped.ts';

/** Answers every question with itself: enough for features to say what they declare, and nothing runs. */
export const hollow: House = new Proxy(
  function hollow() {} as unknown as House,
  {
    get: (_target, key) => (key === Symbol.toPrimitive ? () => '' : hollow),
    apply: () => hollow,
  } as ProxyHandler<House>,
);

/** The commands and variables that all features declare. */
const all = await createFeatures(features, () => hollow);
export const declared = () => all;

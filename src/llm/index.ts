import type { LlmParts, LlmRoom } from './room.ts';

export { type AllPrompts, loadPrompts, watchPrompts } from './prompts.ts';
export type { LlmRoom } from './room.ts';

/** Loaded after the join, before which the prompts are only checked. */
export async function createLlm(parts: LlmParts): Promise<LlmRoom> {
  const { createLlm } = await import('./room.ts');
  return createLlm(parts);
}

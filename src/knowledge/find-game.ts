import type { Found, Knowledge, Lookup } from '../domain/knowledge.ts';

export interface FindGameParts {
  readonly sources: Pick<Knowledge, 'igdb' | 'wikipedia'>;
  readonly now: () => number;
}

/**
 * The database first, under each of the names; then the encyclopedia, which knows most games too. The first source has
 * half of the time, so that one that hangs leaves the other its own.
 */
export async function findGame(
  { sources, now }: FindGameParts,
  lookup: Omit<Lookup, 'subject'>,
  names: readonly string[],
  signal: AbortSignal,
): Promise<Found> {
  const deadline = now() + (lookup.deadline - now()) / 2;
  let game: Found = { kind: 'nothing' };
  for (const subject of new Set(names)) {
    game = await sources.igdb({ ...lookup, subject, deadline }, signal);
    if (game.kind !== 'nothing') break;
  }
  if (game.kind === 'fact') return game;
  const article = await sources.wikipedia({ ...lookup, subject: names.at(-1) ?? '', kind: 'game' }, signal);
  return article.kind === 'fact' || game.kind === 'nothing' ? article : game;
}

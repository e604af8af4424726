/** What only one of the processes that share a store may do, by its name. Never rejects. */
export interface Once {
  /**
   * `done`: what came of it. `mine`: it is to be done here, and nobody else tries for `withinMs`. `theirs`: another
   * process is at it, or tried lately. `unknown`: the store is away.
   */
  begin(deed: string, withinMs: number): Promise<Begun>;
  /** What came of it, if anything did. */
  outcome(deed: string): Promise<string | null>;
  /** Says what came of it. False: not known to the others yet. */
  done(deed: string, value: string, keptMs: number): Promise<boolean>;
}

export type Begun =
  | { readonly kind: 'done'; readonly value: string }
  | { readonly kind: 'mine' | 'theirs' | 'unknown' };

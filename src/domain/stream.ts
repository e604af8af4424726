/** A stream that is on air. */
export interface OnAir {
  /** Null where the category is no game. */
  readonly game: string | null;
  readonly category: string;
  readonly title: string;
}

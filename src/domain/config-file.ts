/** A key of config.yaml, with dots, and what it shall say. */
export interface ConfigChange {
  readonly key: string;
  readonly value: unknown;
}

/** What a change would do, or did. */
export interface ConfigEdit {
  /** Lines taken away (`-`) and added (`+`). */
  readonly diff: readonly { readonly sign: '-' | '+'; readonly text: string }[];
  /** Keys of the change that count after a restart only. */
  readonly restart: readonly string[];
}

export type ConfigEdited =
  | { readonly ok: true; readonly edit: ConfigEdit }
  | { readonly ok: false; readonly faults: readonly string[] };

/** config.yaml as it is changed from outside an editor: comments and order stay, and nothing wrong is ever written. */
export interface ConfigFile {
  /** What a change would do; nothing is written. */
  preview(changes: readonly ConfigChange[]): Promise<ConfigEdited>;
  apply(changes: readonly ConfigChange[]): Promise<ConfigEdited>;
  /** Takes back the last change that was made here, unless somebody has edited the file since. */
  undo(): Promise<ConfigEdited>;
  /** How many changes can be taken back. */
  undoable(): number;
}

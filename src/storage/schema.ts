/** Each step takes a file one version further. A step that was released is never edited. */
export const schema: readonly string[] = [
  `CREATE TABLE revision (only INTEGER PRIMARY KEY CHECK (only = 1), last INTEGER NOT NULL) STRICT;
   INSERT INTO revision VALUES (1, 0);
   CREATE TABLE records (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL, version INTEGER NOT NULL) STRICT;
   CREATE TABLE cache (
     space TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, expires INTEGER NOT NULL, PRIMARY KEY (space, key)
   ) STRICT;
   CREATE INDEX cache_by_expiry ON cache (expires, space)`,
];

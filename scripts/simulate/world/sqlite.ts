import { registerHooks } from 'node:module';
import { backup, constants, DatabaseSync as Real, StatementSync } from 'node:sqlite';
import { realmNow } from './realm.ts';

/** What the disk answers instead of doing what it is told: a full one, for instance. */
export const disk: {
  fault: (() => void) | null;
  /** What was to be stored since then may be nowhere but in the process; null: everything is stored. */
  unwrittenSince: number | null;
} = { fault: null, unwrittenSince: null };

/** Closes with the process that opened it, and what that had not committed is gone. */
class DatabaseSync extends Real {
  readonly #forget: () => void;
  constructor(...values: ConstructorParameters<typeof Real>) {
    const [path, options] = values;
    // Who holds a lock here is this very thread: waiting for it would be waiting for ever.
    super(path, { ...options, timeout: 0 });
    const { onDeath } = realmNow();
    const end = () => super.close();
    onDeath.add(end);
    this.#forget = () => void onDeath.delete(end);
  }
  override close(): void {
    this.#forget();
    super.close();
  }
  /** Nobody pulls the plug of the machine here: what a process has handed over is there for the next one. */
  override exec(sql: string): void {
    super.exec(sql.replace(/synchronous = \w+/, 'synchronous = OFF'));
  }
  override prepare(sql: string) {
    const statement = super.prepare(sql);
    if (!/^\s*(?:insert|update|delete|replace|commit)/i.test(sql)) return statement;
    const run = statement.run.bind(statement);
    statement.run = ((...values: never[]) => {
      disk.fault?.();
      return run(...values);
    }) as typeof statement.run;
    return statement;
  }
}

/** Node does not let its own `node:sqlite` be changed from outside: whoever imports it gets this file. */
export function installSqlite(): void {
  registerHooks({
    resolve: (name, context, next) =>
      name === 'node:sqlite' && context.parentURL !== import.meta.url
        ? { url: import.meta.url, shortCircuit: true }
        : next(name, context),
  });
}

export { backup, constants, DatabaseSync, StatementSync };

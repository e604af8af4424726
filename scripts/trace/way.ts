import type { Measured } from './probe.ts';

/** What one chat line ran through: files and functions in the order of their first call. */
export interface Way {
  readonly files: readonly FileOnWay[];
  readonly totals: Totals;
}

export interface FileOnWay {
  /** Below `src/`. */
  readonly file: string;
  readonly functions: readonly FunctionOnWay[];
}

export interface FunctionOnWay {
  /** Empty for a callback without a name. */
  readonly name: string;
  readonly line: number;
  readonly calls: number;
  /** `file:line` of the callers, most calls first; `-` is a caller outside `src/`, such as a timer or `Array.map`. */
  readonly callers: Readonly<Record<string, number>>;
}

export interface Totals {
  readonly files: number;
  readonly functions: number;
  readonly calls: number;
}

export type Budget = Partial<Totals>;

/** Leaves out what runs without the line: timers and heartbeats are not caused by anything from chat. */
export function wayOf({ entered, calls }: Measured): Way {
  const byId = new Map(entered.map((one) => [one.id, one]));
  const noted = new Map<string, { chat: number; other: number; callers: Record<string, number> }>();
  for (const { id, caller, fromChat } of calls) {
    const known = noted.get(id) ?? { chat: 0, other: 0, callers: {} };
    // One that was noted in chat's name first keeps its place in the order.
    if (fromChat && known.chat === 0) noted.delete(id);
    noted.set(id, known);
    if (!fromChat) known.other++;
    else {
      known.chat++;
      const from = caller ?? '-';
      known.callers[from] = (known.callers[from] ?? 0) + 1;
    }
  }
  const files = new Map<string, FunctionOnWay[]>();
  for (const [id, { chat, other, callers }] of noted) {
    const one = byId.get(id);
    if (!one || chat === 0) continue;
    // Coverage counts calls; a breakpoint is passed once a turn where a function begins with a loop, and not at all
    // where its first stop is in a branch. Only for what others called too is the breakpoint's count the better one.
    const count = other === 0 ? one.calls : Math.min(chat, one.calls);
    const sorted = Object.fromEntries(Object.entries(callers).sort(([, a], [, b]) => b - a));
    const functions = files.get(one.file) ?? [];
    functions.push({ name: one.name, line: one.line, calls: count, callers: sorted });
    files.set(one.file, functions);
  }
  const all = [...files.values()].flat();
  return {
    files: [...files].map(([file, functions]) => ({ file, functions })),
    totals: { files: files.size, functions: all.length, calls: all.reduce((sum, { calls }) => sum + calls, 0) },
  };
}

/** `files=60,functions=220,calls=800`, any of them; a sentence where it is not that. */
export function budgetIn(text: string): Budget | string {
  const budget: Record<string, number> = {};
  for (const part of text.split(',')) {
    const [, name, value] = /^(files|functions|calls)=(\d+)$/.exec(part.trim()) ?? [];
    if (name === undefined) return `--budget: expected files=N,functions=N,calls=N, got "${part}".`;
    budget[name] = Number(value);
  }
  return budget;
}

/** What is over the budget, a sentence each. */
export function overBudget(totals: Totals, budget: Budget): string[] {
  return (['files', 'functions', 'calls'] as const).flatMap((name) => {
    const most = budget[name];
    return most !== undefined && totals[name] > most ? [`${totals[name]} ${name}, at most ${most} are allowed`] : [];
  });
}

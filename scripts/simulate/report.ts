import type { Day, Finished } from './child.ts';
import type { Order } from './run.ts';

export function dayLine({ day, date, commands, lines, outcomes, broken, processes }: Day): string {
  const of = (name: string) => outcomes[name] ?? 0;
  const refused = Object.entries(outcomes).reduce((sum, [name, n]) => sum + (name.startsWith('refused') ? n : 0), 0);
  const rest = `answered ${of('answered')}, refused ${refused}, failed ${of('failed')}, lost ${of('lost')}`;
  return `day ${String(day).padStart(2)} ${date}  lines ${lines}  commands ${commands}: ${rest}  processes ${processes}${broken > 0 ? `  BROKEN ${broken}` : ''}`;
}

/** The contract: the same for one seed, but for `wall_s`. */
export const jsonOf = ({ seed, days, channels }: Order, result: Finished) => ({
  seed,
  days,
  channels,
  commands: result.commands,
  outcomes: result.outcomes,
  faults: result.faults,
  invariants: result.invariants,
  coverage: result.coverage,
  processes: result.processes,
  lines: result.lines,
  transcript: result.transcript,
  dawns: result.dawns,
  wall_s: Math.round(result.wallSeconds * 10) / 10,
});

const rows = (of: Readonly<Record<string, number>>) =>
  Object.entries(of).map(([name, n]) => `  ${String(n).padStart(9)}  ${name}`);

export function table({ seed, days, channels }: Order, result: Finished): string {
  const { commands, lines, outcomes, faults, invariants, processes, transcript, wallSeconds } = result;
  return [
    '',
    `seed ${seed}, ${days} days, ${channels} channels: ${lines} lines, ${commands} commands, ${processes} processes of the bot, in ${wallSeconds.toFixed(1)} s`,
    'outcomes',
    ...rows(outcomes),
    'faults',
    ...rows(faults),
    'invariants: looks, broken',
    ...invariants.map(
      ({ name, checked, broken }) => `  ${String(checked).padStart(9)}  ${String(broken).padStart(5)}  ${name}`,
    ),
    `transcript ${transcript}`,
  ].join('\n');
}

import { styleText } from 'node:util';
import type { Life, Member } from './crew.ts';

const dim = (text: string) => styleText('dim', text);
const lives: Record<Life, (text: string) => string> = {
  starting: (text) => styleText('yellow', text),
  alive: (text) => styleText('green', text),
  frozen: (text) => styleText('cyan', text),
  dead: (text) => styleText('red', text),
};

/** What the fleet looks like now, a line for each process. */
export function tableLines(members: readonly Member[], width: number): string[] {
  const head = `  ${'process'.padEnd(16)}${'answered'.padStart(9)}${'in flight'.padStart(11)}${'sends'.padStart(7)}  channels`;
  return [
    dim(head),
    ...members.map(({ number, bot, life, channels, answered, inFlight, sends }) => {
      const name = `${number} ${`(${bot.child.pid})`.padEnd(9)}`;
      const calls = '●'.repeat(inFlight) || '·';
      const figures = `${String(answered).padStart(9)}${calls.padStart(11)}${String(sends).padStart(7)}`;
      const room = Math.max(10, width - 47);
      const list =
        channels.length > 0 ? `${channels.length}: ${channels.join(' ')}` : life === 'alive' ? 'to spare' : life;
      const shown = list.length > room ? `${list.slice(0, room - 1)}…` : list;
      return `${lives[life](`  ● ${name.padEnd(14)}`)}${figures}  ${life === 'alive' ? shown : dim(shown)}`;
    }),
  ];
}

/** Shows lines that stay above lines that replace themselves; where they cannot, only those that stay. */
export function createScreen(out: NodeJS.WriteStream) {
  let open = 0;
  const clear = () => {
    if (open > 0) out.write(`\x1b[${open}A\x1b[0J`);
    open = 0;
  };
  return {
    line(text = '') {
      clear();
      out.write(`${text}\n`);
    },
    replace(lines: readonly string[]) {
      if (!out.isTTY) return;
      clear();
      out.write(`${lines.join('\n')}\n`);
      open = lines.length;
    },
    /** What was replaced so far stays. */
    keep() {
      open = 0;
    },
    get width() {
      return out.columns || 100;
    },
  };
}

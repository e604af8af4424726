import { renderUnicodeCompact } from 'uqr';

/** Where people read: stdout, or stderr when stdout is for a program. */
export interface Terminal {
  line(text?: string): void;
  /** One line that replaces itself. Where lines cannot be replaced, only the first is shown. */
  status(text: string): void;
  /** The address as something a phone can read; nothing where it would not fit or not be seen. */
  qr(address: string): void;
}

// White on black out of the fixed part of the palette: the same in a dark and in a light theme.
const whiteOnBlack = '\x1b[38;5;231;48;5;16m';

export function createTerminal(out: NodeJS.WriteStream): Terminal {
  // A terminal that does not know its width says 0.
  const width = () => out.columns || 80;
  let open = false;
  let shown = false;
  return {
    line(text = '') {
      out.write(`${open ? '\r\x1b[K' : ''}${text}\n`);
      open = false;
    },
    status(text) {
      if (out.isTTY) {
        open = true;
        // A line that wraps could not be replaced.
        out.write(`\r\x1b[K${text.slice(0, width() - 1)}`);
      } else if (!shown) out.write(`${text}\n`);
      shown = true;
    },
    qr(address) {
      if (!out.isTTY || process.env['TERM'] === 'dumb') return;
      const lines = renderUnicodeCompact(address, { border: 2 }).split('\n');
      if (lines[0]!.length > width()) return;
      for (const line of lines) out.write(`${whiteOnBlack}${line}\x1b[0m\n`);
    },
  };
}

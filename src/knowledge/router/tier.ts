import type { Tier } from '../../domain/settings.ts';
import { codeWords, demanding } from './talk.ts';

const longQuestion = 28;

/** Whether a large model is worth its price: code, reasons, several steps, or much to read. */
export function tierOf(line: string): Tier {
  if (demanding.test(line) || codeWords.test(line)) return 'heavy';
  return line.split(' ').length > longQuestion ? 'heavy' : 'light';
}

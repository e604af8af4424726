import { createInterface } from 'node:readline/promises';
import type { Words } from './words.ts';

/** Questions to whoever sits at the terminal. */
export interface Questions {
  /** `known` is what Enter keeps. Asked again, with the sentence, while `read` makes nothing of the answer. */
  ask<T>(
    question: string,
    known: string,
    read: (answer: string) => T | null,
    again: (answer: string) => string,
  ): Promise<T>;
  /** Enter is yes. */
  confirm(question: string, { yesOrNo, yes }: Pick<Words, 'yesOrNo' | 'yes'>): Promise<boolean>;
  close(): void;
}

export function createQuestions(onStopped: () => void): Questions {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  let closed = false;
  // Ctrl-C, Ctrl-D and a closed window end the questions all alike.
  terminal.on('SIGINT', onStopped);
  terminal.on('close', () => closed || onStopped());
  return {
    async ask(question, known, read, again) {
      for (;;) {
        const typed = (await terminal.question(`${question}${known ? ` [${known}]` : ''} : `)).trim();
        const value = read(typed || known);
        if (value !== null) return value;
        process.stdout.write(`${again(typed || known)}\n`);
      }
    },
    async confirm(question, { yesOrNo, yes }) {
      const typed = (await terminal.question(`${question} ${yesOrNo} `)).trim();
      return typed === '' || yes.test(typed);
    },
    close() {
      closed = true;
      terminal.close();
    },
  };
}

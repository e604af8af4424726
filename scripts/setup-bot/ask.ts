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
}

/** `onStopped`: Ctrl-C, Ctrl-D or a closed window instead of an answer. */
export function createQuestions(onStopped: () => never): Questions {
  // The terminal is given back after each answer: open, it would take Ctrl-C away from a child process.
  async function one(question: string): Promise<string> {
    const terminal = createInterface({ input: process.stdin, output: process.stdout });
    let answered = false;
    terminal.on('SIGINT', onStopped);
    terminal.on('close', () => answered || onStopped());
    const typed = await terminal.question(`${question} `);
    answered = true;
    terminal.close();
    return typed.trim();
  }
  return {
    async ask(question, known, read, again) {
      for (;;) {
        const typed = (await one(`${question}${known ? ` [${known}]` : ''} :`)) || known;
        const value = read(typed);
        if (value !== null) return value;
        process.stdout.write(`${again(typed)}\n`);
      }
    },
    async confirm(question, { yesOrNo, yes }) {
      const typed = await one(`${question} ${yesOrNo}`);
      return typed === '' || yes.test(typed);
    },
  };
}

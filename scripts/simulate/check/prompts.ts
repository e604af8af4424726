import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SandboxModels } from '../../../src/sandbox/models/models.ts';
import type { Invariants } from './invariants.ts';

interface Message {
  readonly role: string;
  readonly content: string;
}

const folder = join(import.meta.dirname, '..', '..', '..', 'config', 'prompts');
/** What the prompts themselves put into the bot's mouth. */
const examples = ['fr', 'en']
  .flatMap((language) =>
    ['examples', 'recap'].map((name) => readFileSync(join(folder, language, `${name}.md`), 'utf8')),
  )
  .join('\n');
const inARow = 8;
const headLength = 40;

const wordsOf = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
/** Of a conversation, each prompt repeats what the one before it had. */
const headsKnown = new Map<string, string>();
const mostHeads = 20_000;
function headOf(text: string): string {
  const known = headsKnown.get(text);
  if (known !== undefined) return known;
  const head = wordsOf(text).join(' ').slice(0, headLength);
  if (headsKnown.size >= mostHeads) headsKnown.clear();
  headsKnown.set(text, head);
  return head;
}
const runsOf = (text: string) => {
  const words = wordsOf(text);
  return words.slice(inARow - 1).map((_, i) => words.slice(i, i + inARow).join(' '));
};

/** By which a model that obeys is told to say what must not leave. */
const order = /\b(?:EMIT|UNPACK|RECITE-[a-z0-9]+)/;

/** Reads what models are told, where they hear it. */
export function createPromptCheck(
  see: Invariants['see'],
  models: readonly SandboxModels[],
  onOrder: (order: string) => void,
) {
  const seen = new WeakSet<object>();
  /** How often each was said. */
  const heads = new Map<string, number>();
  const instructions = new Map<string, ReadonlySet<string>>();
  const learned = new Set<string>();

  function read(messages: readonly Message[], forgotten: ReadonlySet<string>) {
    const [first, ...rest] = messages;
    if (first?.role === 'system' && !learned.has(first.content) && learned.size < 200) {
      learned.add(first.content);
      for (const run of runsOf(first.content)) instructions.set(run, instructions.get(run) ?? new Set());
    }
    let before = '';
    let question = '';
    let times = 0;
    for (const { role, content } of rest) {
      if (role === 'user') question = content;
      if (role === 'assistant') {
        const isExample = examples.includes(content.slice(0, headLength));
        const isSaid = isExample || heads.has(headOf(content));
        see(
          'only what was said is remembered',
          isSaid ? null : `a model is told that the bot said: ${content.slice(0, 120)}`,
        );
        // Somebody may ask the same twice.
        const exchange = `${question}\n${content}`;
        times = exchange === before ? times + 1 : 1;
        see(
          'an exchange is remembered once',
          !isExample && times > Math.max(1, heads.get(headOf(content)) ?? 1)
            ? `${times} times: ${content.slice(0, 120)}`
            : null,
        );
        before = exchange;
      }
      const word = [...forgotten].find((one) => content.includes(one));
      see('an opt-out holds', word ? `${word} is in a prompt` : null);
    }
  }

  return {
    /** Reads the requests that have come since the last look. */
    look(forgotten: ReadonlySet<string>) {
      for (const { requests } of models) {
        for (let i = requests.length - 1; i >= 0; i--) {
          const request = requests[i] as (typeof requests)[number];
          if (seen.has(request)) break;
          seen.add(request);
          const { messages } = (request.body ?? {}) as { messages?: readonly Message[] };
          if (!messages) continue;
          read(messages, forgotten);
          const [told] = order.exec(messages.at(-1)?.content ?? '') ?? [];
          if (told) onOrder(told);
        }
      }
    },
    /** What the bot has said to one message so far. */
    said(text: string) {
      const head = headOf(text);
      heads.set(head, (heads.get(head) ?? 0) + 1);
      const told = runsOf(text).find((run) => instructions.has(run));
      see('instructions stay inside', told === undefined ? null : `"${told}" is said`);
    },
  };
}

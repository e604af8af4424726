import { writeFile } from 'node:fs/promises';
import { createRandom } from '../../src/sandbox/random.ts';

/** A tiny model of the llama architecture with random weights: it says nothing of sense, at the speed of thought. */
export interface TinyModel {
  readonly seed?: number;
  /** What it may say, a word each; spaces come between them. */
  readonly words: readonly string[];
  /** Of `words`, those behind which an answer ends, and nowhere else; left out, it never ends. */
  readonly endsAfter?: readonly string[];
  /** How much likelier any one byte is than any one word; left out, an answer is made of words. */
  readonly byteBias?: number;
  /** More are slower. */
  readonly layers?: number;
  /** As the server renders messages; Jinja. */
  readonly template?: string;
  readonly contextTokens?: number;
}

const plainTemplate =
  "{% for message in messages %}{{ message['role'] + ': ' + message['content'] + '\\n' }}{% endfor %}{{ 'assistant: ' }}";

const width = 64;
const heads = 4;
const inner = 128;
/** In logarithms: as good as impossible. */
const never = -20;

/** Types of values in the file. */
const u32 = 4;
const i32 = 5;
const f32 = 6;
const bool = 7;
const string = 8;
const list = 9;

export async function writeTinyModel(file: string, model: TinyModel): Promise<void> {
  await writeFile(file, tinyModel(model));
}

export function tinyModel({
  seed = 1,
  words,
  endsAfter = [],
  byteBias = never,
  layers = 2,
  template = plainTemplate,
  contextTokens = 2_048,
}: TinyModel) {
  const random = createRandom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  // A text of bytes is always possible, as the tokenizer wants it.
  const bytes = Array.from({ length: 256 }, (_, i) => `<0x${i.toString(16).toUpperCase().padStart(2, '0')}>`);
  const special = ['<unk>', '<s>', '</s>'];
  // llama.cpp reads tokens as strings of C, and wants each but once.
  const sayable = words.filter((word) => word.isWellFormed() && !word.includes('\0'));
  const tokens = [...special, ...bytes, ...new Set(sayable.map((word) => `▁${word}`))];
  const typeOf = (id: number) => (id === 0 ? 2 : id < 3 ? 3 : id < 259 ? 6 : 1);

  const entries = writer();
  let count = 0;
  const put = (name: string, type: number, value: (out: Writer) => void) => {
    count++;
    entries.text(name).u32(type);
    value(entries);
  };
  const figure = (name: string, value: number) => put(`llama.${name}`, u32, (out) => out.u32(value));
  const many = (name: string, type: number, each: (out: Writer, id: number) => void) =>
    put(name, list, (out) => {
      out.u32(type).u64(tokens.length);
      for (let id = 0; id < tokens.length; id++) each(out, id);
    });
  put('general.architecture', string, (out) => out.text('llama'));
  put('general.name', string, (out) => out.text('tiny, of random weights'));
  figure('context_length', contextTokens);
  figure('embedding_length', width);
  figure('block_count', layers);
  figure('feed_forward_length', inner);
  figure('attention.head_count', heads);
  figure('attention.head_count_kv', heads);
  figure('rope.dimension_count', width / heads);
  put('llama.attention.layer_norm_rms_epsilon', f32, (out) => out.f32(1e-5));
  figure('vocab_size', tokens.length);
  put('general.file_type', u32, (out) => out.u32(0));
  put('tokenizer.ggml.model', string, (out) => out.text('llama'));
  many('tokenizer.ggml.tokens', string, (out, id) => out.text(tokens[id]!));
  many('tokenizer.ggml.scores', f32, (out, id) => out.f32(id < 259 ? 0 : -id));
  many('tokenizer.ggml.token_type', i32, (out, id) => out.u32(typeOf(id)));
  for (const [name, id] of [
    ['unknown', 0],
    ['bos', 1],
    ['eos', 2],
  ] as const) {
    put(`tokenizer.ggml.${name}_token_id`, u32, (out) => out.u32(id));
  }
  put('tokenizer.ggml.add_bos_token', bool, (out) => out.byte(1));
  put('tokenizer.chat_template', string, (out) => out.text(template));

  // The first number of each row is the same for all tokens: what it is multiplied with at the end biases a token. The
  // second one marks the words behind which an answer ends.
  const constant = 4;
  const own = 2;
  const last = new Set(endsAfter.map((word) => tokens.indexOf(`▁${word}`)));
  const matrix = (columns: number, rows: number, of: (column: number, row: number) => number) => ({
    shape: [columns, rows],
    values: Float32Array.from({ length: columns * rows }, (_, i) => of(i % columns, Math.floor(i / columns))),
  });
  const noise = (columns: number, rows: number) => matrix(columns, rows, () => normal() / Math.sqrt(columns));
  // Blocks leave these numbers as they are.
  const quiet = (columns: number, rows: number) =>
    matrix(columns, rows, (_, row) => (row < own ? 0 : normal() / Math.sqrt(columns)));
  const ones = { shape: [width], values: new Float32Array(width).fill(1) };
  const biasOf = (id: number) => (id < 3 ? never : id < 259 ? byteBias : 0);
  const meaningOf = (column: number, id: number) => (column === 0 ? constant : last.has(id) ? constant : 0);
  const weightOf = (column: number, id: number) =>
    column === 0 ? biasOf(id) / constant : id === 2 ? (-2 * never) / constant : 0;
  const tensors = new Map<string, { readonly shape: readonly number[]; readonly values: Float32Array }>([
    [
      'token_embd.weight',
      matrix(width, tokens.length, (column, row) => (column < own ? meaningOf(column, row) : normal())),
    ],
    ...Array.from(
      { length: layers },
      (_, i) =>
        [
          [`blk.${i}.attn_norm.weight`, ones],
          [`blk.${i}.attn_q.weight`, noise(width, width)],
          [`blk.${i}.attn_k.weight`, noise(width, width)],
          [`blk.${i}.attn_v.weight`, noise(width, width)],
          [`blk.${i}.attn_output.weight`, quiet(width, width)],
          [`blk.${i}.ffn_norm.weight`, ones],
          [`blk.${i}.ffn_gate.weight`, noise(width, inner)],
          [`blk.${i}.ffn_up.weight`, noise(width, inner)],
          [`blk.${i}.ffn_down.weight`, quiet(inner, width)],
        ] as const,
    ).flat(),
    ['output_norm.weight', ones],
    [
      'output.weight',
      matrix(width, tokens.length, (column, row) => (column < own ? weightOf(column, row) : normal() / 8)),
    ],
  ]);

  const head = writer().raw(Buffer.from('GGUF')).u32(3).u64(tensors.size).u64(count).raw(entries.done());
  let offset = 0;
  for (const [name, { shape, values }] of tensors) {
    head.text(name).u32(shape.length);
    for (const size of shape) head.u64(size);
    head.u32(0).u64(offset);
    offset = aligned(offset + values.byteLength);
  }
  const start = head.done();
  const parts: Buffer[] = [start, Buffer.alloc(aligned(start.length) - start.length)];
  for (const { values } of tensors.values()) {
    parts.push(Buffer.from(values.buffer as ArrayBuffer), Buffer.alloc(aligned(values.byteLength) - values.byteLength));
  }
  return Buffer.concat(parts);
}

const aligned = (bytes: number) => Math.ceil(bytes / 32) * 32;

type Writer = ReturnType<typeof writer>;

function writer() {
  const parts: Buffer[] = [];
  const add = (size: number, write: (buffer: Buffer) => void) => {
    const buffer = Buffer.alloc(size);
    write(buffer);
    parts.push(buffer);
  };
  const self = {
    raw(buffer: Buffer) {
      parts.push(buffer);
      return self;
    },
    byte(value: number) {
      add(1, (buffer) => buffer.writeUInt8(value));
      return self;
    },
    u32(value: number) {
      add(4, (buffer) => buffer.writeUInt32LE(value));
      return self;
    },
    u64(value: number) {
      add(8, (buffer) => buffer.writeBigUInt64LE(BigInt(value)));
      return self;
    },
    f32(value: number) {
      add(4, (buffer) => buffer.writeFloatLE(value));
      return self;
    },
    text(value: string) {
      const bytes = Buffer.from(value);
      self.u64(bytes.length);
      return self.raw(bytes);
    },
    done: () => Buffer.concat(parts),
  };
  return self;
}

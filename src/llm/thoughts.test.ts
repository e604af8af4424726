import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cpuMs } from '../../test/support/cpu.ts';
import { withoutThoughts } from './thoughts.ts';

const thoughts = 'Hmm, 6 fois 7, je compte.';
const answer = 'Ça fait 42.';

/** As their makers, or servers that pass them on, write them. */
const notations: readonly (readonly [name: string, begin: string, end: string])[] = [
  ['Qwen, DeepSeek', '<think>', '</think>'],
  ['Anthropic and prompts', '<thinking>', '</thinking>'],
  ['Gemini, EXAONE', '<thought>', '</thought>'],
  ['Magistral', '[THINK]', '[/THINK]'],
  ['Seed', '<seed:think>', '</seed:think>'],
  ['Kimi', '◁think▷', '◁/think▷'],
  ['Reka', '<reasoning>', '</reasoning>'],
  ['Command A', '<|START_THINKING|>', '<|END_THINKING|><|START_RESPONSE|>'],
  ['OpenThinker', '<|begin_of_thought|>', '<|end_of_thought|><|begin_of_solution|>'],
  ['gpt-oss', '<|channel|>analysis<|message|>', '<|end|><|start|>assistant<|channel|>final<|message|>'],
  [
    'gpt-oss, with its first mark',
    '<|start|>assistant<|channel|>analysis<|message|>',
    '<|end|><|channel|>final<|message|>',
  ],
  ['Gemma', '<|channel>thought\n', '<channel|>'],
  ['Apertus', '<|inner_prefix|>', '<|inner_suffix|>'],
  ['MedGemma', '<unused94>thought\n', '<unused95>'],
  ['Solar', '<|think|>', '<|end|><|begin|>assistant<|content|>'],
  ['LongCat', '<longcat_think>', '</longcat_think>'],
  ['MiniMax', '<mm:think>', '</mm:think>'],
  ['Hunyuan', '<think>', '</think><answer>'],
  ['in capitals and with spaces', '< THINK >', '</ THINK >'],
  ['with an attribute', '<think type="deep">', '</think>'],
  ['escaped', '&lt;think&gt;', '&lt;/think&gt;'],
  ['in wide letters', '＜think＞', '＜/think＞'],
  ['in French', '<réflexion_interne>', '</réflexion_interne>'],
  ['in a fence', '```thinking\n', '\n```'],
  ['a notation of tomorrow: a tag', '<muse>', '</muse>'],
  ['a notation of tomorrow: a tag with a prefix', '<zeta:musing>', '</zeta:musing>'],
  ['a notation of tomorrow: control tokens with a slash', '<|muse|>', '<|/muse|>'],
  ['a notation of tomorrow: control tokens in words', '<|muse_start|>', '<|muse_end|>'],
  ['a notation of tomorrow: triangles', '◁muse▷', '◁/muse▷'],
  ['a notation of tomorrow: wide bars', '<｜muse｜>', '<｜end▁muse｜>'],
];

describe.each(notations)('thoughts as %s writes them', (_, begin, end) => {
  test('are left out, also where the template wrote their beginning', () => {
    expect(withoutThoughts(`${begin}${thoughts}${end}\n\n${answer}`)).toBe(answer);
    if (!end.includes('```')) expect(withoutThoughts(`${thoughts}${end}${answer}`)).toBe(answer);
  });

  test('that never end are no answer, and half a mark at the end is none of it', () => {
    expect(withoutThoughts(`${begin}${thoughts}`)).toBe('');
    expect(withoutThoughts(`${begin}${thoughts} <`)).toBe('');
    for (let cut = 2; cut < begin.length; cut++) {
      if (!/^[<◁]/.test(begin) || begin.includes('\n')) break;
      expect(withoutThoughts(`${answer} ${begin.slice(0, cut)}`)).not.toMatch(/[<◁|]/);
    }
  });
});

test.each([
  ['a turn that goes on by itself', '42.<|im_end|>\n<|im_start|>user\nEt 8 fois 9 ?', '42.'],
  ['a turn with its head', '<|im_start|>assistant\n42.<|im_end|>', '42.'],
  ['heads of Llama', '<|start_header_id|>assistant<|end_header_id|>\n\n42.<|eot_id|>', '42.'],
  ['heads of Gemma', '<start_of_turn>model\n42.<end_of_turn>', '42.'],
  ['tokens of sentences', '<s>42.</s>', '42.'],
  ['tokens of DeepSeek', '42.<｜end▁of▁sentence｜>', '42.'],
  ['an instruction', '42. [INST] Et 8 fois 9 ? [/INST]', '42.'],
  ['a call of a tool', '<tool_call>{"name":"sum","arguments":{}}</tool_call>', ''],
  ['a call of a tool behind words', 'Je regarde. <tool_call>{"name":"sum"}', 'Je regarde.'],
  ['a box', '<|begin_of_box|>42.<|end_of_box|>', '42.'],
  ['an answer in a tag', '<answer>42.</answer>', '42.'],
  ['an answer in a tag that nobody knows', '<salutation>42.</salutation>', '42.'],
  ['an answer behind a draft', '<draft>41 ?</draft>42.', '42.'],
  ['names of channels without their marks', 'analysisWe multiply.assistantfinal42.', '42.'],
  ['a channel without its marks or its end', 'analysisWe multiply.', ''],
  ['Granite', 'Here is my thought process: 6 x 7. Here is my response: 42.', '42.'],
  ['Apriel', 'Here are my reasoning steps:\n6 x 7.\n[BEGIN FINAL RESPONSE]\n42.\n[END FINAL RESPONSE]\n<|end|>', '42.'],
  ['Apriel, cut off while it thinks', 'Here are my reasoning steps:\n6 x 7 is', ''],
  ['a turn of somebody who thinks', '<|im_start|>think\n6 x 7<|im_end|>\n<|im_start|>assistant\n42.<|im_end|>', '42.'],
  ['words in capitals between brackets', '42. [PAS DE PANIQUE]', '42. [PAS DE PANIQUE]'],
  ['a control token in the middle', '42. <|foo|> Et plus.', '42.'],
  ['a tag that closes nothing', '42.</foo>', '42.'],
  ['two thoughts', '<think>a</think>41<think>b</think>42.', '42.'],
  ['thoughts in thoughts', '<think>a<think>b</think>c</think>42.', '42.'],
  ['an empty thought', '<think>\n\n</think>\n\n42.', '42.'],
  ['a thought that begins nothing', '<think/>42.', '42.'],
])('%s: what is no answer is left out', (_, written, said) => {
  expect(withoutThoughts(written)).toBe(said);
});

test.each([
  ['a comment of HTML', `<!-- thinking: ${thoughts} -->\n${answer}`],
  ['square brackets', `[think]${thoughts}[/think]${answer}`],
  ['two square brackets', `[[thinking]]${thoughts}[[/thinking]]${answer}`],
  ['curly brackets', `{think}${thoughts}{/think}${answer}`],
  ['bars', `|think|${thoughts}|/think|${answer}`],
  ['brackets of Chinese', `【思考】${thoughts}【/思考】${answer}`],
  ['small angles', `‹think›${thoughts}‹/think›${answer}`],
  ['two angles', `<<think>>${thoughts}<</think>>${answer}`],
  ['three angles', `<<<think>>>${thoughts}<<</think>>>${answer}`],
  ['a tag over two lines', `<think\n>${thoughts}</think\n>${answer}`],
  ['a tag with many spaces', `<  think  >${thoughts}<  /  think  >${answer}`],
  ['a tag in ticks', `\`<think>\`${thoughts}\`</think>\`${answer}`],
  ['a tag in bold', `**<think>**${thoughts}**</think>**${answer}`],
  ['a tag with backslashes', `\\<think\\>${thoughts}\\</think\\>${answer}`],
  ['a tag in escapes of JSON', `\\u003cthink\\u003e${thoughts}\\u003c/think\\u003e${answer}`],
  ['a tag with an invisible letter', `<\u200Bthink>${thoughts}</\u200Bthink>${answer}`],
  ['another fence', `~~~thinking\n${thoughts}\n~~~\n${answer}`],
  ['headings', `## Thinking\n${thoughts}\n\n## Answer\n${answer}`],
  ['headings in bold', `**Thinking process:** ${thoughts}\n\n**Final answer:** ${answer}`],
  ['headings in French', `Réflexion : ${thoughts}\n\nRéponse : ${answer}`],
  ['an aside', `(thinking: ${thoughts})\n${answer}`],
  ['an aside with stars', `*thinks: ${thoughts}*\n\n${answer}`],
  [
    'a block of a program for the web',
    `<details type="reasoning"><summary>Thought</summary>${thoughts}</details>${answer}`,
  ],
  ['Gemma, with its final channel', `<|channel>thought\n${thoughts}<channel|><|channel>final\n${answer}<channel|>`],
  ['EXAONE', `<thought>${thoughts}</thought>${answer}[|endofturn|]`],
  ['MiniMax', `]~b]ai\n<think>${thoughts}</think>${answer}[e~[`],
  ['gpt-oss, held to a schema', `<|channel|>final <|constrain|>json<|message|>${answer}<|return|>`],
  ['Llama, with the name of its role', `assistant\n\n${answer}`],
  ['a model that goes on as somebody else', `${answer}\nUser: et 8 fois 9 ?`],
  ['a model that goes on as its next exercise', `${answer}\n\n### Instruction:\nEt 8 fois 9 ?`],
  ['a tokenizer’s spaces', answer.replaceAll(' ', '▁')],
  ['a tokenizer’s bytes', answer.replace('Ç', '<0xC3><0x87>')],
])('%s: the answer is what is left', (_, written) => {
  expect(withoutThoughts(written)).toBe(answer);
});

test.each([
  '[TOOL_CALLS]sum[ARGS]{"a":1}',
  '<!-- 6 x 7',
  '<|channel|>commentary to=sum <|constrain|>json<|message|>{}<|call|>',
])('%s is no answer', (written) => {
  expect(withoutThoughts(written)).toBe('');
});

test.each([
  'Analyse : il faut 42 points.',
  'Réponse : 42.',
  'Le mot [analysis] entre crochets, ou {think}, ou |think|.',
  '(Rires) Ça fait 42.',
  'Il dit : *je pense donc je suis*.',
])('what is no thought stays: %s', (text) => {
  expect(withoutThoughts(text)).toBe(text);
});

test.each([
  'Utilise la balise <b>gras</b> puis <br>.',
  'Un <p class="a">paragraphe</p> et une <img src="a">.',
  'Un Array<string> ou une List<int> en TypeScript.',
  'Si 3 < 4 et 5 > 2, alors oui <3',
  '[SPOILER] Il meurt à la fin.',
  'Je pense que oui, analysis paralysis.',
  'Tape a | b ou a || b.',
])('what only looks like a mark stays: %s', (text) => {
  expect(withoutThoughts(text)).toBe(text);
});

test.each([
  ['<p>Bonjour.', 'Bonjour.'],
  ['Utilise la balise <b> pour le gras.', 'Utilise la balise b pour le gras.'],
  ['Bonjour.</div>', 'Bonjour.'],
  ['42<ponder>Hmm, je compte.', '42'],
])('half of a pair of tags does not leave: %s', (written, said) => {
  expect(withoutThoughts(written)).not.toMatch(/[<>]/);
  expect(withoutThoughts(written)).toBe(said);
});

test('a placeholder in a sentence loses its brackets and nothing else', () => {
  expect(withoutThoughts('Tape /give <joueur> <objet> 1.')).toBe('Tape /give joueur objet 1.');
});

test('whatever is written, no control token and no mark of thoughts is left', () => {
  const part = fc.constantFrom(
    ...notations.flatMap(([, begin, end]) => [begin, end]),
    ...['<|', '|>', '<', '>', '</', 'think', 'a ', 'Oui. ', '\n', '◁', '<｜', '|', '/', '[THINK', '_', ':'],
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      expect(withoutThoughts(parts.join(''))).not.toMatch(/<[|｜]|[|｜]>|[◁▷]|<\/?think|\[\/?THINK\]/i);
    }),
    { numRuns: 2_000 },
  );
});

test.each(['<think>', '</think>', '<foo> a ', '<|foo|>', '</foo>', '<', '◁', '[THINK]', 'a <b_c'])(
  'twenty thousand times %s costs no more than its length',
  (text) => {
    expect(cpuMs(() => withoutThoughts(text.repeat(20_000)))).toBeLessThan(9_000);
  },
);

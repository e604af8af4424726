/** Granite, and Apriel, whose thoughts begin without a mark. */
const ownWords = /^\s{0,8}here(?:(?:'s| is) my thought process|(?:'re| are) my reasoning steps)/i;
const ownAnswer = /here(?:'s| is) my response:?|\[BEGIN FINAL RESPONSE\]/i;
const fence = /(?:```|~~~)(?:think|thought|reason)[\s\S]*?(?:```|~~~|$)/gi;
const comment = /<!--[\s\S]*?(?:-->|$)/g;
const harmony = 'assistantfinal';
/** A line that begins thoughts, and one that begins the answer behind them. */
const thoughtsHead =
  /^[#*_ ]{0,6}(?:(?:my )?(?:thinking|thoughts?|reasoning|analysis|chain of thought)(?: process)?|r[eé]flexion|raisonnement|analyse|pens[eé]es?)[*_ ]{0,4}(?::|$)/i;
const answerHead =
  /^[#*_ ]{0,6}(?:(?:my )?(?:final )?(?:answer|response|reply)|r[eé]ponse(?: finale)?)[*_ ]{0,4}(?::[*_ ]{0,4}|$)/i;
/** As somebody on a stage would say it. */
const aside =
  /^\s{0,8}(?:\((?:think|thought|reason|r[eé]fl[eé]|pens)[^()\n]{0,2000}\)|\*(?:think|thought|reason)[^*\n]{0,2000}\*)/i;
/** What a model goes on with that does not know where it ends: the next turn. */
const nextTurn = /\n(?:#{2,3} ?(?:instruction|input|user|human|system)s?:?|(?:user|human|utilisateur) ?:)/i;
const head = /^\s{0,8}(?:assistant|model)\s{0,2}\n/;

/** Thoughts between marks that would be text if they held other words. */
const otherMark =
  /(?:\[{1,2}|\{{1,2}|\({2}|【|《|〈|‹|(?<![<＜])\||<{2,3}) ?(\/?)(?:think(?:ing)?|thoughts?|reason(?:ing)?|analysis|reflection|r[eé]flexion|思考) ?(?:\]{1,2}|\}{1,2}|\){2}|】|》|〉|›|\||>{2,3})/giu;
/** Markdown around a mark, and what escapes it. */
const dressed = /[`*\\]{0,3}<\\?(\/?(?:think(?:ing)?|thoughts?|reasoning))\\?>[`*]{0,3}/gi;
const bytes = /(?:<0x[\dA-F]{2}>){1,200}/gi;

/** Notations without marks, or with marks that were escaped or are other marks elsewhere, as those that are known. */
export function plain(written: string): string {
  let text = withMarks(written);
  // OpenAI's open models, where a server has dropped the marks and left the names.
  if (/^\s{0,8}(?:analysis|commentary)(?=[A-Z\s])/.test(text)) {
    const at = text.lastIndexOf(harmony);
    text = at === -1 ? (/^\s{0,8}\w+[A-Z]/.test(text) ? '' : text) : text.slice(at + harmony.length);
  }
  if (ownWords.test(text)) {
    const found = ownAnswer.exec(text);
    text = found ? text.slice(found.index + found[0].length) : '';
  }
  text = behindHeads(text.replace(head, '').replace(fence, '').replace(comment, '').replace(aside, ''));
  const next = text.trimStart().search(nextTurn);
  return next === -1 ? text : text.trimStart().slice(0, next);
}

function withMarks(written: string): string {
  let text = written.replace(/[\u00AD\u200B\u2060\uFEFF]/g, '');
  if (text.includes('&lt;')) text = text.replaceAll('&lt;', '<').replaceAll('&gt;', '>');
  if (text.includes('\\u003')) text = text.replace(/\\u003c/gi, '<').replace(/\\u003e/gi, '>');
  if (/<0x/i.test(text)) text = text.replace(bytes, (run) => Buffer.from(run.replace(/<0x|>/gi, ''), 'hex').toString());
  // EXAONE and MiniMax.
  text = text
    .replace(/\[\|(\/?[a-z_]{2,30})\|\]/g, '<|$1|>')
    .replaceAll('[e~[', '<|eos|>')
    .replace(/\]~!?b[[\]]/g, '<|begin|>');
  text = text.replace(dressed, '<$1>');
  const others = [...text.matchAll(otherMark)];
  // With no end among them they are words.
  return others.some(([, slash]) => slash !== '') ? text.replace(otherMark, '<$1think>') : text;
}

/** "Thinking: ... Answer: ...", each at the beginning of a line. */
function behindHeads(text: string): string {
  const lines = text.trimStart().split('\n');
  if (!thoughtsHead.test(lines[0]!)) return text;
  const at = lines.findLastIndex((line) => answerHead.test(line));
  return at === -1 ? text : [lines[at]!.replace(answerHead, ''), ...lines.slice(at + 1)].join('\n');
}

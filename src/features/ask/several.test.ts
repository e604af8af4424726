import { expect, test } from 'vitest';
import { twoQuestions } from './several.ts';

test.each([
  ['qui a fait Hades ? quand est sorti Celeste ?', ['qui a fait Hades ?', 'quand est sorti Celeste ?']],
  ['qui a fait Hades et quand est sorti Celeste', ['qui a fait Hades', 'quand est sorti Celeste']],
  ['who made Hades? and when did Celeste come out?', ['who made Hades?', 'and when did Celeste come out?']],
  ['qui a fait Celeste et il est sorti quand', ['qui a fait Celeste', 'il est sorti quand']],
  ['who made Portal 2 and is it on switch', ['who made Portal 2', 'is it on switch']],
  ['i like Hades and it is hard', null],
  ['qui a fait Hades ?', null],
  ['qui a fait Hades ? merci beaucoup à toi', null],
  ['qui a fait Hades ??', null],
  ['qui a fait Hades et quand ?', null],
  ['qui a fait Hades ? et ?', null],
  ['quel est le plus grand pays et le plus petit', null],
  ['c’est quoi Hades ? qui l’a fait ? et quand est-il sorti ?', null],
])('"%s" asks %j', (line, questions) => {
  expect(twoQuestions(line)).toEqual(questions);
});

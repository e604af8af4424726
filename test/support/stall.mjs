// Loaded into a bot's process before anything else: what a viewer types after the word `freeze-` keeps the event loop
// from turning, as a superlinear expression would. `freeze-read` in parse, `freeze-model` where a model is asked.
const { stringify } = JSON;
const { toLowerCase } = String.prototype;
// In parts, so that a stall of a few seconds ends.
const stall = (text) =>
  /freeze-for-(\d)/.exec(text) ? spin(Number(/freeze-for-(\d)/.exec(text)[1])) : /^(a+)+$/.test(`${'a'.repeat(80)}!`);

function spin(seconds) {
  for (const until = performance.now() + seconds * 1000; performance.now() < until; );
}

JSON.stringify = (value, ...rest) => {
  const text = stringify(value, ...rest);
  if (value?.messages && text.includes('freeze-')) stall(text);
  return text;
};
String.prototype.toLowerCase = function () {
  const text = toLowerCase.call(this);
  if (text.startsWith('freeze-')) stall(text);
  return text;
};

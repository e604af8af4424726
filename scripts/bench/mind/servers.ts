import { createSandboxModels, type SandboxModels } from '../../../src/sandbox/models/models.ts';

// Two stand-in model servers in a process of their own. They take a tenth of the time of real ones: a large one on the
// net has its first token after 500 ms and goes on at 12 ms a token, a small one in the house at 150 ms and 6 ms.

const [quick] = process.argv.slice(2);
const service = (firstTokenMs: number, msPerToken: number) =>
  quick === 'quick' ? {} : { firstTokenMs, msPerToken, spread: 0.2 };
const light = await createSandboxModels({
  kind: 'llamacpp',
  capacity: 16,
  apiKey: null,
  service: service(15, 0.6),
  seed: 1,
});
const heavy = await createSandboxModels({
  kind: 'openai',
  models: ['gpt-4.1'],
  capacity: 64,
  apiKey: null,
  service: service(50, 1.2),
  seed: 2,
});
const of = ({ url, models, billed, completions }: SandboxModels) => ({ url, model: models[0]!, billed, completions });

process.on('message', () => process.send?.({ light: of(light), heavy: of(heavy) }));
process.on('disconnect', () => process.exit(0));
process.send?.({ light: of(light), heavy: of(heavy) });

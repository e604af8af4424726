#!/usr/bin/env node
// A stand-in for llama.cpp's server, for machines that have none: its arguments, its addresses, its ways to end. What a
// prompt asks of it between % signs it does: %hang%, %die%, %slow%, %long%.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';

const text = { type: 'string' };
const { values } = parseArgs({
  options: {
    model: text,
    alias: text,
    host: text,
    port: text,
    parallel: text,
    'ctx-size': text,
    'api-key': text,
    version: { type: 'boolean' },
  },
});
if (values.version) {
  console.error('version: 0 (stand-in)');
  process.exit(0);
}
const file = readFileSync(values.model);
if (file.toString('latin1', 0, 4) !== 'GGUF') {
  console.error('gguf_init_from_file: invalid magic characters');
  process.exit(1);
}
const loadedAt = Date.now() + Number(process.env.LLAMA_LOAD_MS ?? 0);
const slots = Number(values.parallel ?? 1);
const perSlot = Math.floor(Number(values['ctx-size'] ?? 4096) / slots);
const key = values['api-key'] ?? process.env.LLAMA_API_KEY;
let running = 0;
const waiting = [];
const json = (res, status, body) => {
  res.writeHead(status, { 'content-type': 'application/json' });
  res.end(JSON.stringify(body));
};
const error = (code, message, type) => ({ error: { code, message, type } });

createServer(async (req, res) => {
  let body = '';
  for await (const chunk of req) body += chunk;
  if (Date.now() < loadedAt) return json(res, 503, error(503, 'Loading model', 'unavailable_error'));
  if (req.url === '/health') return json(res, 200, { status: 'ok' });
  if (key && req.url !== '/v1/models' && req.headers.authorization !== `Bearer ${key}`)
    return json(res, 401, error(401, 'Invalid API Key', 'authentication_error'));
  if (req.url === '/v1/models')
    return json(res, 200, { object: 'list', data: [{ id: values.alias, object: 'model' }] });
  if (req.url === '/props')
    return json(res, 200, {
      total_slots: slots,
      default_generation_settings: { n_ctx: perSlot },
      build_info: 'b0-stand-in',
      cache_ram: process.env.LLAMA_ARG_CACHE_RAM,
    });
  if (req.url === '/slots')
    return json(
      res,
      200,
      Array.from({ length: slots }, (_, id) => ({ id, is_processing: id < running })),
    );
  if (req.url !== '/v1/chat/completions') return json(res, 404, error(404, 'File Not Found', 'not_found_error'));
  const asked = JSON.parse(body);
  const prompt = asked.messages.map(({ content }) => content).join('\n');
  const question = asked.messages.at(-1).content;
  if (prompt.length / 3 > perSlot)
    return json(
      res,
      400,
      error(400, 'the request exceeds the available context size, try increasing it', 'exceed_context_size_error'),
    );
  if (question.includes('%die%')) process.exit(9);
  if (running >= slots) await new Promise((resolve) => waiting.push(resolve));
  running++;
  let left = false;
  res.on('close', () => {
    left = true;
  });
  const words = question.includes('%long%')
    ? Array.from({ length: asked.max_tokens ?? 1000 }, () => 'mot ')
    : [`pid ${process.pid}`, `, ${slots} slots`, `, ${perSlot} tokens.`];
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  const chunk = (delta, finish) =>
    res.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`);
  for (const word of words) {
    if (left) break;
    if (question.includes('%slow%') || question.includes('%long%'))
      await new Promise((resolve) => setTimeout(resolve, 20));
    chunk({ content: word }, null);
    while (question.includes('%hang%') && !left) await new Promise((resolve) => setTimeout(resolve, 20));
  }
  running--;
  waiting.shift()?.();
  if (left) return;
  chunk({}, question.includes('%long%') ? 'length' : 'stop');
  res.end('data: [DONE]\n\n');
}).listen(Number(values.port), values.host, () => console.error('main: server is listening'));

/**
 * Node's http. An `import` of it reads all that it exports, and the WebSocket among that loads fetch: 20 ms of the start,
 * and 10 MiB that an idle bot holds for good.
 */
export const { createServer, request } = process.getBuiltinModule('node:http');

// A conformance server on the reference SDK (tests/vectors/README.md, "Workflows"). Settings come from the environment:
// CONFORMANCE_WORKFLOWS, PORT, NOVU_SECRET_KEY, NOVU_STRICT_AUTHENTICATION_ENABLED.

import { webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createBridge } from './lib/bridge.mjs';
import { buildWorkflows } from './lib/workflows.mjs';

const PREFIX = '/api/novu';

process.env.TZ ??= 'UTC';
// The SDK takes it from here; Node 18, which some distributions install, does not have it here yet.
globalThis.crypto ??= webcrypto;
const {
  CONFORMANCE_WORKFLOWS: file,
  PORT: port = '0',
  NOVU_SECRET_KEY: secretKey,
  NOVU_STRICT_AUTHENTICATION_ENABLED: strict,
} = process.env;
if (!file || !secretKey) throw new Error('CONFORMANCE_WORKFLOWS and NOVU_SECRET_KEY must be set');

// The SDK reports every failed request; standard output is for the one line below.
for (const method of ['log', 'info', 'warn', 'error']) console[method] = () => {};

const bridge = createBridge(buildWorkflows(JSON.parse(readFileSync(file, 'utf8'))), {
  secretKey,
  strict: strict !== 'false',
});

const server = createServer(async (request, response) => {
  const path = request.url.split('?', 1)[0];
  if (path !== PREFIX && !path.startsWith(`${PREFIX}/`)) {
    const found = path === '/hello';
    response.writeHead(found ? 200 : 404, { 'content-type': 'text/plain' }).end(found ? 'hello' : 'not found');
    return;
  }
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    const { status, headers, body } = await bridge({
      method: request.method,
      url: `http://127.0.0.1${request.url}`,
      headers: request.headers,
      body: Buffer.concat(chunks),
    });
    response.writeHead(status, headers).end(body);
  } catch (error) {
    response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error?.stack ?? error));
  }
});
server.keepAliveTimeout = 60_000;
server.listen(Number(port), '127.0.0.1', () => {
  process.stdout.write(`listening on http://127.0.0.1:${server.address().port}\n`);
});

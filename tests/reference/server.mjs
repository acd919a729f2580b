// A conformance server on the reference SDK (tests/vectors/README.md, "Workflows"). Settings come from the environment:
// CONFORMANCE_WORKFLOWS or CONFORMANCE_AGENTS (agents/operations.mjs), PORT, NOVU_SECRET_KEY, NOVU_STRICT_AUTHENTICATION_ENABLED.

import { webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { buildAgents } from './agents/operations.mjs';
import { createBridge } from './lib/bridge.mjs';
import { buildWorkflows } from './lib/workflows.mjs';

const PREFIX = '/api/novu';

process.env.TZ ??= 'UTC';
// The SDK takes it from here; Node 18, which some distributions install, does not have it here yet.
globalThis.crypto ??= webcrypto;
const {
  CONFORMANCE_WORKFLOWS: workflowsFile,
  CONFORMANCE_AGENTS: agentsFile,
  PORT: port = '0',
  NOVU_SECRET_KEY: secretKey,
  NOVU_STRICT_AUTHENTICATION_ENABLED: strict,
} = process.env;
if (!(workflowsFile || agentsFile) || !secretKey) {
  throw new Error('NOVU_SECRET_KEY and either CONFORMANCE_WORKFLOWS or CONFORMANCE_AGENTS must be set');
}

// The SDK reports every failed request; standard output is for the one line below.
for (const method of ['log', 'info', 'warn', 'error']) console[method] = () => {};

const described = (file) => JSON.parse(readFileSync(file, 'utf8'));
const bridge = createBridge(workflowsFile ? buildWorkflows(described(workflowsFile)) : [], {
  secretKey,
  strict: strict !== 'false',
  agents: agentsFile ? buildAgents(described(agentsFile)) : [],
});
// A turn that fails before its own error handling must not end the server (agents.md, A1).
process.on('unhandledRejection', () => {});

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

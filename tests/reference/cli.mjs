// Runs `sync` and `dev` of Novu's CLI against a server of agents, with Novu's API on this machine: do they find
// workflows and agents? (`bridge.md` §10.5.)
//
//   node cli.mjs --server target/debug/examples/agents [--cli "npx --yes novu@2.20.1"]
//
// The CLI is 400 MB with its dependencies, so it is not one of this folder's, and `run` leaves it out.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { differences } from './lib/compare.mjs';
import { commandWords, startServer } from './lib/processes.mjs';

const { values: options } = parseArgs({
  options: { server: { type: 'string' }, cli: { type: 'string', default: 'npx --yes novu@2.20.1' } },
});
if (!options.server) throw new Error('--server COMMAND is missing: a server of agents, such as target/debug/examples/agents');

const KEY = 'the key of the CLI';
const AGENTS = ['support', 'a b/c', 'Träger'];
const TUNNEL = 'https://tunnel.example';
const COMMAND_LIMIT_MS = 120_000;

const COLOURS = /\u001b\[[0-9;?]*[A-Za-z]/g;
const LOGO = /^[\s@]*$/;

/** Novu's API: answers everything, and remembers it. */
async function openApi() {
  const got = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    got.push({ call: `${request.method} ${request.url}`, key: request.headers.authorization, body: text ? JSON.parse(text) : null });
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":{}}');
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return { origin: `http://127.0.0.1:${server.address().port}`, taken: () => got.splice(0), close: () => server.close() };
}

/** Runs the CLI and resolves to its exit status and all that it prints. */
function run(parameters, env) {
  const [program, ...first] = commandWords(options.cli);
  const child = spawn(program, [...first, ...parameters], {
    env: { ...process.env, ANALYTICS_ENABLED: 'false', NODE_ENV: 'dev', NO_COLOR: '1', CI: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), COMMAND_LIMIT_MS);
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => { printed += chunk; });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => { clearTimeout(timer); resolve({ status: code ?? signal, printed }); });
  });
}

const tally = { passed: 0, failed: 0 };

async function check(name, parameters, env, expected) {
  const { status, printed } = await run(parameters, env);
  const wrong = [
    ...(status === 0 ? [] : [`exit status: want 0, got ${status}`]),
    ...differences(expected, api.taken()),
  ];
  tally[wrong.length ? 'failed' : 'passed'] += 1;
  console.log(`${wrong.length ? 'FAIL' : 'ok  '} ${name}${wrong.map((line) => `\n  ${line}`).join('')}`);
  console.log(printed.replace(COLOURS, '').split('\n').filter((line) => !LOGO.test(line)).map((line) => `  | ${line.trimEnd()}`).join('\n'));
}

const folder = mkdtempSync(join(tmpdir(), 'cli-'));
const file = join(folder, 'agents.json');
writeFileSync(file, JSON.stringify({ agents: AGENTS.map((agentId) => ({ agentId, onMessage: [{ reply: 'hi' }] })) }));
const api = await openApi();
const servers = await Promise.all([false, true].map((strict) =>
  startServer(commandWords(options.server), { key: KEY, strict, env: { CONFORMANCE_AGENTS: file, NOVU_API_URL: api.origin } })));
const [open, strict] = servers.map(({ url }) => `${new URL(url).origin}/api/novu`);

const key = `ApiKey ${KEY}`;
const agentCalls = (body) => AGENTS.map((id) => ({ call: `PUT /v1/agents/${encodeURIComponent(id)}/bridge`, key, body }));
const synced = (bridgeUrl) => ({ call: 'POST /v1/bridge/sync?source=cli', key, body: { bridgeUrl } });
const sync = (url) => ['sync', '-b', url, '-s', KEY, '-a', api.origin];
const dev = (url) => ['dev', '-o', new URL(url).origin, '-r', '/api/novu', '-t', TUNNEL, '-H'];
const devEnv = { NOVU_SECRET_KEY: KEY, NOVU_API_URL: api.origin };
try {
  await check('sync finds the agents of an open bridge', sync(open), {}, [synced(open), ...agentCalls({ bridgeUrl: open })]);
  await check('sync of a strict bridge leaves the agents out', sync(strict), {}, [synced(strict)]);
  await check('dev finds the agents of an open bridge', dev(open), devEnv,
    agentCalls({ devBridgeUrl: `${TUNNEL}/api/novu`, devBridgeActive: true }));
} finally {
  await Promise.all(servers.map((server) => server.stop()));
  api.close();
  rmSync(folder, { recursive: true });
}
console.log(`${tally.passed} passed, ${tally.failed} failed`);
process.exit(tally.failed ? 1 : 0);

// Records what `workflow.trigger` of the reference SDK sends, into tests/vectors/trigger.json, and what its bridge makes
// of `POST ?action=trigger`, into tests/vectors/trigger-bridge.json.
//
//   node record-trigger.mjs
//
// A mock of Novu's API logs method, path, headers and body of every request. Cases: `schema` is the workflow's payload
// schema if it has one, `event` what it is triggered with, `env` the environment it runs in, `answer` what the API says
// (status and body text), `cancel` whether the result is cancelled, `cancels` the path where we do so if it is not the
// reference's. Recorded: `requests`, and `error` (what was thrown) or `result` (the parsed body).
//
// Cases of the bridge: `query` and `body` of the request, `answer` of the API. Recorded: `sent`, the body that the API
// got, and `response`, the bridge's status and body.

import { createServer } from 'node:http';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { workflow } from '@novu/framework';
import { Client, NovuRequestHandler } from '@novu/framework/remix';

const vectors = join(dirname(fileURLToPath(import.meta.url)), '../vectors');
const comment = {
  type: 'object',
  properties: { n: { type: 'string' }, d: { type: 'string', default: 'dd' } },
  required: ['n'],
  additionalProperties: false,
};
const open = { type: 'object', properties: { n: { type: 'string' } }, additionalProperties: true };
const envelope = { status: 201, body: '{"data":{"acknowledged":true,"status":"processed","transactionId":"tx"}}' };
const bare = { status: 201, body: '{"acknowledged":true,"status":"processed","transactionId":"tx"}' };

const CASES = [
  { name: 'a subscriber id', event: { to: 's', payload: { n: 'x' } } },
  { name: 'all keys', schema: comment, event: {
    agentId: null, context: { tenant: 't1' }, actor: 'act', overrides: { email: { a: 1 } }, transactionId: 'T',
    payload: { n: 'x' }, to: [{ subscriberId: 's', email: 'e' }, 't'],
  } },
  { name: 'a subscriber', event: { to: {
    subscriberId: 's', firstName: 'A', lastName: 'B', email: 'e', phone: 'p', avatar: 'a', locale: 'en_US',
    timezone: 'Europe/Berlin', data: { k: [1, null] },
  }, payload: {} } },
  { name: 'a topic', event: { to: { type: 'Topic', topicKey: 'posts' }, payload: {} } },
  { name: 'a topic with exclusions in a list', event: {
    to: ['s', { type: 'Topic', topicKey: 'posts', exclude: ['s'] }, { subscriberId: 'u' }], payload: {},
  } },
  { name: 'an empty list', event: { to: [], payload: {} } },
  { name: 'no payload', event: { to: 's' } },
  { name: 'no payload under an open schema', schema: open, event: { to: 's' } },
  { name: 'defaults are added', schema: comment, event: { to: 's', payload: { n: 'x' } } },
  { name: 'a closed schema strips', schema: comment, event: { to: 's', payload: { zz: 1, n: 'x', d: 'y' } } },
  { name: 'an open schema keeps', schema: open, event: { to: 's', payload: { zz: 1, n: 'x' } } },
  { name: 'an invalid payload is not sent', schema: comment, event: { to: 's', payload: { n: 1 } } },
  { name: 'a missing key is not sent', schema: comment, event: { to: 's', payload: {} } },
  { name: 'empty texts are dropped', event: { to: 's', payload: {}, transactionId: '', actor: '' } },
  { name: 'empty objects are kept', event: { to: 's', payload: {}, overrides: {}, context: {} } },
  { name: 'an agent', event: { to: 's', payload: {}, agentId: 'helper' } },
  { name: 'an empty agent is kept', event: { to: 's', payload: {}, agentId: '' } },
  { name: 'an actor', event: { to: 's', payload: {}, actor: { subscriberId: 'a', firstName: 'A' } } },
  { name: 'numbers and texts as JavaScript prints them', event: {
    to: 's', payload: { 10: 1e21, 9: 1.0, a: 1e-7, b: 'ü\u2028"\\\n\u0001', c: [-0, 0.1, 123456789012345680000] },
  } },
  { name: 'the bridge origin', env: { NOVU_BRIDGE_ORIGIN: 'https://b.example' }, event: { to: 's', payload: {} } },
  { name: 'the bridge origin with a slash', env: { NOVU_BRIDGE_ORIGIN: 'https://b.example/' }, event: { to: 's', payload: {} } },
  { name: 'a vercel preview', env: { NEXT_PUBLIC_VERCEL_ENV: 'preview', NEXT_PUBLIC_VERCEL_URL: 'p.vercel.app' }, event: { to: 's', payload: {} } },
  { name: 'a vercel production', env: { NEXT_PUBLIC_VERCEL_ENV: 'production', NEXT_PUBLIC_VERCEL_URL: 'p.vercel.app' }, event: { to: 's', payload: {} } },
  { name: 'the bridge origin before vercel', env: {
    NOVU_BRIDGE_ORIGIN: 'https://b.example', NEXT_PUBLIC_VERCEL_ENV: 'preview', NEXT_PUBLIC_VERCEL_URL: 'p.vercel.app',
  }, event: { to: 's', payload: {}, agentId: 'x' } },
  { name: 'cancelled without an envelope', answer: bare, cancel: true, event: { to: 's', payload: {} } },
  { name: 'cancelled with an envelope', answer: envelope, cancel: true, cancels: '/v1/events/trigger/tx', event: { to: 's', payload: {} } },
  { name: 'an id that needs an escape', answer: { status: 201, body: bare.body.replace('tx', 'a/b c') }, cancel: true, cancels: '/v1/events/trigger/a%2Fb%20c', event: { to: 's', payload: {} } },
  { name: 'a platform error', answer: { status: 400, body: '{"statusCode":400,"message":"no workflow","error":"Bad Request"}' }, event: { to: 's', payload: {} } },
  { name: 'an error without the three keys', answer: { status: 422, body: '{"statusCode":422,"message":"Validation Error","errors":{}}' }, event: { to: 's', payload: {} } },
  { name: 'a server error', answer: { status: 500, body: '{"statusCode":500,"message":"oops","error":"Internal Server Error"}' }, event: { to: 's', payload: {} } },
  { name: 'a page', answer: { status: 200, body: '<html></html>' }, event: { to: 's', payload: {} } },
  { name: 'truncated JSON', answer: { status: 201, body: '{"data":{"acknowl' }, event: { to: 's', payload: {} } },
];

const full = {
  controls: { c: 1 }, zz: 1, agentId: null, context: { tenant: 't' }, bridgeUrl: 'https://b.example', actor: 'a',
  overrides: { email: {} }, transactionId: 'T', payload: { n: 'x' }, to: ['s', { subscriberId: 'u' }],
};
const refusal = (status, body) => ({ status, body: JSON.stringify(body) });
const BRIDGE_CASES = [
  { name: 'little', query: 'workflowId=wf', body: '{"to":"s"}' },
  { name: 'nothing', query: 'workflowId=wf', body: '{}' },
  { name: 'no workflow', query: '', body: '{"to":"s"}' },
  { name: 'everything', query: 'workflowId=wf', body: JSON.stringify(full) },
  { name: 'the id of the body', query: 'workflowId=wf', body: '{"workflowId":"other","to":"s"}' },
  { name: 'a null id of the body', query: 'workflowId=wf', body: '{"workflowId":null,"to":"s"}' },
  { name: 'an empty id of the body', query: 'workflowId=wf', body: '{"workflowId":"","to":"s"}' },
  { name: 'nulls', query: 'workflowId=wf', body: '{"to":null,"payload":null,"transactionId":null,"overrides":null,"actor":null,"bridgeUrl":null,"controls":null,"context":null,"agentId":null}' },
  { name: 'empty texts', query: 'workflowId=wf', body: '{"to":"","payload":"","transactionId":"","overrides":"","actor":"","bridgeUrl":"","controls":"","context":"","agentId":""}' },
  { name: 'other types', query: 'workflowId=wf', body: '{"to":1,"payload":[1],"overrides":true,"actor":{},"controls":0,"context":[]}' },
  { name: 'no JSON', query: 'workflowId=wf', body: '{bad' },
  { name: 'no object', query: 'workflowId=wf', body: '[{"to":"s"}]' },
  { name: 'an envelope', query: 'workflowId=wf', body: '{"to":"s"}', answer: envelope },
  { name: 'any JSON', query: 'workflowId=wf', body: '{"to":"s"}', answer: { status: 202, body: ' [1.0, null] ' } },
  { name: 'a refusal', query: 'workflowId=wf', body: '{"to":"s"}', answer: refusal(400, { statusCode: 400, message: 'no', error: 'Bad Request' }) },
  { name: 'a refusal with a list', query: 'workflowId=wf', body: '{"to":"s"}', answer: refusal(422, { statusCode: 422, message: ['a', 'b'], error: 'Unprocessable' }) },
  { name: 'the status of the body', query: 'workflowId=wf', body: '{"to":"s"}', answer: refusal(400, { statusCode: 404, message: 'no', error: 'Gone' }) },
  { name: 'a status as text', query: 'workflowId=wf', body: '{"to":"s"}', answer: refusal(400, { statusCode: '400', message: 'no', error: 'Bad' }) },
  { name: 'a status of failure', query: 'workflowId=wf', body: '{"to":"s"}', answer: refusal(400, { statusCode: 500, message: 'no', error: 'Bad' }) },
  { name: 'a refusal without error', query: 'workflowId=wf', body: '{"to":"s"}', answer: refusal(422, { statusCode: 422, message: 'no' }) },
  { name: 'a failure', query: 'workflowId=wf', body: '{"to":"s"}', answer: refusal(500, { statusCode: 500, message: 'no', error: 'Oops' }) },
  { name: 'a page', query: 'workflowId=wf', body: '{"to":"s"}', answer: { status: 200, body: '<html>' } },
  { name: 'a page of failure', query: 'workflowId=wf', body: '{"to":"s"}', answer: { status: 502, body: '<html>' } },
];

const ENV = ['NOVU_BRIDGE_ORIGIN', 'NEXT_PUBLIC_VERCEL_ENV', 'NEXT_PUBLIC_VERCEL_URL', 'NODE_ENV'];
/** Headers of Node's own HTTP client. */
const HOST = ['host', 'connection', 'accept', 'accept-language', 'sec-fetch-mode', 'user-agent', 'accept-encoding', 'content-length'];

let requests = [];
let answer = bare;
const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !HOST.includes(name)));
    requests.push({ method: request.method, path: request.url, headers, body: Buffer.concat(chunks).toString() });
    const { status, body } = request.method === 'DELETE' ? { status: 200, body: '{"data":true}' } : answer;
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
process.env.NOVU_API_URL = `http://127.0.0.1:${server.address().port}`;
process.env.NOVU_SECRET_KEY = 'test-secret';
const say = console.log.bind(console);
for (const method of ['log', 'info', 'warn', 'error']) console[method] = () => {};

const lines = [];
for (const one of CASES) {
  for (const name of ENV) delete process.env[name];
  Object.assign(process.env, one.env);
  requests = [];
  answer = one.answer ?? bare;
  const recorded = {};
  try {
    const options = one.schema && { payloadSchema: one.schema };
    const result = await workflow('wf', async () => {}, options).trigger(structuredClone(one.event));
    recorded.result = result.data;
    if (one.cancel) recorded.cancelled = await result.cancel();
  } catch (error) {
    recorded.error = { code: error.code ?? error.constructor.name, status: error.statusCode, data: error.data };
  }
  lines.push(JSON.stringify({ ...one, requests, ...recorded }));
}

const bridge = new NovuRequestHandler({
  frameworkName: 'reference',
  client: new Client({ secretKey: 'test-secret', strictAuthentication: false, apiUrl: process.env.NOVU_API_URL }),
  workflows: [],
  handler: (request) => ({
    body: () => JSON.parse(request.body),
    headers: () => undefined,
    method: () => 'POST',
    url: () => new URL(request.url),
    queryString: () => undefined,
    transformResponse: (response) => response,
  }),
}).createHandler();
const bridgeLines = [];
for (const one of BRIDGE_CASES) {
  requests = [];
  answer = one.answer ?? bare;
  const { status, body } = await bridge({ url: `http://localhost/?action=trigger&${one.query}`, body: one.body });
  const response = { status, body: JSON.parse(body) };
  // Texts of the reference's own.
  if (response.body.code === 'BridgeError') response.body = { code: 'BridgeError' };
  bridgeLines.push(JSON.stringify({ ...one, sent: requests[0].body, response }));
}
server.close();
server.closeAllConnections();
for (const [name, cases] of [['trigger', lines], ['trigger-bridge', bridgeLines]]) {
  writeFileSync(join(vectors, `${name}.json`), `[\n${cases.join(',\n')}\n]\n`);
  say(`${name}: ${cases.length} cases`);
}

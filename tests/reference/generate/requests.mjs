// Requests to a batch of workflows, as exchanges (tests/vectors/README.md) without the expected answer. `compare` says how
// far the two answers must agree: `exact`, `shape` or `status`; `jsonText` names strings that hold JSON.

import { anyText, cleanText, json, object } from './values.mjs';
import { instance, mutated } from './schema.mjs';
import { controls } from './controls.mjs';
import { state } from './steps.mjs';
import { templateData } from './template.mjs';

const BRIDGE = '/api/novu';
const JSON_HEADERS = { 'content-type': 'application/json' };

/** One request: `{exchange, workflowId, compare, jsonText, ignoreProviders}`. */
export function request(random, workflows, lab) {
  const pick = () => random.pick(workflows);
  return random.weighted([
    [48, () => run(random, 'execute', pick())],
    [30, () => run(random, 'execute', lab)],
    [8, () => preview(random, workflows)],
    [4, () => badBody(random, pick())],
    [4, () => signed(random, pick())],
    [3, () => code(random, pick())],
    [1.5, () => surface(random, pick())],
    [0.4, () => get('?action=discover')],
    [0.4, () => get(random.pick(['', '?', '?action=', '?action=health-check&x=1']))],
  ]);
}

const get = (tail) => plain({ method: 'GET', path: BRIDGE + tail, headers: {}, body: null });

function plain(exchange, more) {
  return { exchange: { strict: false, sign: null, ...exchange }, compare: 'exact', jsonText: [], ...more };
}

const query = (values) => new URLSearchParams(values).toString();

/** An execute or preview of a random step. */
function run(random, action, { description, plan }) {
  const step = random.pick(description.steps);
  const stepId = random.chance(0.02) ? 'nowhere' : step.stepId;
  const body = event(random, action, description, plan, step);
  const path = `${BRIDGE}?${query({ action, workflowId: description.workflowId, stepId, ...(random.chance(0.1) && { jobId: 'j', source: 'x' }) })}`;
  const exchange = { method: 'POST', path, headers: JSON_HEADERS, body: JSON.stringify(body), ...(random.chance(0.15) && goodSignature(random, body)) };
  return plain(exchange, { workflowId: description.workflowId, jsonText: jsonTexts(step), step });
}

function event(random, action, description, plan, step) {
  const earlier = description.steps.slice(0, description.steps.indexOf(step));
  const body = {
    payload: payload(random, description, plan),
    controls: controls(random, step, plan.payload === 'template'),
    state: state(random, earlier),
    subscriber: { subscriberId: 's-1', firstName: anyText(random), lastName: null, data: object(random, { depth: 1 }) },
    context: { tenant: { id: 't1', data: { n: 1 } }, list: [anyText(random), 2, { a: cleanText(random) }] },
    env: { STAGE: random.pick(['dev', 'prod & more']) },
  };
  if (random.chance(0.2)) body.actor = { subscriberId: 'a-1' };
  if (random.chance(0.2)) body.inputs = json(random);
  if (random.chance(0.05) && step.resolve.echo === undefined) delete body[random.pick(['subscriber', 'context', 'env'])];
  // Previews without a subscriber are difference 44.
  if (action === 'preview') body.subscriber ??= { subscriberId: 's-1' };
  return body;
}

function payload(random, description, plan) {
  if (plan.payload === 'template') return templateData(random);
  const made = instance(random, description.payloadSchema);
  return plan.payload === 'schema' && random.chance(0.3) ? mutated(random, made) : made;
}

function jsonTexts(step) {
  const places = [];
  if (step.resolve.echo || step.resolve.echoResult) places.push(`/outputs/${step.resolve.field}`);
  for (const [id, one] of Object.entries(step.providers ?? {})) if (one.echo) places.push(`/providers/${id}/${one.field}`);
  return places;
}

/**
 * A preview. Mocks are random there and not here (difference 16), so a payload schema must have a mock that is always valid
 * and wholly replaced by the payload sent; what still shows a mock is compared by shape, a custom step's by status only.
 */
function preview(random, workflows) {
  const steady = workflows.filter(({ description: { payloadSchema }, plan }) =>
    plan.payload === 'mockable' || (plan.payload === 'template' && payloadSchema.additionalProperties === undefined));
  if (!steady.length) return run(random, 'execute', random.pick(workflows));
  const chosen = random.pick(steady);
  const { description, plan } = chosen;
  const made = run(random, 'preview', chosen);
  const { step } = made;
  const body = JSON.parse(made.exchange.body);
  const whole = { ...body, payload: plan.payload === 'mockable' ? complete(random, description.payloadSchema) : body.payload };
  const fixed = 'return' in step.resolve || step.resolve.echo === 'payload';
  if (fixed && random.chance(0.3)) {
    whole.payload = plan.payload === 'mockable' ? {} : random.pick([{}, undefined, null]);
    made.compare = 'shape';
  }
  const seen = description.steps.find((one) => one.stepId === step.resolve.echoResult);
  if (seen) made.compare = seen.type === 'custom' ? 'status' : 'shape';
  const text = JSON.stringify(whole);
  made.exchange = { ...made.exchange, body: text, ...(made.exchange.sign && { sign: { ...made.exchange.sign, text } }) };
  return { ...made, ignoreProviders: true };
}

/** An instance with every property, so that nothing of the mock shows. */
function complete(random, schema) {
  return Object.fromEntries(Object.entries(schema.properties).map(([name, property]) => [name, instance(random, property)]));
}

/** A correct signature over the canonical body; difference 3 is avoided, as other texts may be accepted here only. */
function goodSignature(random, body) {
  const text = JSON.stringify(body);
  const template = random.weighted([[6, undefined], [1, 'v1={v1},t={t}'], [1, ' t={t} , v1={v1} '], [1, 't={t},v1={v1},v1=00,foo=bar']]);
  return { strict: true, sign: { mode: 'canonical', text, offset_ms: random.pick([0, 0, -60_000, 60_000, 290_000, -290_000]), ...(template && { template }) } };
}

function signed(random, workflow) {
  const made = run(random, 'execute', workflow);
  const text = made.exchange.body;
  const body = random.weighted([[3, text], [1, () => JSON.stringify(JSON.parse(text), null, 2)], [1, () => text.replace('{', ' {\n')]]);
  const sign = random.weighted([
    [3, { mode: 'canonical', text }],
    [1, null],
    [1, { mode: 'canonical', text, key: 'wrong' }],
    [1, { mode: 'canonical', text: '{}' }],
    [1, () => ({ mode: 'canonical', text, offset_ms: random.pick([-400_000, 400_000, -310_000]) })],
    [2, () => ({ mode: 'canonical', text, template: random.pick(['t={t_s},v1={v1}', 't={t},v1={V1}', 't={t};v1={v1}', 'v1={v1}', 't={t}', 't={t},v1=bad,v1={v1}', '', 'nonsense', 't=abc,v1={v1}', 't={t},v2={v1}', 't = {t},v1={v1}', 't={t_hex},v1={v1}']) })],
  ]);
  return { ...made, exchange: { ...made.exchange, strict: true, body, sign } };
}

function badBody(random, workflow) {
  const { description } = workflow;
  const made = run(random, 'execute', workflow);
  const body = JSON.parse(made.exchange.body);
  const broken = random.weighted([
    [2, () => random.pick(['', '{', 'hello', '{"payload":{}} x', 'NaN', "{'payload':{}}", '{"payload":{},}', '[1]', 'null', '12', '"abc"', 'false', '\ufeff{"payload":{},"state":[]}', '[', '{"a":"\n"}'])],
    [2, () => JSON.stringify({ ...body, payload: random.pick([null, 0, '', false, 'text', 5, [1], true, undefined]) })],
    [2, () => JSON.stringify({ ...body, controls: random.pick([null, [], 'text', 5, undefined]) })],
    [1, () => JSON.stringify({ ...body, workflowId: 'other', stepId: 'other', action: 'preview' })],
    [1, () => JSON.stringify(body).replace('{"payload"', '{"payload":{"first":1},"payload"')],
  ]);
  const ids = random.chance(0.2) ? { workflowId: random.pick(['', 'nope', description.workflowId.toUpperCase()]) } : {};
  const path = `${BRIDGE}?${query({ action: 'execute', workflowId: description.workflowId, stepId: made.step.stepId, ...ids })}`;
  return { ...made, exchange: { ...made.exchange, strict: false, sign: null, path, body: broken } };
}

function code(random, { description }) {
  const stepId = random.pick([undefined, random.pick(description.steps).stepId, 'nowhere', '']);
  const workflowId = random.pick([description.workflowId, description.workflowId, 'nope', '']);
  const made = get(`?${query({ action: 'code', workflowId, ...(stepId !== undefined && { stepId }) })}`);
  if (random.chance(0.3)) Object.assign(made.exchange, { strict: true, sign: { mode: 'canonical', text: random.pick(['{}', '{}', '']) } });
  return made;
}

/** Methods and actions; `HEAD` and unsigned `OPTIONS` are differences 5 and 6, a preview of `{}` is 10 and 16. */
function surface(random, { description }) {
  const method = random.pick(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
  const preview = method === 'POST' ? 'Preview' : 'preview';
  const action = random.pick(['execute', preview, 'discover', 'health-check', 'code', 'nope', 'Execute', 'health-check;x=1', '']);
  const body = ['POST', 'PUT', 'PATCH'].includes(method) ? '{}' : null;
  const strict = method !== 'OPTIONS' && random.chance(0.4);
  const sign = strict && random.chance(0.5) ? { mode: 'canonical', text: '{}' } : null;
  const path = `${BRIDGE}?${query({ action, workflowId: description.workflowId, stepId: '' })}`;
  return plain({ method, path, headers: body === null ? {} : JSON_HEADERS, body, strict, sign });
}

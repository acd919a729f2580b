// How each set of vectors is recorded. `observe(case)` resolves to the members that the reference gives for it; a set whose
// cases may hold our own result instead keeps the reference's beside it under `reference`.

import { workflow } from '@novu/framework';
import * as chat from 'chat';
import { parsed } from '../lib/compare.mjs';
import { isObject } from '../lib/normal.mjs';
import { ANYTHING, oneStep, openBridge } from './probe.mjs';

const isJson = (text) => parsed(text) !== null;

function liquid() {
  const post = openBridge([workflow('vector-workflow', async ({ step }) => {
    await step.custom('show', async (controls) => controls, { controlSchema: ANYTHING, outputSchema: ANYTHING });
  }, { name: 'Vector Workflow', description: 'workflow used for vectors', tags: ['alpha', 'beta'], severity: 'high', payloadSchema: ANYTHING })]);
  return async (one) => {
    const state = Object.entries(one.steps_state ?? {}).map(([stepId, outputs]) => ({ stepId, outputs, state: { status: 'completed' } }));
    const { controls, payload, subscriber = {}, context = {}, env, actor } = one;
    const { status, body } = await post('execute', 'vector-workflow', 'show', { payload, controls, state, subscriber, context, env, actor });
    if (status === 200) return { result: body.outputs };
    return { error_code: body.code, ...(body.code === 'StepControlCompilationFailedError' && { error_data: body.data }) };
  };
}

function sanitize() {
  let returned;
  const post = openBridge([oneStep('email', async () => ({ subject: 's', body: returned }))]);
  return async (one) => {
    returned = one.input;
    const { body } = await post('execute', 'vector-email', 'step', { payload: {}, controls: {}, state: [] });
    return { output: body.outputs.body };
  };
}

function sanitizeOutputs() {
  return async (one) => {
    const options = { ...one.options };
    if (options.providers) {
      options.providers = Object.fromEntries(Object.entries(options.providers).map(([id, output]) => [id, async () => structuredClone(output)]));
    }
    const resolve = async () => (one.returns_undefined ? undefined : structuredClone(one.returned));
    const post = openBridge([oneStep(one.step_type, resolve, { step: options })]);
    const { status, body } = await post('execute', `vector-${one.step_type}`, 'step', { payload: {}, controls: {}, state: [] });
    if (status !== 200) return { error_code: body.code };
    return { outputs: body.outputs, ...('providers' in one && { providers: body.providers }) };
  };
}

function jsonrepair() {
  // A text after the input keeps the repairer of the whole document away from the input's brackets (difference 13).
  const post = openBridge([oneStep('custom', async (controls) => controls)]);
  return async (one) => {
    const { body } = await post('execute', 'vector-custom', 'step', { payload: {}, controls: { data: { x: one.input, zz: '.' } }, state: [] });
    const output = body.outputs.data.x;
    return { output, input_is_json: isJson(one.input), output_is_json: isJson(output) };
  };
}

function validation() {
  return async (one) => {
    let seen;
    const post = openBridge([workflow('vector-payload', async ({ payload, step }) => {
      seen = payload;
      await step.sms('step', async () => ({ body: 'b' }), { controlSchema: ANYTHING });
    }, { payloadSchema: one.schema })]);
    let answer;
    try {
      answer = await post('execute', 'vector-payload', 'step', { payload: one.data, controls: {}, state: [] });
    } catch {
      return { throws: 'discovery' };
    }
    const { status, body } = answer;
    if (status === 200) return { valid: true, data_after: JSON.parse(JSON.stringify(seen)), errors: [] };
    if (!Array.isArray(body.data)) return { throws: 'validation', error_code: body.code };
    return { valid: false, errors: body.data.map(({ path, message }, index) => ({ path, keyword: keyword(message, one.errors?.[index]?.keyword) })) };
  };
}

/** Messages of the validator, to the keywords that may have raised them. */
const MESSAGES = [
  [/^must be equal to one of/, 'enum'], [/^must be equal to constant/, 'const'], [/^must be multiple of/, 'multipleOf'], [/^must be >= /, 'minimum'], [/^must be <= /, 'maximum'],
  [/^must be > /, 'exclusiveMinimum'], [/^must be < /, 'exclusiveMaximum'], [/^should be >= /, 'formatMinimum'], [/^should be <= /, 'formatMaximum'],
  [/^should be > /, 'formatExclusiveMinimum'], [/^should be < /, 'formatExclusiveMaximum'], [/^must be \w+(,\w+)*$/, 'type'], [/^must have required property/, 'required'],
  [/fewer than \d+ characters/, 'minLength'], [/more than \d+ characters/, 'maxLength'], [/fewer than \d+ items/, 'minItems'], [/more than \d+ items/, 'maxItems', 'additionalItems'],
  [/fewer than \d+ properties/, 'minProperties'], [/more than \d+ properties/, 'maxProperties'], [/^must match pattern/, 'pattern'], [/^must match format/, 'format'],
  [/duplicate items/, 'uniqueItems'], [/^must contain at least/, 'contains'], [/^property name must be valid/, 'propertyNames'], [/^must have propert.* when property/, 'dependencies'],
  [/^must NOT be valid/, 'not'], [/in anyOf$/, 'anyOf'], [/in oneOf$/, 'oneOf'], [/^must match "(then|else)" schema/, 'if'], [/^boolean schema is false/, 'false schema'],
];

function keyword(message, recorded) {
  const [, ...keywords] = MESSAGES.find(([pattern]) => pattern.test(message)) ?? [null, message];
  return keywords.includes(recorded) ? recorded : keywords[0];
}

const DRAWS = 100;

/** Mocks are seen as the result of an earlier step in a preview; random ones only count as such. */
function mock() {
  return async (one) => {
    // Previews show objects only: other mocks, and schemas that registration refuses at the top, are seen as a property.
    let draws = isObject(one.mock) ? await mocks(one.schema) : undefined;
    draws ??= (await mocks({ type: 'object', properties: { a: one.schema }, required: ['a'] }))?.map((value) => value.a);
    if (draws === undefined) return {};
    const deterministic = draws.every((value) => JSON.stringify(value) === JSON.stringify(draws[0]));
    return deterministic || one.deterministic ? { mock: draws[0], deterministic } : { deterministic };
  };
}

async function mocks(schema) {
  let seen;
  const post = openBridge([workflow('vector-mock', async ({ step }) => {
    seen = await step.custom('mock', async () => ({}), { controlSchema: ANYTHING, outputSchema: schema });
    await step.sms('probe', async () => ({ body: 'b' }), { controlSchema: ANYTHING });
  }, { payloadSchema: { type: 'object' } })]);
  const draws = [];
  for (let draw = 0; draw < DRAWS; draw += 1) {
    try {
      await post('preview', 'vector-mock', 'probe', { payload: {}, controls: {}, state: [] });
    } catch {
      return undefined;
    }
    draws.push(JSON.parse(JSON.stringify(seen)));
    if (JSON.stringify(seen) !== JSON.stringify(draws[0])) break;
  }
  return draws;
}

/** Elements of cards from the builders that `@novu/framework` exports, and those beside them in the library it wraps. */
function cards() {
  return async (one) => ({ element: JSON.parse(JSON.stringify(element(one.tree))) });
}

function element({ el, props = {}, children = [] }) {
  const built = children.map(element);
  switch (el) {
    case 'Card': return chat.Card({ ...props, children: built });
    case 'Text': return chat.CardText(props.content, props);
    case 'Link': return chat.CardLink(props);
    case 'Divider': return chat.Divider();
    case 'Section': case 'Fields': case 'Actions': return chat[el](built);
    case 'Select': case 'RadioSelect': return chat[el]({ ...props, options: props.options.map(chat.SelectOption) });
    default: return chat[el](props);
  }
}

/** Sets by name: how to observe a case and which members the observation owns. */
export const SETS = {
  liquid: { observer: liquid, members: ['result', 'error_code', 'error_data'] },
  validation: { observer: validation, members: ['valid', 'data_after', 'errors', 'throws', 'error_code'] },
  sanitize: { observer: sanitize, members: ['output'] },
  'sanitize-outputs': { observer: sanitizeOutputs, members: ['outputs', 'error_code', 'providers'] },
  jsonrepair: { observer: jsonrepair, members: ['output', 'input_is_json', 'output_is_json'] },
  cards: { observer: cards, members: ['element'] },
  mock: { observer: mock, members: ['mock', 'deterministic'] },
};

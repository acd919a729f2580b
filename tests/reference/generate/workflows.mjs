// Workflow descriptions of every sort. Each brings its payload schema and each step its control schema (difference 7), ids are
// unique and schemas sound (difference 8). `plan` beside a description has the data for the request generator.

import { KINDS, output, providers, sanitisable } from './steps.mjs';
import { instance, mockableSchema, objectSchema, rootSchema, withSoundDefaults } from './schema.mjs';
import { withoutBrackets } from './controls.mjs';
import { cleanText, object } from './values.mjs';

const OPEN = { type: 'object', additionalProperties: true };
const SEVERITIES = ['high', 'medium', 'low', 'none'];

/** Last property of every generated control schema: see `controls.mjs` on difference 13. */
const END = { zz: { type: 'string', default: '.' } };

/** Control schema for free templates: anything goes. */
const openControls = () => ({ type: 'object', properties: { ...END }, additionalProperties: true });

/** `{description, plan}` of one workflow. `plan` has `template`, `payload` and `mocks`. */
export function workflow(random, id) {
  const plan = {
    payload: random.weighted([[5, 'template'], [3, 'schema'], [2, 'mockable']]),
  };
  const description = { workflowId: random.chance(0.1) ? `${id} ü&?/+` : id, ...labels(random) };
  description.payloadSchema = {
    template: () => structuredClone(random.chance(0.5) ? { type: 'object' } : OPEN),
    schema: () => withSoundDefaults(rootSchema(random)),
    mockable: () => mockableSchema(random, ['name', 'n', 'words', 'text'].slice(0, random.int(1, 4))),
  }[plan.payload]();
  if (random.chance(0.1)) description.controlSchema = objectSchema(random, { depth: 0 });
  if (random.chance(0.1)) description.envSchema = objectSchema(random, { depth: 0 });
  description.steps = [];
  if (plan.payload === 'schema' && random.chance(0.7)) {
    description.steps.push(payloadMirror());
    return { description, plan };
  }
  const steps = random.int(1, 4);
  for (let i = 0; i < steps; i += 1) description.steps.push(step(random, i === 0 && random.chance(0.4) ? 'first' : `s${i}`, description.steps));
  return { description, plan };
}

/** A step that shows the payload after defaults and stripping. */
function payloadMirror() {
  return {
    stepId: 'mirror', type: 'custom', outputSchema: structuredClone(OPEN), controlSchema: openControls(),
    resolve: { echo: 'payload', field: 'text', base: {} },
  };
}

function labels(random) {
  return {
    ...(random.chance(0.5) && { name: cleanText(random) }),
    ...(random.chance(0.3) && { description: cleanText(random) }),
    ...(random.chance(0.5) && { tags: random.list(0, 3, () => cleanText(random)) }),
    ...(random.chance(0.4) && { severity: random.pick(SEVERITIES) }),
    ...(random.chance(0.3) && { preferences: preferences(random) }),
  };
}

function preferences(random) {
  const channel = () => (random.chance(0.8) ? { enabled: random.chance(0.5) } : {});
  return {
    ...(random.chance(0.7) && { all: { enabled: random.chance(0.5), ...(random.chance(0.5) && { readOnly: random.chance(0.5) }) } }),
    ...(random.chance(0.7) && {
      channels: Object.fromEntries(random.some(['email', 'sms', 'push', 'inApp', 'chat', 'tool']).map((name) => [name, channel()])),
    }),
  };
}

function step(random, stepId, earlier) {
  const type = random.weighted([[4, 'email'], [2, 'sms'], [1, 'push'], [1.5, 'chat'], [3, 'in_app'], [1, 'tool'], [1.5, 'digest'], [1, 'delay'], [1, 'throttle'], [6, 'custom']]);
  const one = { stepId, type };
  const free = random.chance(0.65);
  if (type === 'custom') one.outputSchema = free ? structuredClone(OPEN) : withSoundDefaults(rootSchema(random));
  one.controlSchema = free ? openControls() : closedControls(random);
  one.resolve = resolve(random, one, earlier, free);
  const overrides = providers(random, type);
  if (overrides) one.providers = overrides;
  if (random.chance(0.12)) one.skip = random.pick([true, false, { control: 'flag' }, { control: 'a' }]);
  if ((type === 'email' || type === 'in_app') && random.chance(0.12)) one.disableOutputSanitization = true;
  return one;
}

function closedControls(random) {
  const schema = objectSchema(random, { depth: 1, names: random.some(['a', 'b', 'subject', 'body', 'flag', 'data'], 1, 4) });
  delete schema.maxProperties;
  delete schema.propertyNames;
  schema.properties = { ...schema.properties, ...END };
  return withSoundDefaults(withPlainDefaults(schema));
}

/** `schema` with no bracket in any default or constant: they become controls (see `controls.mjs`). */
function withPlainDefaults(schema) {
  if (Array.isArray(schema)) return schema.map(withPlainDefaults);
  if (schema === null || typeof schema !== 'object') return schema;
  return Object.fromEntries(Object.entries(schema).map(([key, value]) =>
    [key, key === 'default' || key === 'const' || key === 'enum' ? withoutBrackets(value) : withPlainDefaults(value)]));
}

function resolve(random, step, earlier, free) {
  const { type, outputSchema } = step;
  const field = { in_app: 'body', custom: 'text' }[type] ?? 'body';
  const base = () => (type === 'custom' ? (random.chance(0.5) ? {} : instance(random, outputSchema)) : output(random, type));
  const channel = KINDS.indexOf(type) < KINDS.indexOf('digest') || type === 'custom';
  return random.weighted([
    [free ? 10 : 3, { controls: true }],
    [5, () => ({ return: sanitisable(type, output(random, type, outputSchema)) })],
    [2, () => ({ merge: asObject(sanitisable(type, output(random, type, outputSchema))) })],
    [channel ? 1.5 : 0, () => ({ echo: random.pick(['payload', 'payload', 'subscriber', 'env', 'context', 'controls']), field, base: asObject(base()) })],
    [channel && earlier.length ? 2 : 0, () => ({ echoResult: random.pick(earlier).stepId, field, base: asObject(base()) })],
    [0.2, { throw: 'resolver said no' }],
    [0.2, { panic: 'resolver broke' }],
    [0.1, { return: null }],
  ]);
}

const asObject = (value) => (value && typeof value === 'object' && !Array.isArray(value) ? value : {});

/** The workflow of every batch that templates are tried on. */
export function templateLab(random) {
  const show = (stepId, type, more = {}) => ({
    stepId, type, controlSchema: openControls(), ...(type === 'custom' && { outputSchema: structuredClone(OPEN) }), resolve: { controls: true }, ...more,
  });
  return {
    description: {
      workflowId: 'lab', name: 'Lab', description: 'templates', tags: ['alpha', 'beta'], severity: 'high', payloadSchema: structuredClone(OPEN),
      steps: [show('first', 'custom'), show('show', 'custom'), show('mail', 'email'), show('inbox', 'in_app', { providers: { novu: { return: object(random) } } })],
    },
    plan: { payload: 'template' },
  };
}

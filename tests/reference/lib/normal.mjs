// Replaces everything in an answer that is never compared by a placeholder (tests/vectors/README.md, "Exchanges"):
// message texts (differences 1 and 2), durations, source code, annotations of built-in schemas.

export const ANY = '<any>';

const NAMED_SCHEMAS = new Set(['properties', 'patternProperties', 'definitions', '$defs', 'dependencies']);
const DATA_KEYWORDS = new Set(['const', 'enum', 'default', 'examples', 'required']);
const USER_TYPED_STEPS = new Set(['custom', 'http_request']);

export const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
const isString = (value) => typeof value === 'string';

/** The parsed body of an answer with that status, normalised. Idempotent. */
export function normal(status, body) {
  if (!isObject(body)) return body;
  const out = { ...body };
  if (status >= 400) {
    for (const key of ['message', 'error']) if (isString(out[key])) out[key] = ANY;
    if (isObject(out.data)) out.data = mapObject(out.data, (value, key) =>
      (key === 'stack' || key === 'message') && isString(value) ? ANY : value);
    else if (Array.isArray(out.data)) out.data = out.data.map(withoutMessage);
    return out;
  }
  if (typeof out.metadata?.duration === 'number') out.metadata = { ...out.metadata, duration: 0 };
  if (isString(out.sdkVersion)) out.sdkVersion = ANY;
  if (Object.keys(out).length === 1 && isString(out.code)) out.code = ANY;
  if (Array.isArray(out.workflows)) out.workflows = out.workflows.map(normalWorkflow);
  return out;
}

/** Validation items count by their path only. */
function withoutMessage(item) {
  const known = isObject(item) && 'path' in item && isString(item.message ?? '')
    && Object.keys(item).every((key) => key === 'path' || key === 'message');
  return known ? { path: item.path } : item;
}

function normalWorkflow(workflow) {
  const steps = (workflow.steps ?? []).map((step) => {
    const out = withoutCode(step);
    if (!USER_TYPED_STEPS.has(step.type)) {
      for (const part of ['outputs', 'results']) if (part in out) out[part] = barePair(out[part]);
    }
    out.providers = (step.providers ?? []).map((one) => ({ ...withoutCode(one), outputs: barePair(one.outputs) }));
    return out;
  });
  return { ...withoutCode(workflow), steps };
}

const withoutCode = (item) => mapObject(item, (value, key) => (key === 'code' && isString(value) ? ANY : value));
const barePair = (pair) => (isObject(pair) ? mapObject(pair, bare) : pair);

/** A JSON Schema without the annotation keywords `title` and `description`. */
function bare(schema) {
  if (Array.isArray(schema)) return schema.map((one) => bare(one));
  if (!isObject(schema)) return schema;
  const kept = Object.entries(schema).filter(([key]) => key !== 'title' && key !== 'description');
  return Object.fromEntries(kept.map(([key, value]) => {
    if (NAMED_SCHEMAS.has(key) && isObject(value)) return [key, mapObject(value, bare)];
    return [key, DATA_KEYWORDS.has(key) ? value : bare(value)];
  }));
}

function mapObject(object, change) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));
}

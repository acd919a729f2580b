// JSON Schemas that the reference accepts at registration and at first use (difference 8 keeps faulty ones out), and
// instances: `instance` aims at a valid one, `mutated` at one that breaks or leaves out something.

import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { anyText, json, key, number, object, scalar } from './values.mjs';

const PATTERNS = [
  ['^[a-z]+$', ['abc', 'z', 'Abc', '']], ['^\\d{2,4}$', ['12', '1234', '1', 'x']], ['^(?!no)\\w+', ['yes', 'no', 'nope']],
  ['\\p{Lu}', ['Ä', 'ä', 'aB']], ['^(a|b)\\1$', ['aa', 'bb', 'ab']], ['^.{3}$', ['abc', '日本語', 'a\nb', '😀😀😀']], ['^\\s*$', ['', ' ', '\u00a0', 'x']],
];

const FORMATS = {
  date: ['2024-02-29', '2023-02-29', '2024-13-01', '24-01-01'],
  time: ['12:30:00Z', '23:59:60Z', '12:30:00', '24:00:00Z', '12:30'],
  'date-time': ['2024-10-01T00:00:00.000Z', '2024-10-01 00:00:00', '2024-10-01T00:00:00+02:00', '2024-10-01', 'x'],
  duration: ['P1D', 'PT5M', 'P1W', 'P', 'P1W2D', '1D'],
  email: ['a@b.co', 'A.B+c@x-y.example', 'a@b', '.a@b.co', 'ä@b.co', 'a..b@c.de'],
  uri: ['https://a.b/c?d#e', 'urn:isbn:1', 'a:', '/rel', 'http://a b', 'http://ä.de'],
  'uri-reference': ['/rel', '', 'a b', 'https://x.y', '#f', '\\x'],
  'uri-template': ['/a/{b}', '{', '/x{?q*}'],
  url: ['https://example.com/x', 'http://localhost', 'ftp://a.io', 'https://127.0.0.1', 'example.com'],
  hostname: ['a.b', 'a-b.example.', '-a.b', 'a_b', 'localhost'],
  ipv4: ['1.2.3.4', '256.1.1.1', '1.2.3', '01.2.3.4'],
  ipv6: ['::1', '2001:db8::', '::ffff:1.2.3.4', '1::2::3', 'g::'],
  uuid: ['123e4567-e89b-12d3-a456-426614174000', 'urn:uuid:123e4567-e89b-12d3-a456-426614174000', '123'],
  regex: ['^a+$', '(', '[a-z'],
  'json-pointer': ['/a/b', '', 'a', '/~2'],
  'relative-json-pointer': ['0/a', '1#', '-1'],
  byte: ['YWJj', 'YWJ', ''],
  password: ['x'],
  zzz: ['anything'],
};
const BY_PATTERN = new Map(PATTERNS);

/** A schema for one value. `depth` bounds nesting; `defaults` allows `default`. */
export function valueSchema(random, { depth = 2, defaults = true } = {}) {
  const inner = (options) => valueSchema(random, { depth: depth - 1, defaults, ...options });
  const schema = random.weighted([
    [6, () => stringSchema(random)],
    [4, () => numberSchema(random)],
    [2, () => ({ type: 'boolean' })],
    [1, () => ({ enum: random.some(['x', 'y', 1, 2, true, null, { a: 1 }, ['z']], 1, 4) })],
    [1, () => ({ const: random.pick(['k', 7, null, { a: [1] }, [1, 2], false]) })],
    [1, () => ({ type: random.some(['string', 'number', 'boolean', 'null', 'object', 'array', 'integer'], 1, 3) })],
    [0.5, () => random.pick([{}, true, { type: 'null' }])],
    ...(depth > 0 ? [
      [4, () => objectSchema(random, { depth: depth - 1, defaults })],
      [3, () => arraySchema(random, inner)],
      [3, () => ({ [random.pick(['anyOf', 'oneOf'])]: random.list(1, 3, () => inner()) })],
      [1, () => ({ allOf: random.list(1, 3, () => inner()) })],
      [0.5, () => ({ not: inner() })],
      [1, () => ({ if: inner(), then: inner(), ...(random.chance(0.7) && { else: inner() }) })],
    ] : []),
  ]);
  if (schema === true) return schema;
  if (typeof schema.type === 'string' && random.chance(0.08)) schema.nullable = true;
  if (random.chance(0.1)) schema.title = 'T';
  if (random.chance(0.1)) schema.description = 'D';
  if (defaults && random.chance(0.25)) schema.default = random.chance(0.95) ? instance(random, schema) : scalar(random);
  return schema;
}

function stringSchema(random) {
  const schema = { type: 'string' };
  random.weighted([
    [4, () => {}],
    [2, () => { schema.minLength = random.int(0, 4); }],
    [2, () => { schema.maxLength = random.int(2, 12); }],
    [2, () => { schema.enum = random.some(['red', 'green', 'blue', ''], 1); }],
    [2, () => { schema.pattern = random.pick(PATTERNS)[0]; }],
    [4, () => { schema.format = random.pick(Object.keys(FORMATS)); }],
  ]);
  if (schema.format === 'date' && random.chance(0.3)) schema.formatMinimum = '2024-01-01';
  return schema;
}

function numberSchema(random) {
  const schema = { type: random.pick(['number', 'integer']) };
  if (random.chance(0.3)) schema[random.pick(['minimum', 'exclusiveMinimum'])] = random.int(-3, 3);
  if (random.chance(0.3)) schema[random.pick(['maximum', 'exclusiveMaximum'])] = random.pick([3, 10, 2.5, 100]);
  if (random.chance(0.15)) schema.multipleOf = random.pick([1, 2, 0.5, 0.1, 0.01, 5]);
  return schema;
}

function arraySchema(random, inner) {
  const schema = { type: 'array' };
  if (random.chance(0.2)) {
    schema.items = random.list(1, 3, () => inner());
    if (random.chance(0.4)) schema.additionalItems = random.chance(0.5) ? false : inner();
  } else if (random.chance(0.85)) {
    schema.items = inner();
  }
  if (random.chance(0.2)) schema.minItems = random.int(1, 2);
  if (random.chance(0.2)) schema.maxItems = random.int(1, 3);
  if (random.chance(0.15)) schema.uniqueItems = true;
  if (random.chance(0.1)) schema.contains = inner();
  const positions = Array.isArray(schema.items) ? schema.items.length : 0;
  if (schema.contains !== undefined || (schema.uniqueItems && positions)) {
    // Of shorter lists the reference does not look at these two, or answers as for the list before (difference 25).
    schema.minItems = Math.max(schema.minItems ?? 1, positions);
    if (schema.maxItems < schema.minItems) delete schema.maxItems;
  }
  return schema;
}

/** An object schema; `names` are its property names, if given. */
export function objectSchema(random, { depth = 1, defaults = true, names } = {}) {
  const inner = (options) => valueSchema(random, { depth, defaults, ...options });
  const properties = {};
  for (const name of names ?? random.list(1, 4, () => key(random))) properties[name] = inner();
  const known = Object.keys(properties);
  const schema = { type: 'object', properties };
  if (random.chance(0.5)) schema.required = random.some(known, 0, 2);
  random.weighted([
    [4, () => {}],
    [4, () => { schema.additionalProperties = false; }],
    [1, () => { schema.additionalProperties = true; }],
    [2, () => { schema.additionalProperties = inner(); }],
  ]);
  if (random.chance(0.1)) schema.patternProperties = { [random.pick(['^x', '\\d$', '^a'])]: inner() };
  if (random.chance(0.07)) schema.propertyNames = { maxLength: random.int(2, 6) };
  if (random.chance(0.07)) schema.minProperties = random.int(1, 2);
  if (random.chance(0.07)) schema.maxProperties = random.int(1, 4);
  if (random.chance(0.1)) {
    schema.dependencies = { [random.pick(known)]: random.chance(0.6) ? [random.pick(known)] : objectSchema(random, { depth: 0 }) };
  }
  return schema;
}

const ajv = addFormats(new Ajv({ strict: false, useDefaults: true, logger: false }));

/** `schema` without the defaults that it refuses itself: they are build errors (difference 61). */
export function withSoundDefaults(schema, root = schema) {
  if (Array.isArray(schema)) return schema.map((part) => withSoundDefaults(part, root));
  if (schema === null || typeof schema !== 'object') return schema;
  const sound = Object.fromEntries(Object.entries(schema).map(([key, value]) =>
    [key, DATA.has(key) ? value : withSoundDefaults(value, root)]));
  if ('default' in sound && !accepts(sound, root)) delete sound.default;
  return sound;
}

const DATA = new Set(['const', 'default', 'enum', 'examples']);

function accepts({ default: value, $schema, ...schema }, { definitions, $defs }) {
  try {
    return ajv.compile({ ...(definitions && { definitions }), ...($defs && { $defs }), ...schema })(structuredClone(value));
  } catch {
    return false;
  }
}

/** A schema that may stand at the top: an object, sometimes a union, sometimes with references. */
export function rootSchema(random, { names } = {}) {
  const schema = objectSchema(random, { depth: 2, names });
  if (random.chance(0.2)) {
    const unions = random.pick(['anyOf', 'oneOf', 'allOf']);
    schema[unions] = random.list(1, 3, () => objectSchema(random, { depth: 0, names: names ?? Object.keys(schema.properties) }));
    if (random.chance(0.2)) delete schema.type;
  }
  if (random.chance(0.2)) {
    const place = random.pick(['definitions', '$defs']);
    schema[place] = { Part: valueSchema(random, { depth: 1 }) };
    schema.properties[random.pick(Object.keys(schema.properties))] = {
      $ref: `#/${place}/Part`, ...(random.chance(0.3) && { default: 'd' }),
    };
  }
  if (random.chance(0.15)) schema.$schema = 'http://json-schema.org/draft-07/schema#';
  return schema;
}

/**
 * A closed or open object whose mock is valid and has the same keys in every draw, so that previews can be compared
 * although mocks are random there (difference 16): every property is required, none has a keyword that mocks ignore.
 */
export function mockableSchema(random, names) {
  const properties = Object.fromEntries(names.map((name) => [name, random.weighted([
    [4, () => ({ type: 'string', ...(random.chance(0.3) && { default: 'dflt' }) })],
    [2, () => ({ type: 'integer', minimum: 1, maximum: 9 })],
    [1, () => ({ type: 'boolean' })],
    [1, () => ({ const: 'fixed' })],
    [2, () => ({ type: 'array', items: { type: 'string' }, maxItems: 2 })],
    [1, () => ({ type: 'object', properties: { x: { type: 'string' } }, required: ['x'], additionalProperties: false })],
  ])]));
  return { type: 'object', properties, required: names, ...(random.chance(0.5) && { additionalProperties: false }) };
}

/** A value that probably satisfies `schema`. */
export function instance(random, schema, root = schema) {
  if (schema === true || schema === undefined) return scalar(random);
  if (schema.$ref) return instance(random, schema.$ref.split('/').slice(1).reduce((node, token) => node?.[token], root) ?? true, root);
  if ('const' in schema) return structuredClone(schema.const);
  if (schema.enum) return structuredClone(random.pick(schema.enum));
  if (schema.nullable && random.chance(0.2)) return null;
  const branch = schema.anyOf ?? schema.oneOf;
  if (branch && !schema.properties) return instance(random, random.pick(branch), root);
  if (schema.allOf && !schema.properties) {
    const parts = schema.allOf.map((part) => instance(random, part, root));
    return parts.every((part) => part && typeof part === 'object' && !Array.isArray(part)) ? Object.assign({}, ...parts) : parts[0];
  }
  if (schema.if) return instance(random, random.pick([schema.if, schema.then ?? {}, schema.else ?? {}]), root);
  const type = Array.isArray(schema.type) ? random.pick(schema.type) : schema.type ?? (schema.properties && 'object');
  switch (type) {
    case 'string': return stringInstance(random, schema);
    case 'number': case 'integer': return numberInstance(random, schema, type);
    case 'boolean': return random.chance(0.5);
    case 'null': return null;
    case 'array': return arrayInstance(random, schema, root);
    case 'object': return objectInstance(random, schema, root);
    default: return json(random);
  }
}

function stringInstance(random, schema) {
  if (schema.pattern) return pickMostlyFirst(random, BY_PATTERN.get(schema.pattern) ?? ['x']);
  if (schema.format) return pickMostlyFirst(random, FORMATS[schema.format] ?? ['x']);
  const text = anyText(random);
  const points = [...text.padEnd(schema.minLength ?? 0, 'p')];
  return points.slice(0, schema.maxLength ?? points.length).join('');
}

/** The first member is a valid one. */
const pickMostlyFirst = (random, list) => (random.chance(0.75) ? list[0] : random.pick(list));

function numberInstance(random, schema, type) {
  let value = number(random);
  const low = schema.minimum ?? schema.exclusiveMinimum;
  const high = schema.maximum ?? schema.exclusiveMaximum;
  if (low !== undefined && value < low) value = low + random.int(0, 2);
  if (high !== undefined && value > high) value = high - random.int(0, 2);
  if (schema.multipleOf) value = Math.round(value / schema.multipleOf) * schema.multipleOf;
  return type === 'integer' ? Math.round(value) : value;
}

function arrayInstance(random, schema, root) {
  const count = random.int(schema.minItems ?? 0, Math.max(schema.minItems ?? 0, schema.maxItems ?? 3));
  return Array.from({ length: count }, (_, index) =>
    instance(random, Array.isArray(schema.items) ? schema.items[index] ?? true : schema.items, root));
}

function objectInstance(random, schema, root) {
  const out = {};
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (schema.required?.includes(name) || random.chance(0.7)) out[name] = instance(random, property, root);
  }
  for (const branch of random.some([schema.anyOf, schema.oneOf, schema.allOf].filter(Boolean).flat())) {
    if (random.chance(0.5)) Object.assign(out, instance(random, branch, root));
  }
  if (random.chance(0.3)) out[key(random)] = json(random, { depth: 1 });
  if (random.chance(0.1)) out[`x${key(random)}`] = scalar(random);
  return out;
}

/** `value` with one place changed: another type, a member gone, a member more. */
export function mutated(random, value) {
  if (Array.isArray(value) && value.length && random.chance(0.7)) {
    const index = random.int(0, value.length - 1);
    return value.map((item, at) => (at === index ? mutated(random, item) : item));
  }
  if (value && typeof value === 'object' && Object.keys(value).length && random.chance(0.85)) {
    const name = random.pick(Object.keys(value));
    const out = { ...value };
    if (random.chance(0.3)) delete out[name];
    else out[name] = mutated(random, value[name]);
    return out;
  }
  return random.weighted([[3, () => scalar(random)], [1, () => object(random, { depth: 1 })], [1, () => random.list(0, 2, () => scalar(random))]]);
}

// Compares normalised answers. Object key order is free; numbers are JSON numbers; the result is a list of lines, one
// for each place that differs.

import { isObject, normal } from './normal.mjs';

const kind = (value) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);
const child = (at, key) => `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;

export function brief(value) {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length <= 160 ? text : `${text.slice(0, 120)} … ${text.slice(-30)}`;
}

/** Places where `got` differs from `want`. Strings at the pointers in `jsonText` are compared as JSON. */
export function differences(want, got, jsonText = [], at = '', out = []) {
  if (jsonText.includes(at) && typeof want === 'string' && typeof got === 'string') {
    const [a, b] = [parsed(want), parsed(got)];
    if (a && b) [want, got] = [a.value, b.value];
  }
  if (isObject(want) && isObject(got)) {
    for (const key of unionOfKeys(want, got)) {
      const place = child(at, key);
      if (!Object.hasOwn(got, key)) out.push(`${place}: missing, want ${brief(want[key])}`);
      else if (!Object.hasOwn(want, key)) out.push(`${place}: not expected, got ${brief(got[key])}`);
      else differences(want[key], got[key], jsonText, place, out);
    }
  } else if (Array.isArray(want) && Array.isArray(got) && want.length === got.length) {
    want.forEach((item, index) => differences(item, got[index], jsonText, `${at}/${index}`, out));
  } else if (kind(want) !== kind(got) || typeof want === 'object' && want !== null || want !== got) {
    out.push(`${at}: want ${brief(want)}, got ${brief(got)}`);
  }
  return out;
}

/**
 * As `differences`, but only keys and JSON types count: every array element must look like the first wanted one, and a
 * string that holds a JSON object or array is looked into.
 */
export function shapeDifferences(want, got, at = '', out = []) {
  [want, got] = [embedded(want), embedded(got)];
  if (kind(want) !== kind(got)) {
    out.push(`${at}: want a ${kind(want)}, got ${brief(got)}`);
  } else if (isObject(want)) {
    for (const key of unionOfKeys(want, got)) {
      const place = child(at, key);
      if (!Object.hasOwn(got, key)) out.push(`${place}: missing`);
      else if (!Object.hasOwn(want, key)) out.push(`${place}: not expected, got ${brief(got[key])}`);
      else shapeDifferences(want[key], got[key], place, out);
    }
  } else if (Array.isArray(want)) {
    if ((want.length > 0) !== (got.length > 0)) {
      out.push(`${at}: want ${want.length ? 'some' : 'no'} elements, got ${got.length}`);
    }
    if (want.length) got.forEach((item, index) => shapeDifferences(want[0], item, `${at}/${index}`, out));
  }
  return out;
}

function unionOfKeys(a, b) {
  return [...Object.keys(a), ...Object.keys(b).filter((key) => !Object.hasOwn(a, key))];
}

/** `{value}` of a JSON text, or null. */
export function parsed(text) {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

function embedded(value) {
  return typeof value === 'string' && /^[{[]/.test(value) ? (parsed(value) ?? { value }).value : value;
}

/** Lists the differences of an answer from a recorded exchange, a line each; empty if there are none. */
export function check({ expect }, { status, headers, body }) {
  const wrong = [];
  if (status !== expect.status) wrong.push(`status: want ${expect.status}, got ${status}`);
  for (const [name, want] of Object.entries(expect.headers ?? {})) {
    const line = headerProblem(name, want, headers[name]);
    if (line) wrong.push(`header ${name}: ${line}`);
  }
  if (expect.compare === 'status') return wrong;
  const text = body.toString('utf8');
  if ('text' in expect) {
    return text === expect.text ? wrong : [...wrong, `body: want ${brief(expect.text)}, got ${brief(text)}`];
  }
  const json = parsed(text);
  if (!json) return [...wrong, `body: not JSON: ${brief(text)}`];
  let got = normal(status, json.value);
  if (status !== expect.status) return got?.code ? [...wrong, `code: ${got.code}`] : wrong;
  let want = expect.json;
  if ('select' in expect) {
    got = tokens(expect.select).reduce((value, token) => value?.[token], got);
    if (got === undefined) return [...wrong, `body: nothing at ${expect.select}`];
  }
  for (const pattern of expect.ignore ?? []) [want, got] = [drop(want, tokens(pattern)), drop(got, tokens(pattern))];
  return [...wrong, ...(expect.compare === 'shape'
    ? shapeDifferences(want, got)
    : differences(want, got, expect.json_text))];
}

function headerProblem(name, want, got) {
  if (want === true) return got === undefined ? 'missing' : null;
  if (want === false) return got === undefined ? null : `not expected, got ${brief(got)}`;
  const value = name === 'content-type' ? got?.split(';')[0].trim().toLowerCase() : got;
  return value === want ? null : `want ${brief(want)}, got ${brief(got)}`;
}

function tokens(pointer) {
  return pointer.split('/').slice(1).map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** A copy of `value` without the places that a list of tokens names; `*` stands for any one token. */
function drop(value, [head, ...rest]) {
  const hit = (key) => head === '*' || head === key;
  if (Array.isArray(value)) {
    return value.map((item, index) => (!hit(String(index)) ? item : rest.length ? drop(item, rest) : null));
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value)
    .filter(([key]) => rest.length || !hit(key))
    .map(([key, item]) => [key, hit(key) ? drop(item, rest) : item]));
}

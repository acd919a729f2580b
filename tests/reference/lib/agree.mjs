// Whether two live answers to a generated request agree.

import { brief, differences, parsed, shapeDifferences } from './compare.mjs';
import { isObject, normal } from './normal.mjs';

const SAME_HEADERS = [
  'access-control-allow-origin', 'access-control-allow-private-network', 'access-control-allow-methods',
  'access-control-allow-headers', 'access-control-max-age', 'novu-framework-version',
];
const PRESENT_HEADERS = ['novu-framework-sdk', 'novu-framework-server', 'user-agent'];

/** Lines for what differs between the wanted and the other answer to `one` (of `generateBatch`). */
export function disagreements(one, want, got) {
  const wrong = [];
  if (want.status !== got.status) wrong.push(`status: want ${want.status}, got ${got.status}`);
  for (const name of SAME_HEADERS) {
    if (want.headers[name] !== got.headers[name]) wrong.push(`header ${name}: want ${brief(want.headers[name])}, got ${brief(got.headers[name])}`);
  }
  for (const name of PRESENT_HEADERS) {
    if ((want.headers[name] === undefined) !== (got.headers[name] === undefined)) wrong.push(`header ${name}: only in one answer`);
  }
  const [a, b] = [mediaType(want), mediaType(got)];
  if (a !== b) wrong.push(`header content-type: want ${a}, got ${b}`);
  const [wantText, gotText] = [want.body.toString('utf8'), got.body.toString('utf8')];
  const [wantJson, gotJson] = [parsed(wantText), parsed(gotText)];
  if (!wantJson || !gotJson) {
    if (wantText !== gotText) wrong.push(`body: want ${brief(wantText)}, got ${brief(gotText)}`);
    return wrong;
  }
  return [...wrong, ...bodyDifferences(one, normal(want.status, wantJson.value), normal(got.status, gotJson.value))];
}

const mediaType = ({ headers }) => headers['content-type']?.split(';')[0].trim().toLowerCase();

function bodyDifferences({ compare, jsonText, ignoreProviders }, want, got) {
  if (want?.code !== got?.code) return [`code: want ${want?.code}, got ${got?.code}`];
  if (ignoreProviders) [want, got] = [withoutProviders(want), withoutProviders(got)];
  const exact = differences(want, got, jsonText);
  if (compare === 'exact' || !exact.length) return exact;
  return compare === 'shape' ? shapeDifferences(want, got) : differences(withoutOutputs(want), withoutOutputs(got));
}

/** Overrides that fail are mocked in a preview (difference 16): only which providers answered counts. */
const withoutProviders = (body) => (isObject(body?.providers) ? { ...body, providers: Object.keys(body.providers).sort() } : body);
const withoutOutputs = (body) => (isObject(body?.outputs) ? { ...body, outputs: Object.keys(body.outputs).sort() } : body);

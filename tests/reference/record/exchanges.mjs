// Records the exchanges again. Those marked with a `difference` hold our rule and are left alone.

import { join } from 'node:path';
import { check, parsed } from '../lib/compare.mjs';
import { send } from '../lib/http.mjs';
import { normal } from '../lib/normal.mjs';
import { REFERENCE_SERVER, startPair } from '../lib/processes.mjs';
import { memberText, withMembers } from './lines.mjs';

const KEY = 'conformance-secret';

/** Starts the reference servers for the exchanges in `folder`. */
export async function exchanges(folder) {
  const servers = await startPair(REFERENCE_SERVER, { workflows: join(folder, 'workflows.json'), key: KEY });
  const recorded = async (line) => {
    const exchange = JSON.parse(line);
    if (exchange.difference !== undefined) return { drift: [] };
    const answer = await send(exchange, exchange.strict ? servers.strict : servers.open, KEY);
    const drift = check(exchange, answer);
    if (!drift.length) return { drift };
    const expect = withMembers(memberText(line, 'expect'), expected(exchange.expect, answer));
    return { drift, name: exchange.name, line: withExpect(line, expect) };
  };
  return { recorded, stop: servers.stop };
}

/** The members of `expect` that the answer decides. */
function expected(expect, { status, headers, body }) {
  const changes = { status };
  changes.headers = Object.fromEntries(Object.entries(expect.headers ?? {}).map(([name, want]) => [name,
    typeof want === 'boolean' ? headers[name] !== undefined : headers[name]?.split(name === 'content-type' ? ';' : '\n')[0]]));
  const json = parsed(body.toString('utf8'));
  if ('text' in expect || !json) return { ...changes, text: body.toString('utf8'), json: undefined };
  const place = (expect.select ?? '').split('/').slice(1).map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
  return { ...changes, json: place.reduce((value, token) => value?.[token], normal(status, json.value)) ?? null };
}

/** `expect` is an object's text: put in place as it is. */
function withExpect(line, expect) {
  const before = memberText(line, 'expect');
  const at = line.lastIndexOf(before);
  return line.slice(0, at) + expect + line.slice(at + before.length);
}

// Records the vectors in tests/vectors and dialects/tests/vectors again from the reference SDK.
//
//   node record.mjs [--check] [--set NAME] [-v]
//
// Rewrites the answers of the reference that have changed; our own results, marked `reference` or `difference`, stay.
// --check writes nothing and exits with 1 when anything drifted. NAME: a set of record/sets.mjs, or `exchanges`.

import { existsSync, mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { differences } from './lib/compare.mjs';
import { readLines, withMembers, writeLines } from './record/lines.mjs';
import { exchanges } from './record/exchanges.mjs';
import { SETS } from './record/sets.mjs';

process.env.TZ = 'UTC';

const { values: options } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    set: { type: 'string' },
    verbose: { type: 'boolean', short: 'v', default: false },
  },
});
const vectors = join(dirname(fileURLToPath(import.meta.url)), '../vectors');
const folders = [vectors, join(vectors, '../../dialects/tests/vectors')];
// The reference's `render` reads files below the working directory: vectors are recorded in an empty one.
const empty = mkdtempSync(join(tmpdir(), 'novu-record-'));
process.chdir(empty);

const say = console.log.bind(console);
for (const method of ['log', 'info', 'warn', 'error']) console[method] = () => {};

/** The line of a case after observing it again. */
async function recorded(line, observe, members) {
  const one = JSON.parse(line);
  const observed = await observe(one);
  const known = one.reference === undefined ? pick(one, members) : asMembers(one.reference, members);
  // A member that was asked for and is not observed is absent; a random mock is not asked for.
  const wanted = observed.deterministic === false ? pick(known, ['deterministic']) : known;
  const drift = differences(wanted, pick(observed, Object.keys(observed).filter((key) => observed[key] !== undefined)));
  if (!drift.length) return { line, drift };
  if (one.reference !== undefined) {
    const reference = typeof one.reference === 'object' && members.some((key) => key in one.reference) ? observed : Object.values(observed)[0];
    return { line: withMembers(line, { reference }), drift, name: one.name };
  }
  const owned = observed.deterministic === false ? ['deterministic'] : members;
  return { line: withMembers(line, Object.fromEntries(owned.map((key) => [key, observed[key]]))), drift, name: one.name };
}

/** `reference` holds the members themselves, or just the value of the only one. */
function asMembers(reference, members) {
  return members.length === 1 ? { [members[0]]: reference } : reference;
}

function pick(object, keys) {
  return Object.fromEntries(keys.filter((key) => key in object).map((key) => [key, object[key]]));
}

async function recordSet(name) {
  const base = name === 'exchanges' ? 'exchanges.json' : `${name}-vectors.json`;
  const file = folders.map((folder) => join(folder, base)).find(existsSync);
  const document = readLines(file);
  const observer = name === 'exchanges' ? await exchanges(vectors) : null;
  const observe = observer ? null : SETS[name].observer();
  let drifted = 0;
  try {
    for (const [index, line] of document.lines.entries()) {
      const result = await (observer ? observer.recorded(line) : recorded(line, observe, SETS[name].members));
      if (!result.drift.length) continue;
      drifted += 1;
      if (options.verbose || drifted <= 10) say(`${name}: ${result.name}: ${result.drift.slice(0, 3).join('; ')}`);
      document.lines[index] = result.line;
    }
  } finally {
    await observer?.stop();
  }
  if (drifted && !options.check) writeLines(file, document);
  say(`${name}: ${document.lines.length} cases, ${drifted} drifted`);
  return drifted;
}

const names = options.set ? [options.set] : [...Object.keys(SETS), 'exchanges'];
let drifted = 0;
for (const name of names) drifted += await recordSet(name);
process.chdir('/');
rmdirSync(empty);
say(drifted ? `${drifted} drifted` : 'nothing drifted');
process.exit(options.check && drifted ? 1 : 0);

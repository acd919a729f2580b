// Replays tests/vectors/exchanges.json against a server.
//
//   node replay.mjs --server "COMMAND"            starts COMMAND twice (strict and open) and stops both
//   node replay.mjs --strict-url URL --open-url URL
//   node replay.mjs --reference                   against the reference SDK: marked exchanges may differ
//
// Options: --set DIR  --key KEY  --only SECTION[,SECTION..]  --name TEXT  -v

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { check } from './lib/compare.mjs';
import { send } from './lib/http.mjs';
import { REFERENCE_SERVER, commandWords, startPair } from './lib/processes.mjs';

const { values: options } = parseArgs({
  options: {
    set: { type: 'string', default: fileURLToPath(new URL('../vectors', import.meta.url)) },
    server: { type: 'string' },
    reference: { type: 'boolean', default: false },
    'strict-url': { type: 'string' },
    'open-url': { type: 'string' },
    key: { type: 'string', default: 'conformance-secret' },
    only: { type: 'string' },
    name: { type: 'string' },
    verbose: { type: 'boolean', short: 'v', default: false },
  },
});

const sections = options.only?.split(',');
const wanted = ({ section, name }) =>
  (!sections || sections.some((only) => section === only || section.startsWith(`${only}.`)))
  && (!options.name || name.includes(options.name));

async function connect() {
  if (options['strict-url'] && options['open-url']) {
    return { strict: options['strict-url'], open: options['open-url'], stop: async () => {} };
  }
  if (!options.server && !options.reference) throw new Error('give --server, --reference, or --strict-url and --open-url');
  const command = options.server ? commandWords(options.server) : REFERENCE_SERVER;
  return startPair(command, { workflows: join(options.set, 'workflows.json'), key: options.key });
}

const { exchanges } = JSON.parse(readFileSync(join(options.set, 'exchanges.json'), 'utf8'));
const servers = await connect();
const tally = new Map();
const [expected, same] = [[], []];

async function replay(exchange) {
  let answer;
  let wrong;
  try {
    answer = await send(exchange, exchange.strict ? servers.strict : servers.open, options.key);
    wrong = check(exchange, answer);
  } catch (error) {
    wrong = [`no answer: ${error}`];
  }
  if (options.reference && exchange.difference) {
    (wrong.length ? expected : same).push(exchange);
    return;
  }
  const counts = tally.get(exchange.section) ?? tally.set(exchange.section, [0, 0]).get(exchange.section);
  counts[wrong.length ? 1 : 0] += 1;
  if (wrong.length) report(exchange, answer, wrong);
}

function report(exchange, answer, wrong) {
  const shown = options.verbose || wrong.length <= 4 ? wrong : [...wrong.slice(0, 4), `and ${wrong.length - 4} more`];
  const mark = exchange.difference ? ` (difference ${exchange.difference})` : '';
  console.log(`FAIL ${exchange.section} ${exchange.name}${mark}: ${shown.join('; ')}`);
  if (options.verbose) {
    console.log(`     ${exchange.method} ${exchange.path} ${exchange.body}`);
    console.log(`     -> ${answer?.status} ${answer?.body.toString('utf8').slice(0, 2000)}`);
  }
}

try {
  for (const exchange of exchanges.filter(wanted)) await replay(exchange);
} finally {
  await servers.stop();
}

const byNumber = (a, b) => a.localeCompare(b, 'en', { numeric: true });
console.log('section  passed  failed');
for (const section of [...tally.keys()].sort(byNumber)) {
  const [good, bad] = tally.get(section);
  console.log(`${section.padEnd(8)}${String(good).padStart(7)}${String(bad).padStart(8)}`);
}
if (options.reference) {
  console.log(`${expected.length} differ as marked, ${same.length} marked but equal:`);
  for (const { difference, name } of same) console.log(`  (${difference}) ${name}`);
}
const [passed, failed] = [0, 1].map((i) => [...tally.values()].reduce((sum, counts) => sum + counts[i], 0));
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);

// Sends generated events to agents on the reference SDK and on another server, and compares everything that they send.
//
//   node differential-agents.mjs --server "COMMAND" [--seed N] [--cases N] [--only K] [--show N] [--jobs N] [--seconds N]
//
// COMMAND is started once for every batch of agents, without strict authentication. Without --server the reference is
// compared with itself. --only K runs just case K.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { EVENTS, generateBatch } from './agents/generate.mjs';
import { normalised, openNovu } from './agents/novu.mjs';
import { differences } from './lib/compare.mjs';
import { send } from './lib/http.mjs';
import { REFERENCE_SERVER, commandWords, startAll, startServer } from './lib/processes.mjs';

const KEY = 'differential-secret';
/** How long nothing must come after a turn has ended; longer where that can be seen too early: repeats, typing stopped midway. */
const QUIET_MS = 100;
const LONG_QUIET_MS = 800;
const LAST_QUIET_MS = 2000;
const LIMIT_MS = 4000;
const OWN_TEXTS = ['no luck', 'two', 'Turn failed', 'worse'];

const { values: options } = parseArgs({
  options: {
    server: { type: 'string' },
    seed: { type: 'string', default: '1' },
    cases: { type: 'string', default: '1000' },
    only: { type: 'string' },
    show: { type: 'string', default: '5' },
    jobs: { type: 'string', default: '32' },
    seconds: { type: 'string', default: '600' },
  },
});
const command = options.server ? commandWords(options.server) : REFERENCE_SERVER;
const folder = mkdtempSync(join(tmpdir(), 'novu-agents-'));
const novu = await openNovu();
const tally = { passed: 0, failed: 0, explained: new Map() };

async function play(event, server, side, quiet) {
  const key = `${side}-${event.number}-${quiet}`;
  const base = novu.open(key, event.novu);
  const body = JSON.stringify(event.body).replaceAll('{novu}', base);
  const path = `/api/novu?action=agent-event&agentId=${encodeURIComponent(event.agentId)}&event=${event.name}`;
  const answer = await send({ method: 'POST', path, headers: { 'content-type': 'application/json' }, body }, server.url, KEY);
  const got = await novu.over(key, quiet, LIMIT_MS);
  return { answer: { status: answer.status, body: answer.body.toString('utf8') }, sent: normalised(got, base, OWN_TEXTS) };
}

/** The number of the deliberate difference that explains one, or null. */
function explanation(event, want, got) {
  const stopFails = want.sent.findIndex(({ body }, index) => body?.typing === 'stop' && failed(event.novu[index]));
  const extra = got.sent.length - want.sent.length;
  // The reference loses what is queued when typing cannot be stopped.
  if (stopFails === want.sent.length - 1 && extra === 1 && !differences(want.sent, got.sent.slice(0, -1)).length) return 'A7';
  return null;
}

const failed = (answer) => Boolean(answer && (answer.drop || answer.status >= 300));

async function compare(event, servers, quiet = event.novu.length || event.stops ? LONG_QUIET_MS : QUIET_MS) {
  const [want, got] = await Promise.all([play(event, servers[0], 'reference', quiet), play(event, servers[1], 'other', quiet)]);
  const wrong = [...differences(want.answer, got.answer), ...differences(want.sent, got.sent)];
  const why = wrong.length ? explanation(event, want, got) : null;
  if (why) tally.explained.set(why, (tally.explained.get(why) ?? 0) + 1);
  // A busy machine may pause within a turn for longer than it is quiet after one.
  if (wrong.length && !why && quiet < LAST_QUIET_MS) return compare(event, servers, LAST_QUIET_MS);
  return { want, got, wrong: why ? [] : wrong };
}

function report(event, agents, { want, got, wrong }) {
  console.log(`FAIL case ${event.number} (--seed ${options.seed} --only ${event.number}) ${event.agentId} ${event.name}: ${wrong.slice(0, 3).join('; ')}`);
  if (tally.failed > Number(options.show)) return;
  console.log(`  agent      ${JSON.stringify(agents.find((agent) => agent.agentId === event.agentId))}`);
  console.log(`  event      ${JSON.stringify(event.body)}`);
  console.log(`  novu       ${JSON.stringify(event.novu)}`);
  for (const [name, side] of [['reference', want], ['other    ', got]]) {
    console.log(`  ${name}  ${side.answer.status} ${side.answer.body}`);
    for (const { body } of side.sent) console.log(`             ${JSON.stringify(body?.events ? body.events.map((each) => each.event) : body).slice(0, 600)}`);
  }
}

async function runBatch(batch) {
  const { agents, events } = generateBatch(options.seed, batch);
  const chosen = events.filter((event) => options.only === undefined || event.number === Number(options.only)).slice(0, options.only === undefined ? Number(options.cases) - batch * EVENTS : 1);
  const file = join(folder, `agents-${batch}.json`);
  writeFileSync(file, JSON.stringify({ agents }));
  const env = { CONFORMANCE_AGENTS: file, NOVU_API_URL: novu.origin };
  const { started, stop } = await startAll([REFERENCE_SERVER, command].map((words) => startServer(words, { key: KEY, strict: false, env })));
  try {
    const queue = [...chosen];
    const worker = async () => {
      for (let event = queue.shift(); event; event = queue.shift()) {
        const result = await compare(event, started).catch((error) => ({ wrong: [String(error?.stack ?? error)], want: { answer: {}, sent: [] }, got: { answer: {}, sent: [] } }));
        tally[result.wrong.length ? 'failed' : 'passed'] += 1;
        if (result.wrong.length) report(event, agents, result);
      }
    };
    await Promise.all(Array.from({ length: Number(options.jobs) }, worker));
  } finally {
    await stop();
  }
}

const began = Date.now();
const batches = options.only === undefined
  ? Array.from({ length: Math.ceil(Number(options.cases) / EVENTS) }, (_, batch) => batch)
  : [Math.floor(Number(options.only) / EVENTS)];
for (const batch of batches) {
  if ((Date.now() - began) / 1000 > Number(options.seconds)) {
    console.log(`stopped after ${options.seconds} s, before batch ${batch}`);
    break;
  }
  await runBatch(batch);
}
novu.close();
rmSync(folder, { recursive: true });
for (const [why, count] of tally.explained) console.log(`${count} differ as ${why} announces`);
console.log(`${tally.passed} passed, ${tally.failed} failed`);
process.exit(tally.failed ? 1 : 0);

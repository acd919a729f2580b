// Sends generated requests to the reference SDK and to another server and compares the answers.
//
//   node differential.mjs --server "COMMAND" [--seed N] [--cases N] [--only K] [--show N] [--jobs N] [--seconds N]
//
// COMMAND is started once strict and once open for every batch of workflows. Without --server the reference is compared
// with itself. --only K runs just case K; --show N prints N failures whole (default 5) and the rest as one line each;
// --seconds N starts no new batch after that time.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BATCH_SIZE, generateBatch } from './generate.mjs';
import { disagreements } from './lib/agree.mjs';
import { send } from './lib/http.mjs';
import { parsed } from './lib/compare.mjs';
import { REFERENCE_SERVER, commandWords, startAll, startPair } from './lib/processes.mjs';
import { reduce } from './lib/reduce.mjs';

const KEY = 'differential-secret';
const BODY_LIMIT = 2000;

const { values: options } = parseArgs({
  options: {
    server: { type: 'string' },
    seed: { type: 'string', default: '1' },
    cases: { type: 'string', default: '5000' },
    only: { type: 'string' },
    show: { type: 'string', default: '5' },
    jobs: { type: 'string', default: '8' },
    seconds: { type: 'string', default: '600' },
  },
});
const command = options.server ? commandWords(options.server) : REFERENCE_SERVER;
const folder = mkdtempSync(join(tmpdir(), 'novu-differential-'));
const show = Number(options.show);
const tally = { passed: 0, failed: 0, refused: 0, statuses: new Map() };

/** Starts the reference and the other server for a batch. */
async function startBatch(batch, workflows) {
  const file = join(folder, `workflows-${batch}.json`);
  writeFileSync(file, JSON.stringify(workflows));
  const { started: [reference, other], stop } = await startAll(
    [REFERENCE_SERVER, command].map((words) => startPair(words, { workflows: file, key: KEY })),
  );
  return { reference, other, stop };
}

/** Both answers to an exchange and what differs. */
async function ask(one, servers) {
  const side = one.exchange.strict ? 'strict' : 'open';
  const [want, got] = await Promise.all([servers.reference, servers.other].map((pair) =>
    send(one.exchange, pair[side], KEY).catch((error) => ({ status: 0, headers: {}, body: Buffer.from(`no answer: ${error}`) }))));
  return { want, got, wrong: disagreements(one, want, got) };
}

/**
 * Starts a batch without the workflows that the other server refuses to register, each of which counts as one failure with
 * all its cases. The server must name the workflow in quotes on standard error.
 */
async function startAccepted(batch, cases, workflows) {
  for (;;) {
    try {
      return { servers: await startBatch(batch, workflows), cases, workflows };
    } catch (error) {
      const refused = workflows.workflows.find(({ workflowId }) => error.message.includes(`"${workflowId}"`));
      const where = refused ? `workflow ${refused.workflowId} of batch ${batch}` : `batch ${batch}`;
      console.log(`FAIL ${where} (--seed ${options.seed}) refused: ${error.message.trim()}`);
      if (refused && tally.refused < show) console.log(`  workflow   ${JSON.stringify(refused)}`);
      tally.failed += refused ? 1 : cases.length;
      tally.refused += 1;
      if (!refused) return null;
      workflows = { workflows: workflows.workflows.filter((one) => one !== refused) };
      cases = cases.filter((one) => one.workflowId !== refused.workflowId);
    }
  }
}

async function runBatch(batch, allCases, allWorkflows) {
  const accepted = await startAccepted(batch, allCases, allWorkflows);
  if (!accepted) return;
  const { servers, cases, workflows } = accepted;
  const failures = [];
  try {
    const queue = [...cases];
    const worker = async () => {
      for (let one = queue.shift(); one; one = queue.shift()) {
        const result = await ask(one, servers);
        tally[result.wrong.length ? 'failed' : 'passed'] += 1;
        const label = parsed(result.want.body.toString('utf8'))?.value?.code;
        const kind = result.want.status < 300 ? String(result.want.status) : `${result.want.status} ${label}`;
        tally.statuses.set(kind, (tally.statuses.get(kind) ?? 0) + 1);
        if (result.wrong.length) failures.push({ one, ...result });
      }
    };
    await Promise.all(Array.from({ length: Number(options.jobs) }, worker));
    failures.sort((a, b) => a.one.number - b.one.number);
    for (const failure of failures) await report(failure, servers, workflows);
  } finally {
    await servers.stop();
  }
}

/** Failures shown whole so far: step and place of the first difference. */
const shown = new Set();

async function report({ one, wrong }, servers, workflows) {
  const { method, path } = one.exchange;
  const list = wrong.length > 3 ? [...wrong.slice(0, 3), `and ${wrong.length - 3} more`] : wrong;
  console.log(`FAIL case ${one.number} (--seed ${options.seed} --only ${one.number}) ${method} ${path}: ${list.join('; ')}`);
  const sort = `${one.workflowId}/${one.step?.stepId} ${way(wrong)}`;
  if (shown.size >= show || shown.has(sort)) return;
  shown.add(sort);
  const smallest = await reduced(one, wrong, servers);
  const { want, got } = await ask(smallest, servers);
  const workflow = workflows.workflows.find((each) => each.workflowId === one.workflowId);
  if (workflow) console.log(`  workflow   ${JSON.stringify(upTo(workflow, one.step))}`);
  console.log(`  request    ${JSON.stringify(smallest.exchange)}`);
  for (const [name, { status, body }] of [['reference', want], ['other    ', got]]) {
    const text = body.toString('utf8');
    console.log(`  ${name}  ${status} ${text.length > BODY_LIMIT ? `${text.slice(0, BODY_LIMIT)} … (${text.length} characters)` : text}`);
  }
}

/** A workflow without the steps behind `last`, which cannot matter. */
function upTo(workflow, last) {
  const end = workflow.steps.findIndex((step) => step.stepId === last?.stepId);
  return end < 0 ? workflow : { ...workflow, steps: workflow.steps.slice(0, end + 1) };
}

/** The manner of a failure: the first place that differs, without depth, or the status. */
function way(lines) {
  return lines.map((line) => (line.startsWith('/') ? line.split(/[/:]/).slice(0, 3).join('/') : line)).sort()[0];
}

/** The case with a smaller body that fails in the same way: the same places or statuses differ. */
async function reduced(one, wrong, servers) {
  const body = parsed(one.exchange.body ?? '');
  if (!body || one.exchange.body !== JSON.stringify(body.value)) return one;
  const withBody = (value) => {
    const text = JSON.stringify(value);
    const sign = one.exchange.sign && { ...one.exchange.sign, ...(one.exchange.sign.text === one.exchange.body && { text }) };
    return { ...one, exchange: { ...one.exchange, body: text, sign } };
  };
  const smallest = await reduce(body.value, async (value) => {
    if (Array.isArray(body.value?.state) && !Array.isArray(value?.state)) return false; // difference 10
    const result = await ask(withBody(value), servers);
    return result.wrong.length > 0 && way(result.wrong) === way(wrong);
  });
  return withBody(smallest);
}

const only = options.only === undefined ? null : Number(options.only);
const total = Number(options.cases);
const started = performance.now();
try {
  const [first, last] = only === null ? [0, Math.ceil(total / BATCH_SIZE) - 1] : [0, 0].fill(Math.floor(only / BATCH_SIZE));
  for (let batch = first; batch <= last; batch += 1) {
    if (performance.now() - started > Number(options.seconds) * 1000) {
      console.log(`out of time: batches ${batch} to ${last} were not sent`);
      break;
    }
    const size = only === null ? Math.min(BATCH_SIZE, total - batch * BATCH_SIZE) : BATCH_SIZE;
    const { workflows, cases } = generateBatch(options.seed, batch, size);
    await runBatch(batch, cases.filter((one) => only === null || one.number === only), workflows);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const kinds = [...tally.statuses].sort((a, b) => b[1] - a[1]).map(([kind, count]) => `${kind}: ${count}`);
console.log(`the reference answered ${kinds.join(', ')}`);
console.log(`seed ${options.seed}, ${((performance.now() - started) / 1000).toFixed(1)} s`);
console.log(`${tally.passed} passed, ${tally.failed} failed`);
process.exit(tally.failed ? 1 : 0);

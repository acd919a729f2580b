// Generates a batch of workflows and requests from a seed. As a program it prints one:
//
//   node generate.mjs --seed N --batch K [--cases N]
//
// Deliberate differences (numbered in protocol/differences.md) and where they are avoided: 1, 2 lib/normal.mjs · 3, 5, 6
// requests.mjs · 4 the servers' settings · 7, 8 workflows.mjs · 9 its code and status agree · 10 steps.mjs, requests.mjs · 14, 15
// steps.mjs · 11 template.mjs · 12 values.mjs · 13 template.mjs, controls.mjs · 16 requests.mjs, lib/agree.mjs · 17 no error is
// marked retryable · 18 a panic fails its step like a throw · 19 no http_request steps · 20 no agents · 21 HTTP/1.1 only ·
// 22 small bodies · 23 html.mjs · 24 no lone surrogates, no numbers beyond double range ·
// 25 schema.mjs.

import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Random } from './generate/random.mjs';
import { request } from './generate/requests.mjs';
import { templateLab, workflow } from './generate/workflows.mjs';

export const BATCH_SIZE = 500;
const WORKFLOWS_PER_BATCH = 40;

/**
 * Batch number `batch`: `{workflows, cases}`, the first being a description file. Case `k` of the whole run is case
 * `k % BATCH_SIZE` of batch `k / BATCH_SIZE`, and depends on nothing but the seed, the batch and its own number.
 */
export function generateBatch(seed, batch, size = BATCH_SIZE) {
  const random = new Random(seed, 'workflows', batch);
  const made = Array.from({ length: WORKFLOWS_PER_BATCH }, (_, index) => workflow(random, `w${index}`));
  const lab = templateLab(random);
  const cases = Array.from({ length: size }, (_, index) => {
    const number = batch * BATCH_SIZE + index;
    return { number, ...request(new Random(seed, 'case', number), made, lab) };
  });
  return { workflows: { workflows: [...made, lab].map((one) => one.description) }, cases };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { seed: { type: 'string', default: '1' }, batch: { type: 'string', default: '0' }, cases: { type: 'string', default: String(BATCH_SIZE) } },
  });
  console.log(JSON.stringify(generateBatch(values.seed, Number(values.batch), Number(values.cases)), null, 1));
}

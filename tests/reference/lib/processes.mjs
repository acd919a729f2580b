// Starts conformance servers as child processes and stops them by their own process handle.

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const REFERENCE_SERVER = [process.execPath, fileURLToPath(new URL('../server.mjs', import.meta.url))];

const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 5_000;
const LOG_LIMIT = 20_000;

/** Children still running: none may outlive this program. */
const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

/** The words of a command line; single and double quotes group, a backslash outside single quotes escapes. */
export function commandWords(line) {
  const words = [];
  for (const [word] of line.matchAll(/(?:[^\s'"\\]+|'[^']*'|"(?:[^"\\]|\\.)*"|\\.)+/gs)) {
    words.push(word.replace(/'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/gs, (_, single, double, escaped) =>
      single ?? double?.replace(/\\(.)/gs, '$1') ?? escaped));
  }
  return words;
}

/** Starts `command` (a list of words) and resolves to `{url, stop, log}` once it says that it listens. */
export function startServer(command, { workflows, key, strict, env = {} }) {
  const child = spawn(command[0], command.slice(1), {
    env: {
      ...process.env,
      ...(workflows && { CONFORMANCE_WORKFLOWS: workflows }),
      PORT: '0',
      NOVU_SECRET_KEY: key,
      NOVU_STRICT_AUTHENTICATION_ENABLED: String(strict),
      TZ: 'UTC',
      LC_ALL: 'en_US.UTF-8',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  running.add(child);
  const exited = new Promise((resolve) => child.once('exit', () => resolve(running.delete(child))));
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
      await exited;
      clearTimeout(timer);
    }
  };
  child.stderr.on('data', (chunk) => { log = (log + chunk).slice(-LOG_LIMIT); });
  return new Promise((resolve, reject) => {
    const fail = (why) => stop().then(() => reject(new Error(`${command.join(' ')}: ${why}\n${log.slice(-2000)}`)));
    const timer = setTimeout(() => fail('did not start in time'), START_TIMEOUT_MS);
    child.once('error', (error) => { clearTimeout(timer); reject(error); });
    const endedEarly = (code, signal) => { clearTimeout(timer); fail(`ended with ${code ?? signal}`); };
    child.once('exit', endedEarly);
    let head = '';
    child.stdout.on('data', (chunk) => {
      if (head === undefined) return;
      head += chunk;
      const url = /listening on (http:\/\/\S+)\s/.exec(head)?.[1];
      if (!url) return;
      head = undefined;
      clearTimeout(timer);
      child.off('exit', endedEarly);
      resolve({ url, stop, log: () => log });
    });
  });
}

/** Starts `command` twice, with and without strict authentication: `{strict, open, stop}`, the first two being URLs. */
export async function startPair(command, { workflows, key }) {
  const { started, stop } = await startAll([true, false].map((strict) => startServer(command, { workflows, key, strict })));
  return { strict: started[0].url, open: started[1].url, stop };
}

/** Waits for all of these; when one fails the others are stopped. */
export async function startAll(starting) {
  const settled = await Promise.allSettled(starting);
  const started = settled.filter((one) => one.status === 'fulfilled').map((one) => one.value);
  const stop = () => Promise.all(started.map((one) => one.stop()));
  const failed = settled.find((one) => one.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  return { started, stop };
}

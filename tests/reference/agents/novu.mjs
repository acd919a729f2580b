// Novu's side: takes replies and events of turns, each at a path of its own, and answers as its script says.

import { createServer } from 'node:http';

export async function openNovu() {
  const turns = new Map();
  const server = createServer(async (request, response) => {
    const [, key, path] = /^\/([^/]+)(\/.*)$/.exec(request.url) ?? [];
    const turn = turns.get(key);
    if (!turn) return response.writeHead(404).end();
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    let body = text;
    try { body = JSON.parse(text); } catch { /* stays a text */ }
    const { authorization, 'content-type': type } = request.headers;
    turn.got.push({ method: request.method, path, authorization, type: type?.split(';')[0], body });
    turn.last = Date.now();
    if (path.endsWith('/reply')) turn.replies += 1;
    const answer = turn.script.shift() ?? {};
    if (answer.drop) return request.socket.destroy();
    const usual = path.endsWith('/ingest') ? '{"data":null}' : JSON.stringify({ data: { messageId: `platform-${turn.replies}`, platformThreadId: 'thread-1' } });
    return response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' }).end(answer.text ?? usual);
  });
  server.keepAliveTimeout = 60_000;
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    /** Opens a turn; its base URL ends in its key. */
    open(key, script) {
      turns.set(key, { script: [...script], got: [], replies: 0, last: Date.now() });
      return `${origin}/${key}`;
    },
    /** Resolves to what came of a turn once it has ended and nothing has come for `quiet` milliseconds. */
    async over(key, quiet, limit) {
      const turn = turns.get(key);
      const began = Date.now();
      for (;;) {
        const idle = Date.now() - turn.last;
        if (idle >= (ended(turn.got) ? quiet : limit) || Date.now() - began > limit) return turn.got;
        await new Promise((resolve) => { setTimeout(resolve, 10); });
      }
    },
    close: () => server.close(),
  };
}

/** Whether the typing indicator was taken back after the end, which is nearly always the last thing. */
function ended(got) {
  const { body } = got.at(-1) ?? {};
  if (body?.typing === 'stop') return true;
  return body?.events?.at(-1)?.event?.type === 'channel.typing' && body.events.at(-1).event.state === 'off'
    && got.some((each) => each.body?.events?.some(({ event }) => ['run-finish', 'run-error'].includes(event.type)));
}

const ID = /\b(run|msg|hr)_[A-Za-z0-9][A-Za-z0-9_-]{7,}/g;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** The requests that were sent, with random ids numbered by appearance, times and prose of failures replaced. */
export function normalised(got, base, ownTexts) {
  const names = new Map();
  const name = (id, prefix) => {
    if (!names.has(id)) names.set(id, `<${prefix}-${[...names.values()].filter((each) => each.startsWith(`<${prefix}-`)).length + 1}>`);
    return names.get(id);
  };
  const walk = (value, key) => {
    if (typeof value === 'string') {
      if (key === 'timestamp' && TIME.test(value)) return '<time>';
      return value.replaceAll(base, '{novu}').replace(ID, name);
    }
    if (Array.isArray(value)) return value.map((item) => walk(item));
    if (value !== null && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([member, item]) => [member, walk(item, member)]));
    return value;
  };
  return got.map((each) => {
    const request = walk(each);
    for (const { event } of request.body?.events ?? []) {
      if (event?.type !== 'run-error') continue;
      // One line of it is reported (A14).
      [event.message] = event.message.split('\n');
      if (!ownTexts.includes(event.message)) event.message = '<any>';
    }
    return request;
  });
}

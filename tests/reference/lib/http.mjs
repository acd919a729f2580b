// Sends one exchange and signs it as its `sign` object asks (tests/vectors/README.md, "Exchanges").

import { createHmac } from 'node:crypto';
import { Agent, request as httpRequest } from 'node:http';

const TIMEOUT_MS = 30_000;
const agent = new Agent({ keepAlive: true, maxSockets: 32 });

/** The bytes of an exchange's body, or null. */
export function bodyBytes(exchange) {
  if (exchange.body_base64 != null) return Buffer.from(exchange.body_base64, 'base64');
  return exchange.body == null ? null : Buffer.from(exchange.body, 'utf8');
}

/** The header `[name, values]` that a `sign` object asks for, or null. */
export function signature(sign, body, key, now) {
  if (!sign) return null;
  const t = now + Math.trunc(sign.offset_ms ?? 0);
  const values = { t: String(t), t_s: String(Math.floor(t / 1000)), t_hex: t.toString(16) };
  if (sign.mode !== 'literal') {
    const signed = sign.mode === 'canonical' ? Buffer.from(sign.text) : body ?? Buffer.from('{}');
    const [head, ...tail] = (sign.mac ?? '{t}.{body}').split('{body}');
    const mac = createHmac('sha256', sign.key === 'wrong' ? `${key}-wrong` : key);
    mac.update(fill(head, values)).update(signed).update(fill(tail.join('{body}'), values));
    values.v1 = mac.digest('hex');
    values.V1 = values.v1.toUpperCase();
  }
  const template = sign.template ?? 't={t},v1={v1}';
  return [sign.header ?? 'novu-signature', [template].flat().map((line) => fill(line, values))];
}

function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** Sends an exchange to the server at `origin`: `{status, headers, body}` with the body's bytes. */
export function send(exchange, origin, key) {
  const { hostname, port } = new URL(origin);
  const body = bodyBytes(exchange);
  const headers = { ...exchange.headers };
  const signed = signature(exchange.sign, body, key, Date.now());
  if (signed) headers[signed[0]] = signed[1].length === 1 ? signed[1][0] : signed[1];
  if (body !== null || ['POST', 'PUT', 'PATCH'].includes(exchange.method)) {
    headers['content-length'] = String(body?.length ?? 0);
  }
  return new Promise((resolve, reject) => {
    const { method, path } = exchange;
    const request = httpRequest({ hostname, port, method, path, headers, agent, timeout: TIMEOUT_MS }, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => resolve({
        status: answer.statusCode,
        headers: answer.headers,
        body: Buffer.concat(chunks),
      }));
    });
    request.on('timeout', () => request.destroy(new Error('no answer in time')));
    request.on('error', reject);
    request.end(body ?? undefined);
  });
}

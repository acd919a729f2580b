// Steps of generated workflows: what each kind may return, with which providers, and the state that later requests bring.

import { anyText, cleanText, json, number, object } from './values.mjs';
import { htmlBody, htmlFragment } from './html.mjs';
import { instance, mutated } from './schema.mjs';

export const KINDS = ['email', 'sms', 'push', 'chat', 'in_app', 'tool', 'digest', 'delay', 'throttle', 'custom'];

const UNITS = ['seconds', 'minutes', 'hours', 'days', 'weeks', 'months'];
const URLS = ['/path?a=1&b=2', 'https://x.io/a?b=1&c=2', 'http://a.b', '/a b', 'https://x', 'mailto:a@b.c', 'ftp://x.y', 'rel', '', 'https://a b', '/'];
const ISO = '2024-10-01T00:00:00.000Z';

/** One output of that kind, mostly valid. */
export function output(random, kind, outputSchema) {
  const made = OUTPUTS[kind]?.(random) ?? instance(random, outputSchema);
  return random.chance(0.12) ? sanitisable(kind, mutated(random, made)) : made;
}

const maybe = (random, probability, entries) => (random.chance(probability) ? entries() : {});
const address = (random) => random.pick(['a@b.c', 'Ann <a@b.c>', 'x & y', cleanText(random)]);

const redirect = (random) => ({
  url: random.chance(0.7) ? random.pick(URLS.slice(0, 3)) : random.pick(URLS),
  ...maybe(random, 0.3, () => ({ target: random.pick(['_self', '_blank', '_top', '_unfencedTop', '_other']) })),
});
const action = (random) => ({ label: htmlFragment(random), ...maybe(random, 0.6, () => ({ redirect: redirect(random) })) });
const duration = (random) => ({ amount: random.pick([1, 5, 0, -1, 2.5]), unit: random.pick(random.chance(0.9) ? UNITS : ['years', 'Hours']) });
const extra = (random) => maybe(random, 0.2, () => ({ unknownKey: anyText(random) }));

const OUTPUTS = {
  email: (random) => ({
    subject: random.chance(0.5) ? cleanText(random) : htmlFragment(random) || 's',
    body: htmlBody(random),
    ...maybe(random, 0.2, () => ({ from: { email: address(random), name: anyText(random), ...extra(random) } })),
    ...maybe(random, 0.2, () => ({ replyTo: address(random) })),
    ...maybe(random, 0.2, () => ({ preheader: htmlFragment(random), useProviderDefaults: random.chance(0.5) })),
    ...extra(random),
  }),
  sms: (random) => ({ body: anyText(random), ...extra(random) }),
  tool: (random) => ({ body: anyText(random), ...extra(random) }),
  push: (random) => ({ subject: anyText(random), body: anyText(random), ...extra(random) }),
  chat: (random) => random.weighted([
    [5, () => ({ body: anyText(random), ...extra(random) })],
    [1, () => ({ card: { type: 'card', title: cleanText(random), children: [] }, ...maybe(random, 0.5, () => ({ body: 'b' })) })],
  ]),
  in_app: (random) => ({
    ...maybe(random, 0.8, () => ({ subject: htmlFragment(random) || 's' })),
    ...maybe(random, 0.9, () => ({ body: htmlFragment(random) || 'b' })),
    ...maybe(random, 0.2, () => ({ avatar: random.pick(['https://x.io/a.png?b=1&c=2', '/rel.png', '']) })),
    ...maybe(random, 0.3, () => ({ redirect: redirect(random) })),
    ...maybe(random, 0.3, () => ({ primaryAction: action(random) })),
    ...maybe(random, 0.2, () => ({ secondaryAction: action(random) })),
    ...maybe(random, 0.3, () => ({ data: object(random, { depth: 2, flat: true }) })),
    ...extra(random),
  }),
  digest: (random) => random.weighted([
    [5, () => ({ ...duration(random), ...maybe(random, 0.3, () => ({ type: random.pick(['regular', 'timed']) })), ...maybe(random, 0.3, () => ({ digestKey: 'payload.k' })), ...maybe(random, 0.3, () => ({ lookBackWindow: duration(random) })), ...extra(random) })],
    [3, () => ({ cron: '0 0 * * *', ...maybe(random, 0.5, () => ({ type: random.pick(['timed', 'timed', 'regular']) })), ...extra(random) })],
    [1, () => ({ ...duration(random), cron: 'x' })],
  ]),
  delay: (random) => random.weighted([
    [4, () => ({ ...duration(random), ...maybe(random, 0.4, () => ({ type: random.pick(['regular', 'dynamic']) })), ...maybe(random, 0.2, () => ({ extendToSchedule: true })), ...extra(random) })],
    [2, () => ({ cron: '0 0 * * *', ...maybe(random, 0.5, () => ({ type: 'timed' })) })],
    [2, () => ({ dynamicKey: 'payload.at', ...maybe(random, 0.5, () => ({ type: 'dynamic' })), ...maybe(random, 0.2, () => duration(random)) })],
  ]),
  throttle: (random) => ({
    type: random.pick(['fixed', 'dynamic', 'fixed', 'other']), amount: number(random), unit: random.pick(['minutes', 'hours', 'days', 'seconds']),
    ...maybe(random, 0.4, () => ({ threshold: random.int(0, 5), throttleKey: 'k' })), ...extra(random),
  }),
};

/** Differences 14 and 15: no `null` and no array inside an array of what is sanitised. */
export function sanitisable(kind, value) {
  if (kind !== 'email' && kind !== 'in_app') return value;
  if (Array.isArray(value)) {
    return value.map((item) => (item === null || Array.isArray(item) ? 'item' : sanitisable(kind, item)));
  }
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, sanitisable(kind, item)]));
}

/** The outputs that the platform may send as state of an earlier step of that kind. */
export function result(random, kind, outputSchema) {
  const valid = {
    digest: () => ({
      events: random.list(0, 3, (i) => ({ id: `e${i}`, time: ISO, payload: object(random, { depth: 1 }), ...extra(random) })),
      ...maybe(random, 0.5, () => ({ eventCount: random.int(0, 9) })),
    }),
    delay: () => ({ duration: number(random) }),
    throttle: () => ({ throttled: random.chance(0.5), ...maybe(random, 0.4, () => ({ executionCount: 2, threshold: 3, windowStart: ISO })) }),
    in_app: () => ({ seen: random.chance(0.5), read: random.chance(0.5), lastSeenDate: random.pick([ISO, null]), lastReadDate: random.pick([ISO, null, 'x']) }),
    custom: () => instance(random, outputSchema),
  }[kind]?.() ?? {};
  const made = random.chance(0.2) && valid && typeof valid === 'object' && !Array.isArray(valid) ? { ...valid, added: anyText(random) } : valid;
  return random.chance(0.08) ? sanitisable(kind, mutated(random, made)) : made;
}

const GENERIC = {
  email: ['braze', 'resend', 'postmark', 'ses', 'mandrill', 'outlook365'], sms: ['nexmo', 'plivo', 'sns', 'telnyx'],
  push: ['pusher-beams', 'pushpad'], chat: ['discord', 'msteams', 'line', 'telegram'], in_app: ['novu'], tool: ['pagerduty', 'opsgenie'],
};
const SPECIAL = {
  email: {
    sendgrid: (random) => ({ subject: cleanText(random), categories: ['a'], unknown: 1, attachments: [{ content: 'YQ==', filename: 'f' }] }),
    mailgun: () => ({ subject: 's', 'o:tag': ['x'], zz: 1 }), nodemailer: () => ({ headers: { 'x-a': 'b' }, cc: ['a@b.c'] }),
    mailjet: (random) => ({ to: [{ [random.pick(['Email', 'email'])]: 'a@b.c' }] }), 'novu-email': () => ({ anything: 1 }),
  },
  sms: { twilio: (random) => ({ to: random.pick(['+15551234567', '12']), body: 'b' }), 'novu-sms': () => ({ anything: 1 }) },
  push: {
    fcm: () => ({ token: 't', data: { a: 'b' } }), apns: () => ({ topic: 't', badge: 1 }), expo: () => ({ title: 't', ttl: 3 }),
    'one-signal': (random) => ({ appId: random.pick(['x', undefined, 5]), name: 'n' }),
  },
  chat: { slack: (random) => ({ text: 'x', webhookUrl: random.pick(['https://x.y', 'nope']), blocks: [{ type: 'section' }, ...(random.chance(0.3) ? [{}] : [])] }) },
};
const PASSTHROUGH = [{ headers: { 'x-a': '1' } }, { body: { a: [1, null] }, query: { q: 'v' } }, { extra: 1 }];

/** Provider descriptions for a step of that kind, or undefined. */
export function providers(random, kind) {
  if (!GENERIC[kind] || !random.chance(0.35)) return undefined;
  const special = SPECIAL[kind] ?? {};
  const ids = random.some([...GENERIC[kind], ...Object.keys(special)], 1, 2);
  return Object.fromEntries(ids.map((id) => [id, random.weighted([
    [6, () => ({ return: { ...(special[id]?.(random) ?? object(random)), ...maybe(random, 0.3, () => ({ _passthrough: random.pick(PASSTHROUGH) })) } })],
    [2, () => ({ echo: random.pick(['controls', 'outputs']), field: 'seen' })],
    [0.4, () => ({ return: random.pick([null, 'text', [1], 5]) })],
    [0.3, { throw: 'provider said no' }],
  ])]));
}

/** State of the steps before the target, always an array (difference 10), now and then with gaps, surplus and broken entries. */
export function state(random, earlier) {
  const entries = earlier.map((step) => ({
    stepId: step.stepId, outputs: result(random, step.type, step.outputSchema), state: { status: 'completed' },
  }));
  if (random.chance(0.3)) entries.push({ stepId: 'first', outputs: { note: anyText(random), count: random.int(0, 5), list: [json(random, { depth: 1 })] }, state: { status: 'completed' } });
  if (entries.length && random.chance(0.05)) entries.splice(random.int(0, entries.length - 1), 1);
  if (entries.length && random.chance(0.05)) entries.push({ ...random.pick(entries), outputs: { other: 1 } });
  if (entries.length && random.chance(0.03)) delete random.pick(entries).outputs;
  if (random.chance(0.02)) entries.splice(random.int(0, entries.length), 0, random.pick([null, {}, { outputs: {} }]));
  return entries;
}

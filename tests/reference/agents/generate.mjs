// Generated agents and events for them. The same seed and batch make the same everywhere.
//
// Deliberate differences are avoided: metadata keys, prompts and times that this crate refuses (A13), words of Novu's own
// card in the transport of events (A8), failed batches that are not repeated (A3), redirects (A6), bodies that are refused
// (A1), unknown events (A2), other origins (A4), repeated bodies (A5).

import { Random } from '../generate/random.mjs';

export const AGENTS = 25;
export const EVENTS = 100;

const TEXTS = ['Hello', 'x *y* `z`', '', '  \n', '“é” 😀 \u2028</script>', 'a\tb\\"c"', 'ok'];
const NAMES = ['Ann', 'Bob', 'Zoë'];
const KEYS = ['a', 'order-id', 'a:b', 'k_1', 'x2'];
const EMOJI = ['thumbs_up', 'check', 'custom_party', 'eyes'];
const WORKFLOWS = ['follow-up', 'a b', 'survey'];
const PATHS = [
  'message', 'message.text', 'message.author', 'message.attachments.0.url', 'action.id', 'action.value', 'reaction.emoji.name',
  'reaction.message', 'conversation', 'conversation.metadata', 'conversation.status', 'subscriber', 'subscriber.data', 'context',
  'context.tenant', 'notification', 'notification.payload.order', 'humanResponse', 'humanResponse.optionId', 'history', 'history.0',
  'platform', 'platformContext.isDM', 'event', 'metadata', 'metadata.a', 'nothing.at.all',
];

/** `{agents, events}` of a batch. */
export function generateBatch(seed, batch) {
  const random = new Random('agents', seed, batch);
  const agents = Array.from({ length: AGENTS }, (_, index) => definition(random, `agent-${batch}-${index}`));
  const events = Array.from({ length: EVENTS }, (_, index) => event(random, random.pick(agents), batch * EVENTS + index));
  return { agents, events };
}

// ---------------------------------------------------------------- values

function json(random, depth = 2) {
  return random.weighted([
    [3, () => random.pick(TEXTS)],
    [2, () => random.pick([0, 1, -7, 2.5, 1e21])],
    [1, null],
    [1, () => random.chance(0.5)],
    [depth > 0 ? 1 : 0, () => random.list(0, 3, () => json(random, depth - 1))],
    [depth > 0 ? 2 : 0, () => Object.fromEntries(random.some(['x', 'y', 'Z z', 'ü'], 0, 3).map((key) => [key, json(random, depth - 1)]))],
  ]);
}

function value(random) {
  return random.weighted([[3, () => json(random)], [1, () => ({ get: random.pick(PATHS) })], [1, () => ({ x: { get: random.pick(PATHS) }, y: 1 })]]);
}

function text(random) {
  return random.weighted([
    [4, () => random.pick(TEXTS)],
    [3, () => ({ text: random.list(1, 3, () => (random.chance(0.5) ? random.pick(TEXTS) : { get: random.pick(PATHS) })) })],
  ]);
}

const id = (random) => random.pick(['a', 'refund', 'x:y', 'Ü 1']);
const url = (random) => `https://example.com/${random.pick(['1.png', 'a b', '?q=1'])}`;
const maybe = (random, make, chance = 0.4) => (random.chance(chance) ? make() : undefined);
const compact = (object) => Object.fromEntries(Object.entries(object).filter(([, each]) => each !== undefined));

// ---------------------------------------------------------------- cards

function card(random) {
  return compact({
    type: 'card',
    title: maybe(random, () => text(random)),
    subtitle: maybe(random, () => random.pick(TEXTS)),
    imageUrl: maybe(random, () => url(random), 0.2),
    shine: maybe(random, () => json(random), 0.1),
    children: random.chance(0.9) ? random.list(0, 4, () => child(random, 2)) : undefined,
  });
}

function child(random, depth) {
  return random.weighted([
    [3, () => compact({ type: 'text', content: text(random), style: maybe(random, () => random.pick(['plain', 'bold', 'muted'])) })],
    [1, { type: 'divider' }],
    [1, () => compact({ type: 'image', url: url(random), alt: maybe(random, () => random.pick(TEXTS)) })],
    [1, () => ({ type: 'fields', children: random.list(0, 2, () => ({ type: 'field', label: random.pick(TEXTS), value: random.pick(TEXTS) })) })],
    [1, () => ({ type: 'link', label: random.pick(TEXTS), url: url(random) })],
    [1, () => compact({ type: 'table', headers: ['A', 'B'], rows: random.list(0, 2, () => ['1', '2']), align: maybe(random, () => ['left', 'right']) })],
    [depth > 0 ? 1 : 0, () => ({ type: 'section', children: random.list(0, 2, () => child(random, depth - 1)) })],
    [2, () => ({ type: 'actions', children: random.list(0, 3, () => control(random)) })],
    [0.3, () => ({ type: 'sparkle', data: json(random) })],
    [0.2, 'bare text'],
  ]);
}

function options(random) {
  return random.list(1, 3, () => compact({ label: random.pick(TEXTS), value: random.pick(['1', '2']), description: maybe(random, () => 'd') }));
}

function control(random) {
  return random.weighted([
    [3, () => compact({ type: 'button', id: id(random), label: text(random), style: maybe(random, () => random.pick(['primary', 'danger', 'default'])),
      value: maybe(random, () => random.pick(TEXTS)), disabled: maybe(random, () => random.chance(0.5)), callbackUrl: maybe(random, () => url(random), 0.1) })],
    [1, () => compact({ type: 'link-button', url: url(random), label: random.pick(TEXTS), id: maybe(random, () => id(random)) })],
    [1, () => compact({ type: 'select', id: id(random), label: 'S', options: options(random), placeholder: maybe(random, () => '…') })],
    [1, () => compact({ type: 'radio_select', id: id(random), label: 'R', options: options(random), optional: maybe(random, () => true) })],
  ]);
}

function jsx(random) {
  const children = random.list(0, 4, () => element(random));
  const props = compact({ title: maybe(random, () => random.pick(TEXTS)), subtitle: maybe(random, () => 'S'), id: maybe(random, () => 'no card', 0.05) });
  return { el: random.weighted([[20, 'Card'], [1, 'Divider']]), props, children };
}

function element(random) {
  const words = () => random.list(0, 3, () => random.weighted([[3, () => random.pick(TEXTS)], [1, 7], [1, { get: 'message.text' }]]));
  const label = () => (random.chance(0.5) ? random.pick(TEXTS) : undefined);
  return random.weighted([
    [3, () => ({ el: 'CardText', props: compact({ style: maybe(random, () => 'bold'), label: maybe(random, () => 'x', 0.1) }), children: words() })],
    [1, { el: 'Divider' }],
    [1, () => ({ el: 'Image', props: compact({ url: maybe(random, () => url(random), 0.9), alt: maybe(random, () => 'alt') }) })],
    [1, () => ({ el: 'CardLink', props: compact({ url: maybe(random, () => url(random), 0.9), label: label() }), children: words() })],
    [2, () => ({ el: 'Actions', children: random.list(0, 3, () => button(random, label, words)) })],
    [1, () => select(random)],
    [1, () => ({ el: 'TextInput', props: compact({ id: 't', label: label(), placeholder: maybe(random, () => 'p'), maxLength: maybe(random, () => 30) }) })],
    [1, () => random.pick(['bare', 7, null, true])],
  ]);
}

const button = (random, label, words) => ({
  el: 'Button',
  props: compact({ id: maybe(random, () => id(random), 0.95), label: label(), style: maybe(random, () => 'primary'), value: maybe(random, () => 'v'),
    disabled: maybe(random, () => true), actionType: maybe(random, () => 'modal') }),
  children: words(),
});

const select = (random) => ({
  el: 'Select',
  props: compact({ id: maybe(random, () => 's', 0.95), label: 'L', placeholder: maybe(random, () => '…'), initialOption: maybe(random, () => '1') }),
  children: random.list(0, 3, () => ({ el: 'SelectOption', props: compact({ label: maybe(random, () => 'o', 0.95), value: '1', description: maybe(random, () => 'd') }) })),
});

function content(random) {
  return random.weighted([
    [5, () => text(random)],
    [2, () => card(random)],
    [1, () => ({ jsx: jsx(random) })],
    [0.3, () => ({ raw: random.pick([null, 5, false, ['a'], {}, { markdown: 'x' }, { type: 'text', content: 'x' }]) })],
  ]);
}

function files(random) {
  return random.list(0, 2, () => compact({
    filename: random.pick(['a.txt', '', 'Ü b.pdf']),
    mimeType: maybe(random, () => 'text/plain'),
    ...random.weighted([
      [3, () => ({ url: url(random) })],
      [2, () => ({ data: random.pick(['aGVsbG8=', 'aGVsbG8', ' aGk= \n', 'aGkh']) })],
      [2, () => ({ data: { utf8: random.pick(TEXTS) } })],
      [1, () => ({ data: { bytes: random.int(0, 20), value: random.int(0, 255) } })],
      [0.3, () => random.pick([{}, { data: '!' }, { data: 'aGk=', url: 'x' }, { url: 5 }, { data: 'a' }, { data: '' }])],
    ]),
  }));
}

// ---------------------------------------------------------------- operations

function operations(random, depth, most = 5) {
  return random.list(0, most, () => operation(random, depth));
}

function operation(random, depth) {
  const withFiles = (about) => (random.chance(0.15) ? { ...about, files: files(random) } : about);
  return random.weighted([
    [5, () => withFiles(compact({ reply: content(random), as: maybe(random, () => 'm', 0.6) }))],
    [1.5, () => ({ if: 'handles.m', then: [withFiles({ edit: 'm', content: content(random) })] })],
    [0.7, () => ({ if: 'handles.m', then: [{ delete: 'm' }] })],
    [0.7, () => ({ reply: { text: ['sent ', { get: 'handles.m.messageId' }, ' in ', { get: 'handles.m.platformThreadId' }] } })],
    [1.5, () => ({ typing: random.pick([{}, { status: 'Searching' }, { status: '' }, 'stop']) })],
    [2, () => ({ set: random.pick(KEYS), value: value(random) })],
    [0.7, () => ({ unset: random.pick(KEYS) })],
    [0.3, () => ({ clear: true })],
    [1, () => compact({ trigger: random.pick(WORKFLOWS), options: maybe(random, () => triggerOptions(random), 0.8) })],
    [1.5, () => human(random)],
    [1, () => ({ addReaction: random.pick(EMOJI), to: random.pick(['m-1', { text: ['p-', { get: 'message.platformMessageId' }] }]) })],
    [0.7, () => ({ deleteMessage: random.pick(['p-1', 'p-2']) })],
    [1, () => ({ emit: random.pick(['progress', 'Ü x']), data: json(random) })],
    [0.5, () => ({ resolve: random.pick(['All done', '', null]) })],
    [0.6, () => ({ return: content(random) })],
    [0.6, () => ({ toolApproval: compact({ id: random.pick(['call-1', 'a:b']), name: random.pick(['refund', '']), input: maybe(random, () => json(random)) }) })],
    [0.5, () => ({ throw: random.pick(['no luck', 'two\nlines', '']) })],
    [0.2, () => ({ throwValue: 'text' })],
    [depth > 0 ? 0.7 : 0, () => ({ if: random.pick(PATHS), then: operations(random, depth - 1, 2), else: operations(random, depth - 1, 2) })],
    [depth > 0 ? 0.7 : 0, () => ({ try: operations(random, depth - 1, 3), catch: [...caught(random), ...operations(random, depth - 1, 1)] })],
  ]);
}

const caught = (random) => (random.chance(0.6) ? [{ reply: { text: ['caught ', { get: 'caught.delivery' }, ' ', { get: 'caught.statusCode' }, ' ', { get: 'caught.responseBody' }] } }] : []);

function triggerOptions(random) {
  return compact({
    to: maybe(random, () => random.pick(['sub-2', { type: 'Topic', topicKey: 't' }, { subscriberId: 's', firstName: 'S' }, ['a', { type: 'Topic', topicKey: 't', exclude: ['x'] }]]), 0.7),
    payload: maybe(random, () => ({ x: value(random) }), 0.7),
    later: maybe(random, () => json(random), 0.1),
  });
}

function human(random) {
  const kind = random.pick(['ask', 'approve', 'tell', 'choose']);
  return compact({
    [kind]: random.pick(['Deploy?', 'Which?']),
    choices: kind === 'choose' ? random.weighted([[5, ['us', 'eu']], [1, ['one']], [1, ['a', ' ']]]) : undefined,
    options: maybe(random, () => compact({
      from: maybe(random, () => random.pick(['bot', ''])),
      ttlSeconds: maybe(random, () => random.pick([60, 3600, 259200])),
      to: maybe(random, () => random.pick(['ann', [' ann ', 'bob', 'ann', ''], [], '  '])),
    }), 0.6),
    as: maybe(random, () => 'q', 0.3),
  });
}

function definition(random, agentId) {
  return compact({
    agentId,
    onMessage: operations(random, 2),
    onAction: maybe(random, () => operations(random, 1), 0.6),
    onReaction: maybe(random, () => operations(random, 1), 0.6),
    onResolve: maybe(random, () => operations(random, 1), 0.6),
    onToolApproval: maybe(random, () => decision(random), 0.5),
    autoResume: maybe(random, () => true, 0.15),
    onError: maybe(random, () => random.weighted([
      [1, []],
      [2, () => [{ return: text(random) }]],
      [1, () => [{ return: { text: [{ get: 'error.delivery' }, ' ', { get: 'error.statusCode' }] } }]],
      [1, [{ return: { raw: { suppress: true } } }]],
      [1, () => [...operations(random, 0, 2), { return: content(random) }]],
      [0.5, [{ throw: 'worse' }]],
    ]), 0.5),
    renderApproval: maybe(random, () => random.weighted([
      [2, () => ({ return: text(random) })],
      [1, { return: { type: 'card', children: [{ type: 'actions', children: [{ type: 'button', id: { get: 'actionIds.approve' }, label: 'Yes' }] }] } }],
      [1, { return: { text: [{ get: 'toolCall' }] } }],
      [0.5, { throw: 'no card' }],
      [0.5, { return: { raw: null } }],
    ]), 0.5),
  });
}

const decision = (random) => [
  { reply: { text: [{ get: 'decision.approved' }, ' ', { get: 'decision.toolCall' }, ' ', { get: 'decision.message' }] } },
  ...random.some([{ editApproval: 'Thanks' }, { delete: 'approval' }], 0, 2),
  ...operations(random, 0, 2),
];

// ---------------------------------------------------------------- events

const INSTANT = '2026-01-02T03:04:05.678Z';

function message(random) {
  return compact({
    text: random.pick(TEXTS),
    platformMessageId: random.pick(['m-1', 'm-2']),
    author: { userId: 'U1', fullName: random.pick(NAMES), userName: 'u', isBot: random.pick([false, true, 'unknown']) },
    timestamp: INSTANT,
    attachments: maybe(random, () => [{ type: 'image', url: url(random), name: '1.png', mimeType: 'image/png', size: 12 }], 0.2),
    replyTo: maybe(random, () => ({ messageId: 'q' }), 0.1),
    later: maybe(random, () => json(random), 0.1),
  });
}

function history(random) {
  return random.list(0, 4, () => random.weighted([
    [3, () => ({ role: random.pick(['subscriber', 'platform_user', 'agent', 'system']), type: 'message', content: random.pick(TEXTS), senderName: random.pick(NAMES), createdAt: INSTANT })],
    [2, () => ({ role: 'agent', type: 'tool_approval_request', content: '', createdAt: INSTANT,
      toolData: compact({ approvalId: random.pick(['call-1', 'a:b']), toolCallId: random.pick(['call-1', 'c2', '']), toolName: maybe(random, () => 'refund', 0.8), input: maybe(random, () => json(random)) }) })],
    [1, { role: 'system', type: 'signal', content: '', createdAt: INSTANT, signalData: { type: 'metadata', payload: { a: 1 } } }],
  ]));
}

function event(random, agent, number) {
  const name = random.weighted([[4, 'onMessage'], [3, 'onAction'], [1, 'onReaction'], [1, 'onResolve']]);
  const byEvents = random.chance(0.5);
  const path = `/v1/agents/${encodeURIComponent(agent.agentId)}/reply`;
  const actionId = random.weighted([
    [3, () => id(random)],
    [4, () => `tool-approval:${random.pick(['approve', 'deny', 'approve', 'maybe'])}:${random.pick(['call-1', 'a:b', 'gone', ''])}`],
  ]);
  const body = {
    version: 1,
    timestamp: INSTANT,
    deliveryId: `5f0c:${number}`,
    event: random.chance(0.95) ? name : 'onMessage',
    agentId: agent.agentId,
    replyUrl: `{novu}${path}`,
    ...(byEvents ? { eventsUrl: '{novu}/v1/agents/events/ingest' } : random.chance(0.3) && { eventsUrl: random.pick([null, '']) }),
    conversationId: '5f0c',
    integrationIdentifier: 'slack-main',
    message: name === 'onMessage' ? message(random) : null,
    previousMessage: null,
    conversation: compact({ identifier: 'conv_1', status: random.pick(['open', 'resolved']), metadata: random.pick([{}, { a: 1, k_1: { x: [null] } }, null]),
      messageCount: random.int(0, 9), createdAt: INSTANT, lastActivityAt: INSTANT, later: maybe(random, () => json(random), 0.1) }),
    subscriber: random.pick([null, { subscriberId: 's', firstName: 'Zoë', data: { plan: 'pro' } }]),
    subscriberAccess: 'open',
    context: random.pick([null, {}, { tenant: 'acme', region: { id: 'eu', data: { zone: 1 } } }]),
    notification: random.pick([null, null, { id: 'n1', workflowId: 'w', body: 'Shipped', payload: { order: 7 } }]),
    humanResponse: random.pick([null, null, { requestId: 'hr_0123456789', interactionId: 'i', kind: 'approve', status: 'answered', expired: false, optionId: 'deny' }]),
    history: random.chance(0.92) ? history(random) : undefined,
    platform: random.pick(['slack', 'email']),
    platformContext: { threadId: 'T', channelId: 'C', isDM: random.chance(0.5) },
    action: name === 'onAction' ? compact({ id: actionId, value: maybe(random, () => 'v'), sourceMessageId: maybe(random, () => 'p-9', 0.7) }) : null,
    reaction: name === 'onReaction' ? { messageId: 'p-1', emoji: { name: random.pick(EMOJI) }, added: random.chance(0.7), message: random.chance(0.5) ? message(random) : null } : null,
    ...(random.chance(0.1) && { later: json(random) }),
  };
  const stops = JSON.stringify(agent).includes('"typing":"stop"');
  return { number, agentId: agent.agentId, stops, name, byEvents, body, novu: random.chance(0.35) ? script(random, byEvents) : [] };
}

/** The answers of Novu's side to the first requests. `null` is the usual. */
function script(random, byEvents) {
  const usual = random.list(0, 2, () => null);
  if (byEvents) {
    // Repeated until it works: what fails for good is A3.
    return [...usual, ...random.list(1, 2, () => ({ status: random.pick([500, 503, 408, 429]), text: random.pick(['', '{"message":"later"}']) })), null];
  }
  return [...usual, random.weighted([
    [3, () => ({ status: random.pick([400, 401, 404, 409, 422, 500, 502]), text: random.pick(['', 'no', '{"message":"boom"}', '{"error":{"message":"bad"}}']) })],
    [1, { drop: true }],
    [1, () => ({ status: random.pick([200, 201, 202]), text: random.pick(['', 'x', '5', 'null', '{"data":null}', '{"data":{"messageId":"","platformThreadId":""}}', '{"messageId":"bare","platformThreadId":"t"}']) })],
  ])];
}

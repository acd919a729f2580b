// Controls of a request. The reference repairs the JSON text of all controls after rendering, which damages strings with
// unbalanced brackets that end an object or array (difference 13). So every container ends in a plain text: `zz`, which the
// control schema adds last, or a `zz` member or element put in here; and what schemas ask for has no brackets at all.

import { cleanText, dirtyText, number } from './values.mjs';
import { htmlBody, htmlFragment } from './html.mjs';
import { instance, mutated } from './schema.mjs';
import { TemplateWriter, brokenTemplate } from './template.mjs';

const CHANNEL_FIELDS = {
  email: ['subject', 'body', 'preheader', 'replyTo'], sms: ['body'], push: ['subject', 'body'], chat: ['body'], tool: ['body'],
  in_app: ['subject', 'body', 'avatar'], digest: ['digestKey'], delay: ['dynamicKey'], throttle: ['throttleKey'],
};
const FIXED = {
  digest: { amount: 1, unit: 'hours' }, delay: { type: 'dynamic' }, throttle: { type: 'fixed', amount: 1, unit: 'hours' },
};

/** Controls for a step; `templates` says whether the payload is the one that templates print. */
export function controls(random, step, templates) {
  if (step.controlSchema.additionalProperties !== true || step.controlSchema.properties.zz === undefined) {
    return schemaControls(random, step.controlSchema, templates);
  }
  if (random.chance(0.04)) return { ...plainControls(random, step), a: brokenTemplate(random) };
  return templates ? templateControls(random, step) : plainControls(random, step);
}

function schemaControls(random, schema, templates) {
  let made = withoutBrackets(instance(random, schema));
  if (random.chance(0.1)) made = withoutBrackets(mutated(random, made));
  if (made === null || typeof made !== 'object' || Array.isArray(made)) return made;
  delete made.zz;
  const writer = new TemplateWriter(random);
  for (const [key, value] of Object.entries(made)) {
    if (templates && typeof value === 'string' && random.chance(0.3)) made[key] = writer.template(2, 1);
  }
  return made;
}

function plainControls(random, step) {
  const made = { ...FIXED[step.type] };
  for (const field of CHANNEL_FIELDS[step.type] ?? random.some(['a', 'b', 'c'], 1)) {
    made[field] = withoutTags(field === 'body' && random.chance(0.5) ? htmlBody(random) : cleanText(random));
  }
  if (step.skip?.control && random.chance(0.7)) made[step.skip.control] = random.pick([true, false, 0, 1, '', 'x', '0', null, [], {}]);
  return made;
}

function templateControls(random, step) {
  const writer = new TemplateWriter(random);
  const template = () => writer.template(random.int(1, 5), 2);
  const made = { ...FIXED[step.type] };
  if (step.skip?.control && random.chance(0.5)) made[step.skip.control] = random.pick([true, false, 0, '', '{{payload.no}}', '{{payload.blank}}']);
  for (const field of CHANNEL_FIELDS[step.type] ?? []) {
    if (field === 'subject' || field === 'body' || random.chance(0.3)) made[field] = field === 'subject' ? `S ${writer.template(2, 1)}` : template();
  }
  if (step.type === 'in_app' && made.avatar) made.avatar = 'https://cdn.example.com/{{ payload.i }}.png';
  if (step.type === 'in_app' && random.chance(0.3)) {
    made.redirect = { url: '/go/{{ payload.name | url_encode }}?a=1&b={{payload.i}}' };
    made.primaryAction = { label: writer.template(2, 1) || 'l', redirect: { url: 'https://x.io/{{ payload.i }}', target: '_top' } };
  }
  if (step.type === 'in_app' && random.chance(0.3)) made.data = { d: template(), deep: { e: writer.template(1, 1) }, list: [writer.template(1, 1)] };
  if (step.type === 'custom') {
    for (const key of random.some(['a', 'b', 'c', 'd', 'e'], 1)) made[key] = customControl(random, writer, template);
    if (random.chance(0.15)) made.data = dataControl(random, writer);
    if (random.chance(0.08)) made[random.pick(['key{{payload.i}}', '{{ payload.word }}', "k{{ payload.n | plus: 1 }}"])] = template();
  }
  return Object.fromEntries(Object.entries(made).map(([key, value]) => [key, ended(value)]));
}

function customControl(random, writer, template) {
  return random.weighted([
    [8, template],
    [1, () => number(random)],
    [0.5, () => random.pick([true, false, null])],
    [1, () => ({ x: writer.template(2, 1), y: number(random), list: [writer.template(1, 1), 5, null] })],
    [1, () => [writer.template(2, 1), writer.template(1, 1)]],
    [1.5, () => JSON.stringify(ended(document(random, writer)), null, random.chance(0.2) ? 2 : 0)],
    [0.5, () => random.pick(['{bad json}', '[]', '{}', '[1, 2]', ' {"a" : 1.0, "2":1} ', '[WIP] x', '{"a": {{ payload.i }}}'])],
    [0.5, () => withoutTags(htmlBody(random))],
    [0.3, () => withoutTags(dirtyText(random))],
  ]);
}

/** A document as block editors store it. */
function document(random, writer) {
  return {
    type: 'doc',
    content: random.list(1, 3, () => ({
      type: 'paragraph', attrs: { level: random.int(1, 3), on: random.chance(0.5) },
      content: [{ type: 'text', text: writer.template(2, 1) }, ...(random.chance(0.3) ? [{ nested: JSON.stringify(ended({ a: writer.template(1, 0) })) }] : [])],
    })),
  };
}

/** `data`, whose members are repaired when they look like JSON and are not. */
function dataControl(random, writer) {
  return {
    object: '{{ payload.person }}', list: '{{ payload.numbers | json }}',
    loose: withoutTags(random.pick(["{a:1,}", "{'a':'b'}", '[a]', '{x}', '[1,2', "{a: 'it', b: [1,2,]}", '{"a":1} trailing', "['x','y']", '{a:b c}', '[1 2 3]', '{"a":undefined}', '{a:1 // note\n}', '{"k":"v"', '[None, True]'])),
    inner: { deep: "{q:'{{payload.i}}'}", text: writer.template(1, 1) }, ...(random.chance(0.3) && { html: htmlFragment(random).replace(/[{}[\]]/g, '') }),
  };
}

/** `value` with a last plain text in every container. */
function ended(value) {
  if (Array.isArray(value)) return [...value.map(ended), '.'];
  if (value === null || typeof value !== 'object') return value;
  return { ...Object.fromEntries(Object.entries(value).map(([key, item]) => [key, ended(item)])), zz: '.' };
}

/** `value` without brackets in its texts and keys. */
export function withoutBrackets(value) {
  if (typeof value === 'string') return value.replace(/[{}[\]]/g, '');
  if (Array.isArray(value)) return value.map(withoutBrackets);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [withoutBrackets(key), withoutBrackets(item)]));
}

/** A text that opens no tag. */
function withoutTags(text) {
  return text.replace(/\{(?=[{%])/g, '');
}

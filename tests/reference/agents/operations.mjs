// Agents of the SDK whose handlers are lists of operations, the same as `examples/agents` runs.
//
// A definition is `{agentId, onMessage, onAction?, onReaction?, onResolve?, onToolApproval?, onError?, autoResume?,
// renderApproval?}`. Values may hold `{"get": path}` and `{"text": [part, …]}`; contents are a text, a card, `{"jsx": tree}`
// or `{"raw": value}`.

import { agent } from '@novu/framework';
import * as elements from '@novu/framework/cards';
import { jsxs } from '@novu/framework/jsx-runtime';

export function buildAgents({ agents }) {
  return agents.map(build);
}

function build(about) {
  const handlers = {
    onMessage: async (_, ctx) => answer(run(ctx), about.onMessage ?? [], about),
  };
  for (const name of ['onAction', 'onReaction']) {
    if (about[name]) handlers[name] = async (_, ctx) => answer(run(ctx), about[name], about);
  }
  if (about.onResolve) handlers.onResolve = async (ctx) => answer(run(ctx), about.onResolve, about);
  if (about.onToolApproval || about.autoResume) {
    handlers.onToolApproval = async (decision, ctx) => {
      const { toolCall, approved, approvalMessage } = decision;
      const state = run(ctx, { decision: { toolCall, approved, message: approvalMessage.messageId } });
      state.approval = approvalMessage;
      if (about.onToolApproval) {
        const content = await answer(state, about.onToolApproval, about);
        if (!about.autoResume) return content;
        if (content !== undefined) await ctx.reply(content);
      }
      await answer(state, about.onMessage ?? [], about);
      return undefined;
    };
  }
  if (about.onError) {
    handlers.onError = async (error, ctx) => answer(run(ctx, { error: described(error) }), about.onError, about);
  }
  if (about.renderApproval) {
    handlers.toolApproval = {
      renderApproval: ({ toolCall, actionIds, approvalCard }) => {
        const rule = about.renderApproval;
        if ('throw' in rule) throw new Error(rule.throw);
        const state = { extra: { toolCall, actionIds }, root: {} };
        return 'approvalCard' in rule ? approvalCard(evaluate(rule.approvalCard, state)) : content(rule.return, state);
      },
    };
  }
  return { ...agent(about.agentId, handlers), userOnToolApproval: Boolean(about.onToolApproval) };
}

const run = (ctx, extra = {}) => ({ ctx, extra, handles: {}, requests: {}, approval: undefined });

/** The members of an error that definitions can see. */
function described(error) {
  const delivery = error?.cause?.statusCode !== undefined ? error.cause : error;
  const isDelivery = delivery?.statusCode !== undefined;
  return {
    delivery: isDelivery,
    ...(isDelivery && { statusCode: delivery.statusCode, responseBody: delivery.responseBody }),
    message: error?.message,
  };
}

const NOTHING = Symbol('nothing');

async function answer(state, operations, about) {
  const returned = await all(operations, state, about);
  return returned === NOTHING ? undefined : returned;
}

/** Runs operations; resolves to what the handler returns, or to `NOTHING`. */
async function all(operations, state, about) {
  for (const operation of operations) {
    const returned = await one(operation, state, about);
    if (returned !== NOTHING) return returned;
  }
  return NOTHING;
}

async function one(operation, state, about) {
  const { ctx } = state;
  const value = (name) => evaluate(operation[name], state);
  const handle = (name) => (name === 'approval' ? state.approval : state.handles[name]);
  const files = () => (operation.files ? { files: operation.files.map((each) => file(each, state)) } : undefined);
  if ('reply' in operation) {
    const sent = await ctx.reply(content(operation.reply, state), files());
    if (operation.as) state.handles[operation.as] = sent;
  } else if ('edit' in operation) await handle(operation.edit).edit(content(operation.content, state), files());
  else if ('editApproval' in operation) await state.approval.edit(content(operation.editApproval, state));
  else if ('delete' in operation) await handle(operation.delete).delete();
  else if ('typing' in operation) {
    if (operation.typing === 'stop') await ctx.typing.stop();
    else await ctx.typing(evaluate(operation.typing, state).status);
  } else if ('set' in operation) ctx.metadata.set(operation.set, value('value'));
  else if ('unset' in operation) ctx.metadata.delete(operation.unset);
  else if ('clear' in operation) ctx.metadata.clear();
  else if ('trigger' in operation) ctx.trigger(value('trigger'), value('options'));
  else if ('addReaction' in operation) ctx.addReaction(value('to'), value('addReaction'));
  else if ('deleteMessage' in operation) ctx.deleteMessage(value('deleteMessage'));
  else if ('emit' in operation) await ctx.emit({ name: value('emit'), data: value('data') });
  else if ('resolve' in operation) ctx.resolve(operation.resolve === null ? undefined : value('resolve'));
  else if ('toolApproval' in operation) return ctx.toolApproval.request(value('toolApproval'));
  else if ('return' in operation) return content(operation.return, state);
  else if ('throw' in operation) throw new Error(value('throw'));
  else if ('throwValue' in operation) throw value('throwValue');
  else if ('sleep' in operation) await new Promise((resolve) => { setTimeout(resolve, operation.sleep); });
  else if ('parallel' in operation) await Promise.all(operation.parallel.map((branch) => all(branch, state, about)));
  else if ('if' in operation) {
    const found = get(operation.if, state);
    const holds = 'equals' in operation ? same(found, operation.equals) : found !== undefined && found !== null;
    return all((holds ? operation.then : operation.else) ?? [], state, about);
  } else if ('try' in operation) {
    try {
      return await all(operation.try, state, about);
    } catch (error) {
      return all(operation.catch ?? [], { ...state, extra: { ...state.extra, caught: described(error) } }, about);
    }
  } else {
    const kind = ['ask', 'approve', 'choose', 'tell'].find((name) => name in operation);
    const options = value('options');
    const id = kind === 'choose' ? ctx.choose(value(kind), value('choices'), options) : ctx[kind](value(kind), options);
    if (operation.as) state.requests[operation.as] = id;
  }
  return NOTHING;
}

function content(about, state) {
  if (about !== null && typeof about === 'object') {
    if ('jsx' in about) return tree(about.jsx, state);
    if ('raw' in about) return about.raw;
  }
  return evaluate(about, state);
}

function tree({ el, props = {}, children = [] }, state) {
  const built = children.map((child) => (child?.el ? tree(child, state) : evaluate(child, state)));
  return jsxs(elements[el], { ...evaluate(props, state), ...(built.length && { children: built }) });
}

function file(about, state) {
  const each = evaluate(about, state);
  const { data } = each;
  if (data === null || typeof data !== 'object') return each;
  return { ...each, data: 'utf8' in data ? Buffer.from(data.utf8) : Buffer.alloc(data.bytes, data.value ?? 0) };
}

/** A value with what its paths lead to. */
function evaluate(value, state) {
  if (Array.isArray(value)) return value.map((item) => evaluate(item, state));
  if (value === null || typeof value !== 'object') return value;
  const [name, ...more] = Object.keys(value);
  if (!more.length && name === 'get') return get(value.get, state);
  if (!more.length && name === 'text' && Array.isArray(value.text)) return value.text.map((part) => text(evaluate(part, state))).join('');
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, evaluate(item, state)]));
}

const text = (value) => (typeof value === 'string' ? value : JSON.stringify(value ?? null));
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

function get(path, { ctx, extra, handles, requests }) {
  const [first, ...names] = path.split('.');
  const roots = {
    ...extra,
    handles,
    requests,
    ...(first === 'metadata' && { metadata: ctx?.metadata.current }),
  };
  const root = first in roots ? roots[first] : ctx?.[first];
  return names.reduce((value, name) => value?.[name], root);
}

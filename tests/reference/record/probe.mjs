// The reference SDK in this process, for one vector after the other.

import { workflow } from '@novu/framework';
import { createBridge } from '../lib/bridge.mjs';

export const ANYTHING = { type: 'object', additionalProperties: true };

/** A bridge without authentication: `post(action, workflowId, stepId, event)` resolves to `{status, body}`. */
export function openBridge(workflows) {
  const bridge = createBridge(workflows, { secretKey: 'record', strict: false });
  return async (action, workflowId, stepId, event) => {
    const query = new URLSearchParams({ action, workflowId, stepId });
    const { status, body } = await bridge({
      method: 'POST', url: `http://127.0.0.1/api/novu?${query}`, headers: {}, body: Buffer.from(JSON.stringify(event)),
    });
    return { status, body: JSON.parse(body) };
  };
}

/** A workflow with one step whose resolver is `resolve`. */
export function oneStep(type, resolve, { step = {}, ...options } = {}) {
  const call = { in_app: 'inApp' }[type] ?? type;
  return workflow(`vector-${type}`, async (event) => {
    await event.step[call]('step', resolve, { controlSchema: ANYTHING, ...(type === 'custom' && { outputSchema: ANYTHING }), ...step });
  }, { payloadSchema: ANYTHING, ...options });
}

// Builds workflows of the reference SDK from a conformance description (tests/vectors/README.md, "Workflows").

import { workflow } from '@novu/framework';

/** Names of the step functions; every other type is called by its own name. */
const STEP_FUNCTIONS = { in_app: 'inApp', http_request: 'httpRequest' };

const WORKFLOW_OPTIONS = [
  'name', 'description', 'tags', 'severity', 'preferences', 'payloadSchema', 'controlSchema', 'envSchema',
];

/** The workflows that a parsed description file asks for. */
export function buildWorkflows({ workflows }) {
  return workflows.map(buildWorkflow);
}

function buildWorkflow(description) {
  const run = async (event) => {
    const results = {};
    for (const step of description.steps) {
      const call = event.step[STEP_FUNCTIONS[step.type] ?? step.type];
      results[step.stepId] = await call(step.stepId, resolver(step.resolve, event, results), stepOptions(step));
    }
  };
  return workflow(description.workflowId, run, pick(description, WORKFLOW_OPTIONS));
}

function stepOptions(step) {
  const options = pick(step, ['controlSchema', 'outputSchema', 'disableOutputSanitization']);
  if (step.skip !== undefined) options.skip = skipFunction(step.skip);
  if (step.providers !== undefined) {
    options.providers = Object.fromEntries(
      Object.entries(step.providers).map(([id, description]) => [id, providerFunction(description)]),
    );
  }
  return options;
}

function skipFunction(skip) {
  return skip !== null && typeof skip === 'object' ? (controls) => controls[skip.control] : () => skip;
}

function providerFunction(description) {
  return async (event) => {
    if ('throw' in description) throw new Error(description.throw);
    if ('return' in description) return structuredClone(description.return);
    return { [description.field]: JSON.stringify(event[description.echo]) };
  };
}

function resolver(resolve, event, results) {
  return async (controls) => {
    if (resolve.controls === true) return controls;
    if ('return' in resolve) return structuredClone(resolve.return);
    if ('merge' in resolve) return { ...structuredClone(resolve.merge), ...controls };
    if ('throw' in resolve) throw new Error(resolve.throw);
    if ('panic' in resolve) throw new Error(resolve.panic);
    const output = structuredClone(resolve.base ?? {});
    const seen = 'echoResult' in resolve ? results[resolve.echoResult] : { ...event, controls }[resolve.echo];
    output[resolve.field] = JSON.stringify(seen);
    return output;
  };
}

function pick(object, keys) {
  return Object.fromEntries(keys.filter((key) => object[key] !== undefined).map((key) => [key, object[key]]));
}

// @ts-check
// The state of the page: the catalogue, the place, and the inputs of each workflow.

export const app = {
  /** @type {any} */ build: null,
  /** @type {Workflow[]} */ workflows: [],
  /** @type {AgentInfo[]} */ agents: [],
  /** @type {Warning[]} */ warnings: [],
  bridge: "",
  /** @type {Place} */ place: { kind: "none" },
  tab: "message",
  width: 600,
  colours: "light",
  part: "preview",
  /** @type {Set<string>} */ fresh: new Set(),
  /** @type {Run | null} */ run: null,
  shown: 0,
  stale: false,
  /** The exchange of the run that is shown in place of a preview. */
  exchange: -1,
  /** @type {Record<string, string>} */ hints: {},
  gone: 0,
};

/** @type {Map<string, Set<() => void>>} */
const listeners = new Map();

/** Calls a function after changes of these names. @param {string} names @param {() => void} f */
export function on(names, f) {
  for (const name of names.split(" ")) {
    const all = listeners.get(name) ?? new Set();
    listeners.set(name, all.add(f));
  }
}

/** @param {...string} names */
export function changed(...names) {
  for (const f of new Set(names.flatMap((name) => [...(listeners.get(name) ?? [])]))) f();
}

/** @returns {Workflow | undefined} */
export const workflow = () => app.workflows.find((w) => w.id === app.place.workflow);

/** @returns {Step | undefined} */
export const step = () => workflow()?.steps.find((s) => s.id === app.place.step);

/** Returns the warnings about a workflow, or one of its steps. @param {Workflow} w @param {Step} [s] */
export const warningsOf = (w, s) => app.warnings.filter((x) => x.workflow === w.id && (!s || x.step === s.id));

/** @param {Place} place @param {string} [part] the part that a phone shows */
export function go(place, part = "preview") {
  const other = place.workflow !== app.place.workflow;
  app.place = place;
  app.part = part;
  app.exchange = -1;
  if (other) Object.assign(app, { run: null, shown: 0, stale: false });
  changed("place", ...(other ? ["workflow", "run"] : []));
}

// ---- what the browser keeps, apart for each mount ----

const SCOPE = `studio ${location.pathname} `;

/** @param {string} name @returns {any} */
export function kept(name) {
  try {
    return JSON.parse(localStorage.getItem(SCOPE + name) ?? "null");
  } catch {
    return null;
  }
}

/** Keeps a value; `null` removes it. @param {string} name @param {any} value */
export function keep(name, value) {
  try {
    if (value === null) localStorage.removeItem(SCOPE + name);
    else localStorage.setItem(SCOPE + name, JSON.stringify(value));
  } catch {
    // Private windows and full storage: the page works without a memory.
  }
}

// ---- inputs ----

/** @type {Map<string, Inputs>} */
const inputs = new Map();

/** @type {WeakMap<Workflow, string>} */
const digests = new WeakMap();

/** Names the schemas that the inputs of a workflow depend on. @param {Workflow} w */
function schemas(w) {
  const known = digests.get(w) ?? hash(JSON.stringify([w.payload.schema, w.steps.map((s) => [s.id, s.controls.schema, s.result.schema])]));
  digests.set(w, known);
  return known;
}

/** @param {string} text */
function hash(text) {
  let sum = 0xcbf29ce4;
  for (let i = 0; i < text.length; i++) sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193);
  return (sum >>> 0).toString(16);
}

/** Returns inputs as they are before any edit: the example, else nothing, which is mocked. @param {Workflow} w @returns {Inputs} */
function initial(w) {
  return {
    events: [{ at: 0, to: "ann", payload: clone(w.payload.example ?? {}) }],
    event: 0,
    people: { ann: { firstName: "Ann", lastName: "Archer", email: "ann@example.com", locale: "en-GB", timezone: "Europe/Paris" } },
    context: {}, env: {}, controls: {}, results: {}, fail: {}, real: [],
    start: "2026-03-02T09:00:00Z",
  };
}

const CENTURY = 3.1e12;

/** Takes those parts of given inputs that have the right kinds: a link may have any. @param {Workflow} w @param {any} given @returns {Inputs} */
function shaped(w, given) {
  /** @type {any} */
  const all = initial(w);
  const kind = (/** @type {any} */ v) => (Array.isArray(v) ? "list" : v === null ? "null" : typeof v);
  for (const k in all) if (kind(given?.[k]) === kind(all[k])) all[k] = given[k];
  all.events = all.events.filter((/** @type {any} */ e) => e?.at >= 0 && e.at < CENTURY && kind(e.to) === "string" && isObject(e.payload)).slice(0, 50);
  for (const k in all.fail) if (!Array.isArray(all.fail[k])) delete all.fail[k];
  if (Number.isNaN(Date.parse(all.start))) all.start = initial(w).start;
  if (!all.events.length) all.events = initial(w).events;
  return all;
}

/** Returns the inputs of a workflow: of a link, the last edit for its schemas, or the initial ones. @param {Workflow} w @returns {Inputs} */
export function inputsOf(w) {
  const found = inputs.get(w.id);
  if (found) return found;
  const last = kept(`inputs ${w.id}`);
  const next = shaped(w, last?.schemas === schemas(w) ? last.inputs : null);
  inputs.set(w.id, next);
  return next;
}

/** Reports an edit of the inputs of the place. Steps that may run for real are asked for anew. @param {boolean} [consent] */
export function edited(consent) {
  const w = workflow();
  if (!w) return;
  if (!consent) inputsOf(w).real = [];
  keep(`inputs ${w.id}`, { schemas: schemas(w), inputs: inputsOf(w) });
  app.exchange = -1;
  app.stale = app.run !== null && !consent;
  // The request leaves before the form is drawn.
  changed("edit", "inputs");
}

/** @param {Workflow} w @param {any} given */
export function setInputs(w, given) {
  const next = shaped(w, given);
  inputs.set(w.id, next);
  keep(`inputs ${w.id}`, { schemas: schemas(w), inputs: next });
}

export function dropStaleInputs() {
  for (const w of app.workflows) {
    const last = kept(`inputs ${w.id}`);
    if (last && last.schemas !== schemas(w)) {
      keep(`inputs ${w.id}`, null);
      inputs.delete(w.id);
    }
  }
}

// ---- JSON ----

/** @param {any} value @returns {boolean} */
export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @template T @param {T} value @returns {T} */
const clone = (value) => (value === undefined ? value : structuredClone(value));

/** Returns a value completed by what is missing in it. @param {any} given @param {any} base @returns {any} */
export function over(given, base) {
  if (given === undefined) return clone(base);
  if (!isObject(given) || !isObject(base)) return clone(given);
  return Object.fromEntries([...new Set([...Object.keys(base), ...Object.keys(given)])].map((k) => [k, over(given[k], base[k])]));
}

/** @param {string} pointer */
export const parts = (pointer) => pointer.split("/").slice(1).map((p) => p.replaceAll("~1", "/").replaceAll("~0", "~"));

/** @param {string} part */
export const escapePart = (part) => part.replaceAll("~", "~0").replaceAll("/", "~1");

/** @param {any} value @param {string} pointer @returns {any} */
export const at = (value, pointer) => parts(pointer).reduce((v, p) => v?.[p], value);

/**
 * Sets the value at a pointer; `undefined` removes it. A list or inner object on the way that is only shown becomes
 * given, so that its other members are not missing.
 * @param {any} given
 * @param {any} shown
 * @param {string} pointer
 * @param {any} value
 * @param {boolean} [inner]
 * @returns {any} the new root
 */
export function put(given, shown, pointer, value, inner = false) {
  const [first, ...rest] = parts(pointer);
  if (first === undefined) return value;
  const copy = Array.isArray(given) ? [...given] : isObject(given) ? { ...given } : Array.isArray(shown) || (inner && isObject(shown)) ? clone(shown) : {};
  const next = put(copy[first], shown?.[first], rest.map((p) => `/${escapePart(p)}`).join(""), value, true);
  if (next === undefined) delete copy[first];
  else copy[first] = next;
  return copy;
}

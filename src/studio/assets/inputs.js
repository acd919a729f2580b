// @ts-check
// The column of inputs: payload, controls, subscriber, earlier steps, context and environment, failures.
import { button, by, choice, fill, h, icon, keepFocus } from "./dom.js";
import { form } from "./form.js";
import { jsonEditor } from "./json.js";
import { app, changed, edited, inputsOf, isObject, keep, kept, on, over, put, step, workflow } from "./state.js";
import { last, shortMessage } from "./preview.js";
import { clock, count, readSpan, span } from "./time.js";

const PERSON = {
  type: "object",
  properties: {
    firstName: { type: "string" }, lastName: { type: "string" }, email: { type: "string", format: "email" }, phone: { type: "string" },
    locale: { type: "string" }, timezone: { type: "string" }, avatar: { type: "string", format: "uri" },
    data: { type: "object", description: "Own fields" },
  },
};
const FAILURES = [
  { name: "does not fail", codes: [] }, { name: "503 once", codes: [503] }, { name: "503 twice", codes: [503, 503] },
  { name: "503 four times: gives up", codes: [503, 503, 503, 503] }, { name: "429 once", codes: [429] }, { name: "400, not retried", codes: [400] },
];

/** @param {Inputs} i */
export const eventOf = (i) => i.events[Math.min(i.event, i.events.length - 1)] ?? { at: 0, to: "ann", payload: {} };

/** @param {Inputs} i */
export const personOf = (i) => ({ subscriberId: eventOf(i).to, ...i.people[eventOf(i).to] });

/** @param {Workflow} w @param {Step | undefined} s */
export const before = (w, s) => w.steps.slice(0, s ? w.steps.indexOf(s) : w.steps.length);

/** Returns the results that earlier steps have in a preview: given ones, and digests of the events. @param {Workflow} w @param {Step | undefined} s */
export function resultsFor(w, s) {
  const i = inputsOf(w);
  /** @type {Record<string, any>} */
  const out = {};
  for (const one of before(w, s)) {
    if (i.results[one.id] !== undefined) out[one.id] = over(i.results[one.id], one.result.mock);
    else if (one.type === "digest") {
      const events = i.events.filter((e) => e.to === eventOf(i).to)
        .map((e, n) => ({ id: `event-${n + 1}`, time: new Date(Date.parse(i.start) + e.at || 0).toISOString(), payload: over(e.payload, w.payload.mock) }));
      out[one.id] = { eventCount: events.length, events };
    }
  }
  return out;
}

/** Lists what a template may name. @returns {Variable[]} */
function variables() {
  const w = workflow();
  if (!w) return [];
  const i = inputsOf(w);
  const state = Object.fromEntries(before(w, step()).map((s) => [s.id, resultsFor(w, step())[s.id] ?? s.result.mock]));
  /** @type {Variable[]} */
  const out = [];
  /** @param {string} path @param {any} value @param {number} depth */
  const walk = (path, value, depth) => {
    if (isObject(value) && depth < 5) for (const [k, v] of Object.entries(value)) walk(/^[\w-]+$/.test(k) ? `${path}.${k}` : `${path}["${k}"]`, v, depth + 1);
    else out.push({ name: path, sample: Array.isArray(value) ? count(value.length, "item") : value });
  };
  walk("payload", last()?.inputs?.payload ?? over(eventOf(i).payload, w.payload.mock), 0);
  walk("steps", state, 0);
  walk("subscriber", personOf(i), 0);
  walk("context", i.context, 0);
  walk("env", i.env, 0);
  return out;
}

const open = new Set(kept("open") ?? ["payload", "controls"]);

/**
 * Creates a section that opens and closes, as a form, JSON, or both.
 * @param {string} id
 * @param {string} title
 * @param {{body: HTMLElement, json?: {get: () => any, set: (v: any) => void}, sync: () => void, sum: () => string, tag?: () => string, reset?: [string, () => void]}} options
 * @returns {Section}
 */
function section(id, title, options) {
  const tag = h("span.tag", { hidden: true });
  const sum = h("span.sum");
  const body = h("div.body", { id: `sec-${id}` });
  let mode = options.json && kept(`mode ${id}`) === "json" ? "json" : "form";
  const raw = options.json ? jsonEditor(`${title} as JSON`, options.json.get(), (v) => { options.json?.set(v); edited(); }) : null;
  const toggle = button("fold", [icon("down", "s chev"), h("h2", title)], () => {
    if (open.delete(id)) body.hidden = true;
    else open.add(id);
    keep("open", [...open]);
    draw();
  }, { "aria-controls": body.id });
  const end = h("span.end");
  const el = h("section.sec", { "aria-label": title }, h("header", toggle, tag, sum, end), body);
  function draw() {
    const is = open.has(id);
    toggle.setAttribute("aria-expanded", String(is));
    body.hidden = !is;
    sum.hidden = is;
    end.hidden = !is;
    keepFocus(end, () => fill(end,
      raw && choice("seg.small", [{ id: "form", label: "Form" }, { id: "json", label: "JSON" }], mode, (m) => { mode = m; keep(`mode ${id}`, m); draw(); }, { label: `${title}: form or JSON` }),
      options.reset && button("btn.bare.tiny", icon("undo", "s"), () => { options.reset?.[1](); edited(); sync(); }, { "aria-label": options.reset[0], title: options.reset[0] })));
    fill(body, mode === "json" && raw ? raw.el : options.body);
    sync();
  }
  function sync() {
    sum.textContent = options.sum();
    const text = options.tag?.() ?? "";
    tag.hidden = text === "";
    tag.textContent = text;
    if (!open.has(id)) return;
    if (mode === "json" && options.json) raw?.set(options.json.get());
    else options.sync();
  }
  draw();
  return { el, sync };
}

/** @param {string} part @param {string} [below] */
function errors(part, below = "") {
  const error = last()?.error;
  /** @type {Map<string, string>} */
  const out = new Map();
  if (error?.part !== part) return out;
  const all = error.violations?.length ? error.violations : [{ pointer: error.pointer ?? "", message: shortMessage(error.message) }];
  for (const { pointer, message } of all) if (pointer.startsWith(below)) out.set(pointer.slice(below.length), message);
  return out;
}

/** @param {Workflow} w @returns {Section} */
function payload(w) {
  const i = () => inputsOf(w);
  const shown = () => over(last()?.inputs?.payload ?? over(eventOf(i()).payload, w.payload.mock), undefined) ?? {};
  const set = (/** @type {any} */ v) => (eventOf(i()).payload = v ?? {});
  const f = form(w.payload.schema, { prefix: "payload", change: (pointer, value) => { set(put(eventOf(i()).payload, shown(), pointer, value)); edited(); } });
  const row = h("div.event");
  let drawn = "";
  const body = h("div.stack", row, f.empty ? h("p.none", "This workflow has no payload.") : f.el);
  function drawRow() {
    const now = JSON.stringify([i().events.map((e) => [e.at, e.to]), i().event, i().start]);
    if (now === drawn) return;
    drawn = now;
    row.hidden = i().events.length < 2;
    const e = eventOf(i());
    const n = i().events.indexOf(e);
    const select = h("select", { "aria-label": "Event", change: () => { i().event = Number(select.value); edited(); } },
      i().events.map((x, k) => h("option", { value: String(k), selected: k === n }, `${k + 1} · ${clock(i().start, x.at, x.at % 60_000 > 0)} · ${x.to}`)));
    const at = h("input", { type: "text", value: span(e.at), "aria-label": "Time after the start", title: "Time after the start, such as 20 min or 1 h", change: () => {
      const ms = readSpan(at.value);
      if (ms !== null) { e.at = ms; i().events.sort((a, b) => a.at - b.at); i().event = i().events.indexOf(e); }
      edited();
    } });
    const to = h("input", { type: "text", value: e.to, "aria-label": "Subscriber id", title: "Subscriber id", change: () => {
      e.to = to.value.trim() || "ann";
      i().people[e.to] ??= { firstName: e.to.charAt(0).toUpperCase() + e.to.slice(1) };
      edited();
    } });
    keepFocus(row, () => fill(row, select, h("span", "after"), at, h("span", "to"), to, button("btn.bare.tiny", icon("cross", "s"), () => {
      i().events.splice(n, 1);
      i().event = Math.max(0, n - 1);
      edited();
    }, { "aria-label": "Remove this event", title: "Remove this event" })));
  }
  return section("payload", "Payload", {
    body, json: { get: shown, set },
    tag: () => { drawRow(); return i().events.length > 1 ? `event ${i().events.indexOf(eventOf(i())) + 1} of ${i().events.length}` : Object.keys(eventOf(i()).payload).length === 0 && !f.empty ? "mocked" : ""; },
    sync: () => f.sync({ given: eventOf(i()).payload, shown: shown(), grey: true, errors: errors("payload") }),
    sum: () => Object.values(shown()).filter((v) => typeof v !== "object").slice(0, 3).join(" · "),
    reset: [w.payload.example ? "Back to the example" : "Back to the mock", () => set(structuredClone(w.payload.example ?? {}))],
  });
}

/** @param {Workflow} w @param {Step} s @returns {Section} */
function controls(w, s) {
  const i = () => inputsOf(w);
  const shown = () => over(i().controls[s.id], s.controls.defaults) ?? {};
  const set = (/** @type {any} */ v) => {
    const own = isObject(v) ? Object.fromEntries(Object.entries(v).filter(([k, x]) => JSON.stringify(x) !== JSON.stringify(s.controls.defaults?.[k]))) : {};
    if (Object.keys(own).length) i().controls[s.id] = own;
    else delete i().controls[s.id];
  };
  const f = form(s.controls.schema, { prefix: `controls-${s.id}`, variables, change: (pointer, value) => { set(put(i().controls[s.id], shown(), pointer, value)); edited(); } });
  return section("controls", "Controls", {
    body: f.empty ? h("p.none", "This step has no controls.") : f.el,
    ...(f.empty ? {} : { json: { get: shown, set } }),
    tag: () => { const n = Object.keys(i().controls[s.id] ?? {}).length; return n ? `${n} changed` : ""; },
    sync: () => f.sync({ given: i().controls[s.id], shown: shown(), errors: errors("controls"), rendered: last()?.ok ? last()?.controls : undefined }),
    sum: () => (f.empty ? "none" : count(Object.keys(s.controls.schema.properties ?? {}).length, "control")),
    ...(f.empty ? {} : { reset: /** @type {[string, () => void]} */ (["Back to the defaults", () => set({})]) }),
  });
}

/** @param {Workflow} w @returns {Section} */
function subscriber(w) {
  const i = () => inputsOf(w);
  const set = (/** @type {any} */ v) => (i().people[eventOf(i()).to] = v ?? {});
  const given = () => i().people[eventOf(i()).to] ?? {};
  const f = form(PERSON, { prefix: "subscriber", change: (pointer, value) => { set(put(given(), {}, pointer, value === "" ? undefined : value)); edited(); } });
  return section("subscriber", "Subscriber", {
    body: f.el, json: { get: given, set },
    tag: () => (open.has("subscriber") ? eventOf(i()).to : ""),
    sync: () => f.sync({ given: given(), shown: {}, errors: new Map() }),
    sum: () => [[given().firstName, given().lastName].filter(Boolean).join(" ") || eventOf(i()).to, given().locale, given().timezone].filter(Boolean).join(" · "),
  });
}

/** @param {Workflow} w @param {Step} s @returns {Section | null} */
function earlier(w, s) {
  const i = () => inputsOf(w);
  const list = before(w, s).filter((one) => Object.keys(one.result.schema?.properties ?? {}).length || one.type === "custom" || one.type === "http_request");
  if (!list.length) return null;
  const forms = list.map((one) => {
    const shown = () => resultsFor(w, s)[one.id] ?? last()?.inputs?.state?.[one.id] ?? one.result.mock ?? {};
    const f = form(one.result.schema, { prefix: `result-${one.id}`, change: (pointer, value) => { const next = put(i().results[one.id], shown(), pointer, value); if (next && Object.keys(next).length) i().results[one.id] = next; else delete i().results[one.id]; edited(); } });
    const from = h("span.t");
    const clear = button("btn.bare.tiny", icon("undo", "s"), () => { delete i().results[one.id]; edited(); }, { "aria-label": `Forget the result of ${one.id}`, title: "Forget this result" });
    return { el: h("div.stack", h("div.sub", h("b", one.id), from, clear), f.el), sync() {
      const given = i().results[one.id];
      clear.hidden = given === undefined;
      from.textContent = given !== undefined ? "given" : one.type === "digest" ? "from the events" : "mocked";
      f.sync({ given, shown: shown(), grey: true, errors: errors("state", `/${one.id}`) });
    } };
  });
  const word = (/** @type {Step} */ one) => {
    const r = resultsFor(w, s)[one.id];
    if (one.type === "digest") return `${one.id} ${count(r?.events?.length ?? 0, "event")}`;
    if (one.type === "in_app") return `${one.id} ${r?.read ? "read" : r?.seen ? "seen" : "unread"}`;
    return `${one.id} ${r === undefined ? "mocked" : "given"}`;
  };
  return section("earlier", "Earlier steps", {
    body: h("div.stack", forms.map((f) => f.el)), sync: () => forms.forEach((f) => f.sync()), sum: () => list.map(word).join(" · "),
    json: { get: () => over(i().results, resultsFor(w, s)), set: (v) => (i().results = isObject(v) ? v : {}) },
    reset: ["Forget all results", () => (i().results = {})],
  });
}

/** @param {Workflow} w @returns {Section} */
function surroundings(w) {
  const i = () => inputsOf(w);
  const parts = [part("context", {}), part("env", { type: "object", additionalProperties: { type: "string" } })];
  /** @param {"context" | "env"} name @param {any} schema */
  function part(name, schema) {
    const f = form(schema, { prefix: name, change: (pointer, value) => { i()[name] = put(i()[name], {}, pointer, value); edited(); } });
    return { el: [h("div.sub", h("b", name)), f.el], sync: () => f.sync({ given: i()[name], shown: {}, errors: new Map() }) };
  }
  const text = (/** @type {any} */ o) => Object.entries(o ?? {}).map(([k, v]) => `${k} ${isObject(v) ? v.id ?? "…" : v}`);
  return section("context", "Context, environment", {
    body: h("div.stack", parts.map((x) => x.el)), sync: () => parts.forEach((x) => x.sync()),
    json: { get: () => ({ context: i().context, env: i().env }), set: (v) => { i().context = v?.context ?? {}; i().env = v?.env ?? {}; } },
    sum: () => [...text(i().context), ...text(i().env)].join(" · ") || "empty",
  });
}

/** @param {Workflow} w @returns {Section} */
function failures(w) {
  const i = () => inputsOf(w);
  const rows = w.steps.map((s) => {
    const select = h("select", { id: `fail-${s.id}`, change: () => {
      const codes = FAILURES[Number(select.value)]?.codes ?? [];
      if (codes.length) i().fail[s.id] = codes;
      else delete i().fail[s.id];
      edited();
    } }, FAILURES.map((f, n) => h("option", { value: String(n) }, f.name)));
    return { el: h("div.f.line", h("label.l", { for: select.id }, s.id), select), sync() {
      const n = FAILURES.findIndex((f) => JSON.stringify(f.codes) === JSON.stringify(i().fail[s.id] ?? []));
      select.value = String(n);
    } };
  });
  const start = h("input", { type: "text", id: "start", change: () => { if (!Number.isNaN(Date.parse(start.value))) i().start = new Date(start.value).toISOString().replace(".000Z", "Z"); edited(); } });
  return section("failures", "Failures, clock", {
    body: h("div.stack", rows.map((r) => r.el), h("div.f.line", h("label.l", { for: "start" }, "clock starts at"), start), h("p.hint", "Used by a run. The step is not asked for these attempts.")),
    sync() { rows.forEach((r) => r.sync()); if (document.activeElement !== start) start.value = i().start; },
    json: { get: () => i().fail, set: (v) => (i().fail = isObject(v) ? v : {}) },
    sum: () => Object.entries(i().fail).map(([k, v]) => `${k} ${v.join(", ")}`).join(" · ") || "none",
    tag: () => { const n = Object.keys(i().fail).length; return n ? `${n} planned` : ""; },
    reset: ["No failures", () => (i().fail = {})],
  });
}

/** @type {Section[]} */
let sections = [];
/** @type {{key: string, section: Section} | null} */
let first = null;

function draw() {
  const w = workflow();
  const s = step();
  const el = by("in");
  sections = [];
  if (!w || (app.place.kind !== "step" && app.place.kind !== "workflow")) return fill(el);
  const key = `${w.id} ${JSON.stringify(w.payload)}`;
  if (first?.key !== key) first = { key, section: payload(w) };
  sections = [first.section, ...(s ? [controls(w, s)] : []), subscriber(w), ...(s ? [earlier(w, s)] : []), surroundings(w), failures(w)].filter((x) => x !== null);
  fill(el, h("h2.vh", "Inputs"), sections.map((x) => x.el));
  sync();
}

function sync() {
  for (const s of sections) s.sync();
}

export function addEvent() {
  const w = workflow();
  if (!w) return;
  const i = inputsOf(w);
  if (i.events.length >= 50) return;
  const latest = i.events[i.events.length - 1];
  i.events.push({ at: (latest?.at ?? 0) + 20 * 60_000, to: latest?.to ?? "ann", payload: structuredClone(eventOf(i).payload) });
  i.event = i.events.length - 1;
  open.add("payload");
  edited();
  changed("workflow");
}

on("place catalog", draw);
on("inputs preview", sync);

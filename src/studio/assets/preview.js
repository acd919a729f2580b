// @ts-check
// One step: asks for it after each input, and shows its message, HTML, text, checks and wire.
import { announce, button, by, choice, dialog, fill, h, icon, keepFocus, sign } from "./dom.js";
import { call } from "./api.js";
import { channelCard, hint } from "./channels.js";
import { checkList, sourceView } from "./checks.js";
import { eventOf, personOf, resultsFor } from "./inputs.js";
import { json, jsonEditor } from "./json.js";
import { mailCard } from "./mail.js";
import { app, at, changed, edited, go, inputsOf, on, over, step, warningsOf, workflow } from "./state.js";
import { bytes, clock, kindName, nth, shortPath, span, took } from "./time.js";
import { wireView } from "./wire.js";

/** @type {Answer | null} */
let answer = null;
/** The last answer without an error. @type {Answer | null} */
let good = null;
let busy = false;
let wanted = false;
let controller = new AbortController();

/** Returns the answer that is shown: of the run's exchange that was chosen, else of the last preview. */
export const last = () => (app.exchange >= 0 ? app.run?.exchanges[app.exchange] ?? null : answer);

/** @param {Workflow} w @param {Step} s */
export function request(w, s) {
  const i = inputsOf(w);
  const [real, payload] = [i.real.includes(s.id), eventOf(i).payload];
  return {
    // Only a preview is mocked by the server.
    workflow: w.id, step: s.id, payload: real ? over(payload, w.payload.mock) : payload, controls: i.controls[s.id] ?? {}, subscriber: personOf(i),
    context: i.context, env: i.env, state: resultsFor(w, s), as: real ? "execute" : "preview",
  };
}

let asking = Promise.resolve();

/** Asks for the step of the place, and waits for the answer. While a request is on its way, only the newest waits. */
export function ask() {
  wanted = true;
  if (!busy) asking = askAll();
  return asking;
}

async function askAll() {
  busy = true;
  while (wanted) {
    wanted = false;
    const [w, s] = [workflow(), step()];
    if (!w || !s || app.place.kind !== "step") break;
    const signal = controller.signal;
    try {
      const found = await call("preview", request(w, s), signal);
      if (signal.aborted) continue;
      answer = found;
      if (found.ok) {
        good = found;
        noteHint(w, s, found.outputs);
      }
      changed("preview");
    } catch {
      // The banner reports a lost server, the token's dialog a refusal.
    }
  }
  busy = false;
}

/** @param {Workflow} w @param {Step} s @param {any} outputs */
export function noteHint(w, s, outputs) {
  const key = `${w.id}/${s.id}`;
  const text = hint(s.type, outputs);
  if (text && app.hints[key] !== text) {
    app.hints[key] = text;
    changed("hints");
  }
}

/** Asks for digests, delays and throttles of a workflow, whose durations the list of steps shows. */
async function askHints() {
  const w = workflow();
  for (const s of w?.steps ?? []) {
    if (!w || !["digest", "delay", "throttle"].includes(s.type) || app.hints[`${w.id}/${s.id}`]) continue;
    const found = await call("preview", request(w, s)).catch(() => null);
    if (found?.ok) noteHint(w, s, found.outputs);
  }
}

/** @param {string | undefined} type */
export const tabsOf = (type) => (type === "email" ? ["message", "html", "text", "checks", "wire"] : ["message", "output", "wire"]);
/** @type {Record<string, string>} */
const NAMES = { message: "Message", html: "HTML", text: "Text", checks: "Checks", wire: "Wire", output: "Output" };

const bar = h("div.bar");
const stage = h("div.stage", { id: "stage", role: "tabpanel", tabindex: 0, "aria-label": "Message" });
const facts = h("div.facts");
/** @type {ReturnType<typeof mailCard> | null} */
let card = null;
let cardOf = "";

/** Builds the card of a mail anew for another step, so that pictures that were admitted do not stay so. @param {string} key */
function cardFor(key) {
  if (!card || cardOf !== key) {
    card = mailCard(() => stage.focus());
    cardOf = key;
  }
  return card;
}

/** @param {string} tab */
export function setTab(tab) {
  app.tab = tab;
  changed("view");
}

let goal = 0;

let barOf = "";
function drawBar() {
  const s = step();
  const a = last();
  const tabs = tabsOf(s?.type);
  if (!tabs.includes(app.tab)) app.tab = "message";
  const n = ((a?.ok ? a : good)?.checks ?? []).filter((c) => c.level !== "ok").length;
  const mail = s?.type === "email";
  const key = JSON.stringify([tabs, app.tab, n, app.width, app.colours]);
  if (key === barOf) return;
  barOf = key;
  keepFocus(bar, () => fill(bar,
    choice("tabs", tabs.map((id) => ({ id, label: id === "checks" && n ? ["Checks ", h("span.n", n), h("span.vh", " to look at")] : NAMES[id] ?? id })), app.tab, setTab, { label: "Views of the step", tabs: true, panel: "stage" }),
    h("span.gap"),
    mail && choice("seg.wide", [{ id: "w1000", label: [icon("wide", "s"), "1000"] }, { id: "w600", label: "600" }, { id: "w375", label: [icon("push", "s"), "375"] }], `w${app.width}`, (id) => { app.width = Number(id.slice(1)); changed("view"); }, { label: "Width of the mail" }),
    mail && colours("seg.wide"),
    button("btn.bare.wide", icon("open"), () => document.body.classList.toggle("alone"), { "aria-label": "Show the message alone", title: "Show the message alone; Esc goes back" })));
}

/** @param {string} classes */
function colours(classes) {
  return choice(classes, [
    { id: "light", label: icon("sun", "s"), name: "Light" },
    { id: "own", label: icon("moon", "s"), name: "The mail’s own dark styles", hint: "Applies the mail’s own rules for prefers-color-scheme: dark" },
    { id: "forced", label: icon("flip", "s"), name: "Dark by force, as some web mailers do", hint: "Inverts colours, and turns pictures back, as some web mailers do" },
  ], app.colours, (id) => { app.colours = id; changed("view"); }, { label: "Colours of the mail" });
}

function draw() {
  const [w, s] = [workflow(), step()];
  if (!w || !s || app.place.kind !== "step") return;
  const view = by("view");
  if (bar.parentElement !== view) fill(view, h("h2.vh", "Preview"), bar, stage, facts);
  drawBar();
  const a = last();
  const shown = a?.ok ? a : good;
  stage.setAttribute("aria-label", NAMES[app.tab] ?? app.tab);
  document.body.dataset.ready = a ? "true" : "false";
  if (!a) return fill(stage, h("p.none", app.gone ? "" : "Asking the server."));
  if (app.tab === "message") message(w, s, a, shown);
  else refill(...tabOf(a, shown));
  drawFacts(s, a);
}

/** Replaces the content of the stage, which keeps its scroll position unless a line of the source is shown. @param {...Node} nodes */
function refill(...nodes) {
  const top = stage.scrollTop;
  fill(stage, nodes);
  if (app.tab !== "html") stage.scrollTop = top;
}

/** @param {Answer} a @param {Answer | null} shown */
function tabOf(a, shown) {
  if (app.tab === "wire") return [wireView(a, a.attempt ?? 0)];
  if (app.tab === "checks") return [checkList(shown, (line) => { goal = line; setTab("html"); })];
  if (app.tab === "text") return [h("pre.src.page", { tabindex: 0 }, shown?.text ?? "")];
  if (app.tab === "output") return [h("div.page", json(a.ok ? { outputs: a.outputs, providers: a.providers } : { error: a.error }, "Output"))];
  const line = goal;
  goal = 0;
  return [sourceView(String(shown?.outputs?.body ?? ""), line)];
}

/** @param {Workflow} w @param {Step} s @param {Answer} a @param {Answer | null} shown */
function message(w, s, a, shown) {
  const i = inputsOf(w);
  const notes = [banner(i), warningList(warningsOf(w, s)), a.ok ? null : errorCard(a, s, i), a.ok && a.skip === true ? h("div.ban.idle", icon("dash", "s"), "Skipped with these inputs: the step’s condition is true. Nothing is sent.") : null, customCard(s, a)];
  const old = !a.ok && shown ? h("p.hint", "Below, the message as it was before the mistake.") : null;
  const outputs = shown?.outputs;
  const sender = outputs?.from?.name || app.build?.title || "Studio";
  /** @type {HTMLElement | null} */
  let body = null;
  if (outputs && s.type === "email") {
    const mail = cardFor(`${w.id}/${s.id}`);
    const person = personOf(i);
    mail.show({
      name: sender, email: outputs.from?.email ?? "", to: [person.firstName, person.lastName].filter(Boolean)[0] || person.subscriberId,
      at: clock(i.start, sentAt(s), false),
      subject: outputs.subject ?? "", snippet: outputs.preheader || String(shown.text ?? "").replace(/\s+/g, " ").slice(0, 140), html: String(outputs.body ?? ""),
    }, app.colours);
    body = mail.el;
  } else if (outputs && !(s.type === "custom" && !i.real.includes(s.id) && app.exchange < 0))
    body = channelCard(s, outputs, { sender, at: clock(i.start, sentAt(s), false), providers: shown.providers });
  body?.classList.toggle("old", !a.ok);
  const now = [...notes, old, body].filter((x) => x instanceof Node);
  // The frame would load again if it were taken out of the document: nodes before it are changed around it.
  if (body && s.type === "email" && body.parentElement === stage) {
    while (body.previousSibling) body.previousSibling.remove();
    for (const node of now) if (node !== body) stage.insertBefore(node, body);
  } else refill(...now);
  const key = s.type === "email" && body ? `${app.colours} ${app.width} ${cardOf}` : "";
  if (key === fitted && body?.nextSibling) return;
  fitted = key;
  stage.querySelector(".float")?.remove();
  if (key) {
    stage.append(colours("seg.float.phone"));
    fit();
  }
}

/** What the mail was last fitted for: measuring takes a layout. */
let fitted = "";

/** @param {Warning[]} all */
export const warningList = (all) => all.length ? h("ul.ban.warnings", { "aria-label": "Warnings of the registry" }, all.map((x) => h("li", icon("warn", "s"), h("span", x.pointer ? [h("code", x.pointer), " "] : null, x.message.split("`").map((t, n) => (n % 2 ? h("code", t) : t))), h("code", x.location)))) : null;

/** Returns when the step was asked last in the run, or in the exchange that is shown. @param {Step} s */
const sentAt = (s) => app.run?.happenings.filter((x) => (app.exchange >= 0 ? x.exchange === app.exchange : x.step === s.id && x.exchange !== undefined)).pop()?.at ?? app.run?.clock ?? 0;

function fit() {
  const room = stage.clientWidth - parseFloat(getComputedStyle(stage).paddingLeft) * 2;
  if (card && room > 0) card.fit(matchMedia("(max-width: 760px)").matches ? room : app.width, room);
}
new ResizeObserver(() => card?.el.isConnected && fit()).observe(stage);

/** @param {Inputs} i */
function banner(i) {
  const x = app.exchange >= 0 ? app.run?.exchanges[app.exchange] : null;
  if (!x) return null;
  const found = app.run?.happenings.find((y) => y.exchange === app.exchange);
  return h("div.ban.run-ban", icon("clock", "s"), `From the run, ${clock(i.start, found?.at ?? 0)}${(x.attempt ?? 0) > 1 ? `, ${nth(x.attempt ?? 0)} try` : ""}`, h("span.gap"),
    button("btn", "Back to the inputs", () => { app.exchange = -1; changed("preview"); }));
}

/** @param {Step} s @param {Answer} a */
function customCard(s, a) {
  const w = workflow();
  if (!w || s.type !== "custom" || app.exchange >= 0 || a.ok === false) return null;
  const i = inputsOf(w);
  if (i.real.includes(s.id)) return null;
  const given = i.results[s.id];
  return h("section.card", { "aria-label": "A step that does something" }, h("h2", "A step that does something"), h("div.box",
    h("div.pad", h("p", h("b", "This step runs your code for real: "), h("code", s.id)), h("p.soft", "Run it, or give it a result?"),
      h("p.buttons", button("btn.first", "Run it", () => { i.real.push(s.id); edited(true); }),
        given === undefined ? button("btn", "Give a result", () => { i.results[s.id] = structuredClone(s.result.mock ?? {}); edited(true); })
          : button("btn", "Forget the result", () => { delete i.results[s.id]; edited(true); })),
      given === undefined ? null : jsonEditor("Result as JSON", given, (v) => { i.results[s.id] = v; edited(true); }).el),
    h("div.foot", h("span", "asked once for each workflow, until its inputs change"))));
}

/** @param {Failure} e */
function nextOf(e) {
  if (e.again) return `, and asks again in ${span(e.again.after)} (${nth(e.again.attempt)} of ${e.again.of} tries)`;
  return e.next === "again" ? ", and asks again" : e.next === "continues" ? ", and continues with the next step" : ", and ends the run";
}

/** Leaves out what the place of a message shows already: the step and the control. @param {string} message */
export const shortMessage = (message) => message.replace(/^.*? control \/\S*: /, "");

/** @type {Record<string, string>} */
const HEADS = { payload: "The payload does not fit", state: "The result of an earlier step does not fit", outputs: "The output of the resolver does not fit", providers: "A provider override failed", workflow: "The workflow function failed", skip: "The condition of the step failed", scenario: "The scenario cannot be played", handler: "The handler failed", delivery: "Novu did not take what was sent" };

/** @param {{error: Failure}} a @param {Step | null} s @param {Inputs | null} i @returns {HTMLElement} */
export function errorCard(a, s, i) {
  const e = a.error;
  const template = e.part === "controls" && s && i ? at({ ...s.controls.defaults, ...i.controls[s.id] }, e.pointer ?? "") : undefined;
  const liquid = typeof template === "string" && e.column;
  const head = e.part === "controls" ? (liquid || e.code === "StepControlCompilationFailedError" ? `Control ${e.pointer ?? ""} cannot be rendered` : "The controls do not fit") : e.part === "resolver" && s ? `The resolver of step ${s.id} failed` : HEADS[e.part] ?? "This failed";
  const whole = liquid ? template.split("\n")[(e.line ?? 1) - 1] ?? template : "";
  // A long line is cut before the mistake, so that the mark is seen.
  const cut = Math.max(0, (e.column ?? 1) - 30);
  const [line, mark] = cut ? [`…${whole.slice(cut)}`, (e.column ?? 1) - cut] : [whole, (e.column ?? 1) - 1];
  const rows = [
    e.code && e.part !== "handler" && e.part !== "delivery" ? [h("dt", "Novu gets"), h("dd", h("code", `${e.status} ${e.code}`), nextOf(e))] : [],
    e.causes?.length ? [h("dt", "because"), h("dd", h("ol", e.causes.map((c) => h("li", c))))] : [],
    e.path ? [h("dt", "in"), h("dd", h("code", shortPath(e.path)), e.took ? `, after ${took(e.took)}` : "")] : [],
  ];
  return h("div.box.fail", { role: "group", "aria-label": "Error" }, h("div.pad",
    h("h2", icon("warn"), head), h("p", liquid ? shortMessage(e.message) : e.message),
    e.violations?.length ? h("ul.violations", e.violations.map((v) => h("li", h("code", v.pointer || "/"), ` ${v.message}`))) : null,
    liquid ? h("pre.src", { tabindex: 0 }, line, "\n", h("u", `${" ".repeat(Math.max(0, mark))}^ ${(e.line ?? 1) > 1 ? `line ${e.line}, ` : ""}column ${e.column}`)) : null,
    h("dl", rows)),
    e.causes?.length ? h("div.foot", h("span", "causes stay here: Novu gets the first line")) : null);
}

/** @param {Step} s @param {Answer} a */
function drawFacts(s, a) {
  const kb = bytes(String(a.outputs?.body ?? "")) / 1024;
  const removed = a.removed ?? [];
  const overrides = Object.entries(a.providers ?? {}).filter(([, v]) => v && Object.keys(/** @type {object} */ (v)).length);
  const timing = Object.entries(a.times ?? {}).map(([k, v]) => `${k} ${took(/** @type {number} */ (v))}`).join(", ");
  fill(facts,
    a.times?.total === undefined ? null : h("span", { title: timing }, a.ok ? "rendered in" : "failed after", h("b", took(a.times.total))),
    s.type === "email" && a.ok && a.outputs ? h("span", h("span.meter", { "aria-hidden": "true" }, h("i", { class: kb > 102 ? "over" : "", style: `width:${Math.min(100, Math.max(3, (kb / 102) * 100))}%` })), h("b", `${kb.toFixed(1)} KB`), "of Gmail’s 102") : null,
    (s.type === "email" || s.type === "in_app") && a.ok ? h("span", "sanitiser removed", removed.length ? button("textual", `${removed.length} ${removed.length === 1 ? "part" : "parts"}`, () => showRemoved(removed)) : h("b", "nothing")) : null,
    overrides.length ? h("span", "overrides", button("textual", overrides.map(([k]) => k).join(", "), () => dialog("Provider overrides", json(Object.fromEntries(overrides), "Overrides")))) : null,
    s.path ? h("span.mono", shortPath(s.path)) : null);
}

/** @param {Answer["removed"]} removed */
function showRemoved(removed) {
  dialog("Removed by the sanitiser", h("ul.checks", removed.map((r) => h("li", sign("warn"), h("div", h("b", r.pointer), h("pre.src", { tabindex: 0 }, r.html))))));
}

on("place", () => {
  controller.abort();
  controller = new AbortController();
  answer = good = null;
  document.body.classList.remove("alone");
  draw();
  ask();
});
on("edit inputs", ask);
on("preview view run", draw);
on("workflow", askHints);
on("preview", () => { if (answer?.ok === false && app.exchange < 0) announce(`${answer.error.message}`); });

/** @param {number} by */
export function neighbour(by) {
  const w = workflow();
  if (!w?.steps.length) return;
  const n = w.steps.findIndex((x) => x.id === app.place.step);
  const s = w.steps[Math.min(w.steps.length - 1, Math.max(0, n + by))];
  if (s && s.id !== app.place.step) go({ kind: "step", workflow: w.id, step: s.id });
  announce(s ? `${s.id}, ${kindName(s.type)}` : "");
}

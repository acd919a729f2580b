// @ts-check
// A whole workflow on a simulated clock: its scenario goes in, the timeline comes out.
import { announce, button, by, dialog, fill, h, icon, keepFocus, sign, toast } from "./dom.js";
import { call, Refused } from "./api.js";
import { addEvent } from "./inputs.js";
import { drawLanes, drawLog, eventName, lineOf } from "./lanes.js";
import { errorCard, noteHint } from "./preview.js";
import { copyAsTest, share } from "./share.js";
import { app, changed, edited, go, inputsOf, on, over, workflow } from "./state.js";
import { clock, count, date, nth } from "./time.js";

/** @param {Workflow} w */
export function scenario(w) {
  const i = inputsOf(w);
  /** @type {Record<string, any>} */
  const results = {};
  /** @type {Record<string, any>} */
  const give = {};
  for (const s of w.steps) {
    if (i.results[s.id] === undefined) continue;
    const into = s.type === "custom" || s.type === "http_request" ? give : s.type === "in_app" ? results : null;
    if (into) into[s.id] = over(i.results[s.id], s.result.mock);
  }
  return {
    v: 1, workflow: w.id, start: i.start, subscribers: i.people, context: i.context, env: i.env,
    events: i.events.map((e) => ({ ...e, payload: over(e.payload, w.payload.mock) })), results, controls: i.controls, fail: i.fail, give,
  };
}

/** @type {AbortController | null} */
let running = null;

/** Runs the workflow of the place, and uncovers a number of happenings. @param {number} [uncover] */
export async function run(uncover = Infinity) {
  const w = workflow();
  if (!w || running) return;
  const i = inputsOf(w);
  const real = w.steps.filter((s) => s.type === "custom" && i.results[s.id] === undefined && !i.real.includes(s.id));
  if (real.length && !(await consent(w, real.map((s) => s.id)))) return;
  const mine = (running = new AbortController());
  draw();
  try {
    const found = await call("run", scenario(w), mine.signal);
    if (workflow() !== w) return;
    if (!found.ok) {
      app.run = { ...found, runs: [], happenings: [], exchanges: [], clock: 0 };
      announce(`The run failed: ${found.error.message}`);
    } else {
      app.run = found;
      for (const x of found.exchanges) {
        const s = w.steps.find((y) => y.id === x.step);
        if (s && x.ok) noteHint(w, s, x.outputs);
      }
    }
    app.stale = false;
    app.exchange = -1;
    app.shown = Math.min(uncover, app.run?.happenings.length ?? 0);
    if (found.ok) announce(`Run: ${summary().text}`);
  } catch (error) {
    if (error instanceof Refused) toast(`${error.message} ${error.fix}`, "bad");
  } finally {
    running = null;
    changed("run");
  }
}

/** Asks whether custom steps may run. @param {Workflow} w @param {string[]} ids @returns {Promise<boolean>} */
function consent(w, ids) {
  return new Promise((resolve) => {
    const i = inputsOf(w);
    let answer = false;
    const done = (/** @type {boolean} */ run) => {
      for (const id of ids) if (run) i.real.push(id); else i.results[id] = structuredClone(w.steps.find((s) => s.id === id)?.result.mock ?? {});
      answer = true;
      edited(true);
      node.close();
    };
    const node = dialog("A step that does something", h("p", h("b", ids.length === 1 ? "This step runs your code for real: " : "These steps run your code for real: "), h("code", ids.join(", "))),
      h("p.soft", ids.length === 1 ? "Run it, or give it a result?" : "Run them, or give them results?"),
      h("p.buttons", button("btn.first", ids.length === 1 ? "Run it" : "Run them", () => done(true)), button("btn", "Give a result", () => done(false))));
    node.addEventListener("close", () => resolve(answer));
  });
}

/** Uncovers one happening more; runs first if that is needed. */
export function next() {
  const w = workflow();
  if (!app.run || app.stale || app.shown >= app.run.happenings.length) return run(1);
  const all = app.run.happenings;
  let line = null;
  while (!line && app.shown < all.length) line = lineOf(app.run, /** @type {Happening} */ (all[app.shown++]), w ? inputsOf(w).start : "");
  if (line) announce(line.text);
  changed("run");
}

/** Describes the whole run, or the part that is uncovered. */
function summary() {
  const r = app.run;
  if (!r) return { status: "none", kind: "skip", text: "Not run yet" };
  if (r.ok === false) return { status: "failed", kind: "bad", text: r.error.message };
  const partly = app.shown < r.happenings.length;
  const all = r.runs.map((x) => x.status);
  const status = partly ? "in progress" : all.includes("failed") ? "failed" : all.includes("waiting") ? "waiting" : r.cut ? "cut" : "completed";
  const sent = r.happenings.slice(0, app.shown).filter((x) => x.what === "sent" && x.exchange !== undefined).pop();
  const failed = r.happenings.filter((x) => x.what === "fails" && x.until === undefined).pop();
  const text = `${count(r.runs.length, "event")}, ${failed && !partly ? `${failed.step} failed` : sent ? `${sent.step} sent${sent.attempt > 1 ? ` on the ${nth(sent.attempt)} try` : ""}` : status}`;
  return { status, kind: status === "completed" ? "ok" : status === "failed" ? "bad" : "wait", text };
}

/** @param {number} n */
function choose(n) {
  const w = workflow();
  const x = app.run?.happenings[n];
  if (!w || !x?.step) return;
  go({ kind: "step", workflow: w.id, step: x.step });
  if (x.exchange !== undefined) {
    app.exchange = x.exchange;
    changed("preview");
  }
  changed("run");
}

function draw() {
  const w = workflow();
  const el = by("run");
  const strip = by("strip");
  if (!w) return fill(el), fill(strip);
  const i = inputsOf(w);
  const s = summary();
  const now = app.run ? app.run.happenings[app.shown - 1]?.at ?? 0 : 0;
  const main = running
    ? button("btn", [icon("cross", "s"), "Cancel"], () => running?.abort())
    : button("btn.first", [icon("play", "s"), "Run ", h("kbd", "Ctrl ↵")], () => run(), { "aria-keyshortcuts": "Control+Enter" });
  const scrolled = el.querySelector(".log")?.scrollTop ?? 0;
  keepFocus(el, () => fill(el, h("header", h("h2", "Run"),
    app.run || running ? h("span", { class: `tag ${running ? "wait" : s.kind}` }, running ? "running" : [icon(s.kind === "ok" ? "check" : s.kind === "bad" ? "cross" : "clock", "s"), s.status]) : null,
    app.stale && h("span.tag.wait", { title: "Run again to see what the new inputs do" }, "inputs changed"),
    h("span.clock", icon("clock", "s"), h("span", "simulated clock"), h("b", date(i.start, now))), h("span.gap"),
    button("btn.bare.keep", [icon("plus", "s"), h("span", "Event")], addEvent, { title: "Add an event" }),
    button("btn.bare.keep", [icon("next", "s"), h("span", "Next")], next, { title: "Uncover the next happening (.)" }),
    button("btn.bare", [icon("link", "s"), h("span", "Share")], share, { title: "Copy a link with the inputs (s)" }),
    button("btn.bare", [icon("test", "s"), h("span", "Copy as test")], copyAsTest, { title: "Copy this run as a Rust test (t)" }), main),
    app.run?.ok === false ? h("div.runfail", errorCard(app.run, null, null)) : [drawLanes(w, choose), drawLog(w, choose)]));
  const log = el.querySelector(".log");
  if (log) log.scrollTop = scrolled;
  log?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  keepFocus(strip, () => fill(strip, h("span.t", app.run ? sign(s.kind === "wait" ? "wait" : s.kind) : null, app.run ? s.text : count(w.steps.length, "step")),
    running ? button("btn", "Cancel", () => running?.abort()) : button("btn.first", [icon("play", "s"), "Run"], () => run()),
    h("span.d", app.run ? `simulated clock ${clock(i.start, now)}${tail()}` : "on a simulated clock")));
}

/** Names the last step that was skipped. */
function tail() {
  const x = app.run?.happenings.filter((y) => y.what === "skipped").pop();
  return x ? ` · ${x.step} skipped` : "";
}

on("place catalog run", draw);
let drawn = "";
let later = 0;
// After a pause in typing: the message comes first.
on("inputs", () => {
  clearTimeout(later);
  later = setTimeout(() => {
    const w = workflow();
    const now = w ? JSON.stringify([w.id, app.stale, inputsOf(w).event, inputsOf(w).start, inputsOf(w).events.map((e, n) => [e.at, eventName(w, n)])]) : "";
    if (now !== drawn) draw();
    drawn = now;
  }, 400);
});

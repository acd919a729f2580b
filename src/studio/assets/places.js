// @ts-check
// The other places: a workflow with all its messages small, requests received, the discovery document, help.
import { arrows, button, by, copy, fill, h, icon, sign, toast } from "./dom.js";
import { call } from "./api.js";
import { channelCard } from "./channels.js";
import { pretty, json } from "./json.js";
import { KEYS, lettersSwitch } from "./keys.js";
import { mailFrame } from "./mail.js";
import { noteHint, request, warningList } from "./preview.js";
import { app, changed, go, inputsOf, isObject, on, setInputs, warningsOf, workflow } from "./state.js";
import { bytes, clock, count, kindIcon, kindName, shortPath, size, took } from "./time.js";
import { wireView } from "./wire.js";

let asked = 0;

// ---- a workflow ----

/** @type {Map<string, {el: HTMLElement, show: (a: any) => void}>} */
let tiles = new Map();
let tilesOf = "";

/** @param {Workflow} w @param {Step} s */
function tile(w, s) {
  const body = h("div.tile-body", { inert: true });
  /** @type {ReturnType<typeof mailFrame> | null} */
  let frame = null;
  const subject = h("span.k");
  const el = h("a.tile", { href: `#/${encodeURIComponent(w.id)}/${encodeURIComponent(s.id)}`, click: (/** @type {MouseEvent} */ e) => { e.preventDefault(); go({ kind: "step", workflow: w.id, step: s.id }); } },
    h("span.tile-head", h("span.ic", icon(kindIcon(s.type), "s")), h("span.names", h("b", s.id), subject)), body);
  return { el, show(/** @type {any} */ a) {
    const o = a.outputs;
    subject.textContent = a.ok ? [kindName(s.type), o?.subject].filter(Boolean).join(" · ") : kindName(s.type);
    if (!a.ok) {
      frame = null;
      return fill(body, h("p.tile-error", icon("warn", "s"), a.error.message));
    }
    if (a.skip === true) return fill(body, h("p.tile-none", "Skipped with these inputs"));
    if (s.type !== "email") return fill(body, channelCard(s, o, { sender: app.build?.title ?? "Studio", at: "09:00", providers: a.providers }));
    if (!frame) {
      frame = mailFrame({ title: `The e-mail ${s.id}` });
      frame.el.className = "small";
      fill(body, frame.el);
      frame.el.style.transform = `scale(${body.clientWidth / 600})`;
    }
    frame.show(String(o?.body ?? ""), app.colours);
  } };
}

async function drawWorkflow() {
  const w = workflow();
  if (!w) return;
  const key = JSON.stringify([w.id, w.steps.map((s) => [s.id, s.type]), warningsOf(w), app.build?.instance]);
  const view = by("view");
  if (tilesOf !== key || !view.querySelector(".tiles")) {
    tilesOf = key;
    tiles = new Map(w.steps.map((s) => [s.id, tile(w, s)]));
    fill(view, h("div.place", h("header.place-head", h("h2", w.name ?? w.id), w.path && h("code", shortPath(w.path)), h("p", [w.description, count(w.steps.length, "step"), w.tags.join(", ")].filter(Boolean).join(" · "))),
      warningList(warningsOf(w).map((x) => ({ ...x, message: `${x.step}: ${x.message}` }))),
      h("div.tiles", [...tiles.values()].map((t) => t.el))));
  }
  const mine = ++asked;
  await Promise.all(w.steps.map(async (s) => {
    const a = await call("preview", { ...request(w, s), as: "preview" }).catch(() => null);
    if (!a || mine !== asked || app.place.kind !== "workflow") return;
    if (a.ok) noteHint(w, s, a.outputs);
    tiles.get(s.id)?.show(a);
  }));
  document.body.dataset.ready = "true";
}

// ---- requests received ----

/** @type {any[]} */
let entries = [];
let chosen = -1;
let keptMost = 50;

async function loadReceived() {
  const found = await call(`received?after=${entries[entries.length - 1]?.n ?? 0}`).catch(() => null);
  if (!found) return;
  keptMost = found.kept;
  const newest = entries[entries.length - 1]?.n ?? 0;
  entries = [...entries, ...found.entries.filter((/** @type {any} */ x) => x.n > newest)].slice(-keptMost);
  if (app.place.kind === "received") drawReceived();
}

/** Returns inputs for what a request had. @param {any} x */
function openAsInputs(x) {
  const w = app.workflows.find((y) => y.id === x.workflow);
  let body;
  try {
    body = JSON.parse(x.request.body);
  } catch {
    body = null;
  }
  if (!w || !isObject(body)) return toast("This request has no inputs of a workflow that is here.", "warn");
  const id = String(body.subscriber?.subscriberId ?? "ann");
  const { subscriberId, ...person } = isObject(body.subscriber) ? body.subscriber : {};
  const i = inputsOf(w);
  setInputs(w, {
    ...i, event: 0, events: [{ at: 0, to: id, payload: body.payload ?? {} }], people: { ...i.people, [id]: person }, context: body.context ?? {}, env: body.env ?? {},
    controls: { ...i.controls, ...(x.step && isObject(body.controls) ? { [x.step]: body.controls } : {}) },
    results: Object.fromEntries((Array.isArray(body.state) ? body.state : []).map((/** @type {any} */ s) => [s.stepId, s.outputs])), real: [],
  });
  go(x.step && w.steps.some((s) => s.id === x.step) ? { kind: "step", workflow: w.id, step: x.step } : { kind: "workflow", workflow: w.id });
  changed("catalog");
  toast("Opened as inputs");
}

function drawReceived() {
  const list = [...entries].reverse();
  if (chosen < 0 && list[0]) chosen = list[0].n;
  const now = entries.find((x) => x.n === chosen);
  const name = (/** @type {any} */ x) => app.workflows.find((w) => w.id === x.workflow)?.name ?? x.workflow;
  const rows = h("ul.checks.recv", list.map((x) => h("li", { "aria-current": x.n === chosen ? "true" : null }, sign(x.status < 400 ? "ok" : "bad", x.status < 400 ? "answered" : "failed"),
    button("textual", [h("b", x.step ?? x.agent ?? x.action, " ", h("small", [x.step ? name(x) : x.event, x.step || x.agent ? x.action : ""].filter(Boolean).join(" · "))),
      h("span.soft", [clock(x.at, 0), x.status, x.message ?? took(x.took), x.message ? "" : size(bytes(x.response ?? ""))].filter(Boolean).join(" · "))], () => { chosen = x.n; drawReceived(); }))));
  arrows(rows, null);
  fill(by("view"), h("div.place.two",
    h("div.col", h("header.place-head", h("h2", "Requests received")),
      list.length ? h("div.box", rows, h("div.foot", now?.step ? button("textual", "open as inputs", () => openAsInputs(now)) : null, h("span", `the last ${keptMost}, in memory only`)))
        : h("div.box.mid", h("h3", "Nothing received yet"), h("p", "Requests that Novu sends to this bridge are listed here while the program runs."))),
    now ? h("div.col", wireView({ wire: { ...now.request, headers: [], status: now.status, response: now.response } }, 0)) : null));
  document.body.dataset.ready = "true";
}

// ---- discovery ----

async function drawDiscovery() {
  const mine = ++asked;
  const doc = await call("discovery").catch(() => null);
  if (!doc || mine !== asked || app.place.kind !== "discovery") return;
  const text = JSON.stringify(doc);
  const row = (/** @type {string} */ title, /** @type {string} */ more, /** @type {any} */ value) => {
    const node = h("details", h("summary", h("b", title), h("small", more)));
    node.addEventListener("toggle", () => node.open && node.childElementCount === 1 && node.append(json(value, title)));
    return node;
  };
  fill(by("view"), h("div.place", h("header.place-head", h("h2", "Discovery document"), h("p", `Novu reads it at the next sync: ${count(doc.workflows?.length ?? 0, "workflow")}, ${count(doc.agents?.length ?? 0, "agent")}, ${size(bytes(text))}. A sync deletes the workflows of this bridge that are not in it.`),
    button("btn", "Copy as JSON", () => copy(pretty(doc), "Document copied"))),
  h("div.box.docs", (doc.workflows ?? []).map((/** @type {any} */ w) => row(w.name ?? w.workflowId, `${w.workflowId} · ${count(w.steps?.length ?? 0, "step")} · ${size(bytes(JSON.stringify(w)))}`, w)), doc.agents?.length ? row("Agents", doc.agents.map((/** @type {any} */ a) => a.agentId).join(", "), doc.agents) : null)));
  document.body.dataset.ready = "true";
}

// ---- help ----

function drawHelp() {
  const part = (/** @type {string} */ title, /** @type {Children[]} */ ...content) => h("section.card", { "aria-label": title }, h("h2", title), h("div.box", ...content));
  const p = (/** @type {Children[]} */ ...text) => h("p", ...text);
  fill(by("view"), h("div.place", h("header.place-head", h("h2", "Keys and help")), h("div.cols",
    part("Keys", h("div.keys", KEYS.map(([k, text]) => [h("span.kbd", k), h("span", text)])), lettersSwitch()),
    part("Signs", h("div.pad.legend", [["ok", "sent, or done"], ["wait", "waits: an open digest, a delay, a retry"], ["bad", "failed for good"], ["skip", "skipped, throttled, or not reached"]].map(([k, t]) => p(sign(k ?? "ok"), t)))),
    part("Inputs", h("div.pad.prose", p("Grey parts are mocked. A click makes them values; the arrow makes them mocked again."), p("Inputs come from the link, else from your last edit of this workflow with these schemas, else from its example, else they are mocked. Edits stay in this browser."), p("Type ", h("code", "{{"), " in a control, and variables are offered."))),
    part("Run", h("div.pad.prose", p("A run takes the inputs, plays Novu’s part on a clock of its own, and shows every step. Happenings have equal room, whatever the time between them."), p("Failures on demand replace the answer of a step for that many attempts."), p("Custom steps run your code. You are asked before that."))),
    part("Mail", h("div.pad.prose", p("The mail is in a frame that runs no script and loads nothing until you say so. A click on a link shows where it leads."), p("The moon applies the mail’s own dark rules. The half circle inverts colours and turns pictures back, as some web mailers do: it imitates them and is not one of them."))),
    part("Scripts", h("div.pad.prose", p("The page uses the JSON routes below ", h("code", new URL("api/", location.href).pathname), ". Scripts may use them, too."))))));
  document.body.dataset.ready = "true";
}

function draw() {
  switch (app.place.kind) {
    case "workflow": return void drawWorkflow();
    case "received": drawReceived(); return void loadReceived();
    case "discovery": return void drawDiscovery();
    case "help": return drawHelp();
  }
}
on("place catalog", draw);
on("inputs view", () => app.place.kind === "workflow" && drawWorkflow());
on("received", loadReceived);
on("build", () => { entries = []; chosen = -1; });

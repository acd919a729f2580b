// @ts-check
// Starts the page, and draws what is around the places: the top, banners, the tabs of phones.
import { announce, button, by, fill, h, icon, keepFocus } from "./dom.js";
import { call, poll, refusal, setToken, takeToken } from "./api.js";
import "./chat.js";
import "./inputs.js";
import { help } from "./keys.js";
import { PLACES, find, openWorkflow } from "./nav.js";
import "./places.js";
import { ask, last } from "./preview.js";
import "./run.js";
import { readAddress } from "./share.js";
import { app, changed, dropStaleInputs, go, keep, kept, on, step, workflow } from "./state.js";
import { count, kindName } from "./time.js";

const phone = matchMedia("(max-width: 760px)");
phone.addEventListener("change", () => changed("part"));

// ---- theme ----

const system = matchMedia("(prefers-color-scheme: dark)");
const theme = () => kept("theme") ?? (system.matches ? "dark" : "light");
function applyTheme() {
  document.documentElement.dataset.theme = theme();
}
system.addEventListener("change", () => { applyTheme(); drawTop(); });
applyTheme();

// ---- top ----

function drawTop() {
  const [w, s] = [workflow(), step()];
  const dark = theme() === "dark";
  const title = s?.id ?? w?.name ?? w?.id ?? app.place.agent ?? PLACES[app.place.kind]?.[1] ?? "Studio";
  const more = w && s ? `${w.name ?? w.id} · ${kindName(s.type)} · step ${w.steps.indexOf(s) + 1} of ${w.steps.length}` : w ? count(w.steps.length, "step") : app.place.agent ? "agent" : app.build?.title ?? "";
  fill(by("crumb"), h("b", title), h("span", more));
  fill(by("end"),
    h("span", { class: `tag ${app.gone ? "wait" : "ok"} keep` }, h("span.dot.pulse"), app.gone ? "Waiting" : app.build ? "Live" : "Starting"),
    app.build?.debug !== undefined ? h("span.tag", { title: app.build.debug ? "The server runs a debug build; release builds have no studio" : "The studio is on in this release build" }, app.build.debug ? "debug build" : "release build") : null,
    button("btn.bare.keep", icon(dark ? "sun" : "moon"), () => { keep("theme", dark ? "light" : "dark"); applyTheme(); drawTop(); }, { "aria-label": dark ? "Light studio" : "Dark studio", title: dark ? "Light studio" : "Dark studio" }),
    button("btn.bare", ["Help ", h("span.kbd", "?")], help));
  by("title").textContent = app.build?.title ?? "";
  document.title = `[dev] ${s && w ? `${s.id} · ${w.id}` : title} · Studio`;
  document.body.dataset.place = app.place.kind;
  document.body.dataset.part = app.part;
  document.body.classList.toggle("plain", !["step", "workflow", "agent"].includes(app.place.kind));
  // On phones one part is seen at a time, and that is the main one.
  for (const [part, id] of [["steps", "nav"], ["inputs", "in"], ["run", "run"]]) {
    by(id ?? "").setAttribute("role", phone.matches && part === app.part ? "main" : id === "nav" ? "navigation" : "region");
  }
  const agent = app.place.kind === "agent";
  const tabs = [["steps", "stack", "Steps"], ["inputs", "form", agent ? "Setup" : "Inputs"], ["preview", agent ? "talk" : "eye", agent ? "Chat" : "Preview"], ["run", "clock", "Run"]];
  keepFocus(by("tabbar"), () => fill(by("tabbar"), tabs.filter(([id]) => w || (id !== "run" && (id !== "inputs" || agent))).map(([id = "", sign = "", text]) => button("tab", [icon(sign), text], () => { app.part = id; changed("part"); }, { "aria-current": app.part === id ? "page" : null }))));
}
on("place part", () => { drawTop(); if (app.part === "preview") changed("view"); });
on("gone catalog", drawTop);
by("find").addEventListener("click", find);

// ---- banners ----

let since = 0;
function drawBanner(/** @type {string} */ news = "") {
  const el = by("banner");
  if (app.gone) {
    return fill(el, h("div.ban", h("span.dot"), "The server is gone. Waiting for it; your inputs are kept.", h("small", `${Math.round((Date.now() - app.gone) / 1000)} s`)));
  }
  if (!news) return fill(el);
  announce(news);
  const mine = ++since;
  fill(el, h("div.ban.ok", icon("check", "s"), news, h("small", "now"), button("btn.bare.tiny", icon("cross", "s"), () => fill(el), { "aria-label": "Close" })));
  setTimeout(() => mine === since && !app.gone && fill(el), 12_000);
}
on("gone", () => { drawBanner(); if (app.gone) announce("The server is gone. Waiting for it; your inputs are kept."); });
on("waiting", () => drawBanner());

// ---- refusals ----

function drawRefusal() {
  const r = refusal;
  if (!r || document.body.dataset.refused === "true") return;
  document.body.dataset.refused = "true";
  document.body.dataset.ready = "true";
  const input = h("input.mono", { type: "text", placeholder: "token", "aria-label": "Token", autocomplete: "off", spellcheck: "false" });
  const why = h("span.why", { hidden: true });
  const asks = r.code === "token" || (r.status === 401 && r.code !== "key");
  fill(by("view"), h("div.place.center", h("div.box.mid", h("h2", asks ? "This server checks signatures" : r.message), h("p", r.fix || "Open the studio by the link that your program prints, or paste its token."),
    asks ? h("form", { submit: async (/** @type {Event} */ e) => {
      e.preventDefault();
      setToken(input.value.trim().replace(/^.*#token=/, ""));
      await poll();
      why.hidden = !refusal;
      why.textContent = "The server refuses this token.";
      document.body.dataset.refused = "true";
    } }, h("div.f", input, why), h("p.buttons", h("button.btn.first", { type: "submit" }, "Open"))) : null)));
  input.focus();
}
on("refused", drawRefusal);
on("admitted", () => {
  if (document.body.dataset.refused !== "true") return;
  document.body.dataset.refused = "";
  start();
});

// ---- the catalogue, and new builds ----

const texts = () => new Map(app.workflows.flatMap((w) => /** @type {[string, string][]} */ ([[w.id, JSON.stringify(w.payload.schema)], ...w.steps.map((s) => [`${w.id}/${s.id}`, JSON.stringify(s)])])));

/** Describes the difference to the last build. @param {Map<string, string>} before @param {string[]} also steps whose message changed */
function difference(before, also) {
  const now = texts();
  const fresh = [...now].filter(([k, v]) => before.get(k) !== v && !(k.includes("/") && !before.has(k.slice(0, k.indexOf("/"))))).map(([k]) => k);
  app.fresh = new Set(fresh.filter((k) => app.workflows.some((w) => w.id === k ? !before.has(k) : true)));
  const added = app.workflows.filter((w) => !before.has(w.id)).length;
  const gone = [...before.keys()].filter((k) => !now.has(k) && !k.includes("/")).length;
  const steps = [...new Set([...fresh.filter((k) => before.has(k)).map((k) => k.slice(k.indexOf("/") + 1)), ...also])];
  const parts = [steps.length > 3 ? `${steps.length} steps changed` : steps.length ? `${steps.join(", ")} changed` : "", added ? `${count(added, "workflow")} ${added === 1 ? "is" : "are"} new` : "", gone ? `${count(gone, "workflow")} ${gone === 1 ? "is" : "are"} gone` : ""].filter(Boolean);
  return `New build: ${parts.join(", ") || "the same workflows"}`;
}

async function load() {
  const [found, agents] = await Promise.all([call("workflows"), call("agents").catch(() => ({ agents: [] }))]);
  app.workflows = found.workflows;
  app.bridge = found.bridge;
  app.warnings = found.warnings;
  app.agents = agents.agents;
}

on("build", async () => {
  if (app.place.kind === "none") return;
  const before = texts();
  const shown = [step()?.id ?? "", JSON.stringify(last()?.outputs)];
  try {
    await load();
  } catch {
    return;
  }
  dropStaleInputs();
  const w = workflow();
  if (app.place.workflow && !w) openFirst();
  else if (app.place.kind === "step" && !step() && w) openWorkflow(w);
  app.stale = app.run !== null;
  changed("catalog", "inputs");
  await ask();
  drawBanner(difference(before, app.exchange < 0 && shown[0] && step()?.id === shown[0] && JSON.stringify(last()?.outputs) !== shown[1] ? [shown[0]] : []));
  changed("hints");
});

function openFirst() {
  const w = app.workflows[0];
  if (w) return openWorkflow(w);
  if (app.agents[0]) return go({ kind: "agent", agent: app.agents[0].id });
  app.place = { kind: "empty" };
  changed("place");
  fill(by("view"), h("div.place.center", h("div.box.mid", h("h2", "The registry is empty"), h("p", "Add a workflow, and it is here after the next build."), h("pre.src", { tabindex: 0 }, "Registry::builder().workflow(&comment).build()?"))));
  document.body.dataset.ready = "true";
}

async function start() {
  await poll();
  if (refusal) return;
  try {
    await load();
  } catch {
    if (!refusal) setTimeout(start, 500);
    return;
  }
  const place = await readAddress();
  if (place) go(place);
  else openFirst();
  changed("catalog", "workflow");
}

takeToken();
drawTop();
start();

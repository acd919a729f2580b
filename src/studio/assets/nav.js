// @ts-check
// The list of workflows and steps, and the dialog that finds them.
import { arrows, button, by, fill, h, icon, keepFocus, sign } from "./dom.js";
import { app, go, on, warningsOf } from "./state.js";
import { count, kindIcon, kindName } from "./time.js";

/** @param {Step} s */
function statusOf(s) {
  const mine = (app.run?.happenings ?? []).slice(0, app.shown).filter((x) => x.step === s.id);
  const last = mine[mine.length - 1];
  if (!last) return null;
  return { sent: "ok", waits: "wait", joins: "wait", fails: last.until === undefined ? "bad" : "wait", skipped: "skip", throttled: "skip", empty: "skip" }[/** @type {"sent"} */ (last.what)] ?? null;
}

/** @param {Workflow} w @param {Step} s */
function row(w, s) {
  const here = app.place.kind === "step" && app.place.workflow === w.id && app.place.step === s.id;
  const status = app.place.workflow === w.id ? statusOf(s) : null;
  const words = [kindName(s.type), app.hints[`${w.id}/${s.id}`], status === "skip" ? "skipped" : ""].filter(Boolean).join(" · ");
  return h("li", h("a", { href: `#/${encodeURIComponent(w.id)}/${encodeURIComponent(s.id)}`, "aria-current": here ? "page" : null, title: `${s.id}, ${words}`, click: (/** @type {MouseEvent} */ e) => { if (plain(e)) go({ kind: "step", workflow: w.id, step: s.id }); } },
    h("span.ic", icon(kindIcon(s.type), "s")), h("span.names", h("b", s.id), h("span.k", words)),
    app.fresh.has(`${w.id}/${s.id}`) ? h("span.new", "changed") : null, status ? sign(status, { ok: "sent", wait: "waits", bad: "failed", skip: "skipped" }[status]) : warningsOf(w, s).length ? sign("warn", "has a warning") : null));
}

/** Returns whether a click is for this page, and takes it. @param {MouseEvent} e */
function plain(e) {
  if (e.ctrlKey || e.metaKey || e.shiftKey || e.button) return false;
  e.preventDefault();
  return true;
}

/** Opens a workflow at its first step that sends an e-mail or a message. @param {Workflow} w */
export function openWorkflow(w) {
  const first = w.steps.find((s) => s.type === "email") ?? w.steps.find((s) => !["digest", "delay", "throttle", "custom", "http_request"].includes(s.type)) ?? w.steps[0];
  go(first ? { kind: "step", workflow: w.id, step: first.id } : { kind: "workflow", workflow: w.id });
}

/** @returns {Map<string, Workflow[]>} */
function groups() {
  /** @type {Map<string, Workflow[]>} */
  const all = new Map();
  for (const w of app.workflows) {
    const tag = w.tags[0] ?? "";
    all.set(tag, [...(all.get(tag) ?? []), w]);
  }
  return all;
}

/** Icons and names of places. @type {Record<string, [string, string]>} */
export const PLACES = { received: ["inbox", "Requests received"], discovery: ["doc", "Discovery document"], help: ["help", "Keys and help"] };

/** @param {string} kind */
function link(kind) {
  const [name = "", text = ""] = PLACES[kind] ?? [];
  const small = kind === "received" && app.build?.received;
  return h("a", { href: `#/~${kind}`, "aria-current": app.place.kind === kind ? "page" : null, title: text, click: (/** @type {MouseEvent} */ e) => { if (plain(e)) go({ kind }); } }, icon(name, "s"), h("span", text), small ? h("small", small) : null);
}

function draw() {
  const el = by("nav");
  const top = el.scrollTop;
  const several = groups().size > 1;
  keepFocus(el, () => fill(el,
    [...groups()].map(([tag, list]) => [
      several || tag ? h("h2", tag || "without a tag") : null,
      ...list.map((w) => {
        const open = app.place.workflow === w.id;
        // A step that is not awaited is not in the list.
        const warned = warningsOf(w).some((x) => !open || !w.steps.some((s) => s.id === x.step));
        return h("div.wfg", h("div.wfrow", button("wf", [h("span.wfn", w.name ?? w.id), app.fresh.has(w.id) ? h("span.new", "new") : null, warned ? sign("warn", "has warnings") : null, w.name && w.name !== w.id ? h("small", w.id) : null], () => (open ? go({ kind: "workflow", workflow: w.id }, "steps") : openWorkflow(w)), { "aria-expanded": String(open), "aria-current": open && app.place.kind === "workflow" ? "page" : null, title: open ? "All messages of this workflow" : w.description})),
          open ? h("ol.steps", { "aria-label": `Steps of ${w.name ?? w.id}` }, w.steps.map((s) => row(w, s))) : null);
      }),
    ]),
    app.agents.length ? [h("h2", "agents"), h("div.agents", app.agents.map((a) => h("a.agent", { href: `#/~agent/${encodeURIComponent(a.id)}`, "aria-current": app.place.kind === "agent" && app.place.agent === a.id ? "page" : null, title: a.id, click: (/** @type {MouseEvent} */ e) => { if (plain(e)) go({ kind: "agent", agent: a.id }); } }, icon("talk", "s"), h("span", a.id))))] : null,
    h("div.more", Object.keys(PLACES).map(link),
      h("p", `${count(app.workflows.length, "workflow")}, ${count(app.workflows.reduce((n, w) => n + w.steps.length, 0), "step")} · SDK ${app.build?.sdk ?? ""}`))));
  el.scrollTop = top;
}
arrows(by("nav"), null);
on("place catalog run hints received", draw);

export function find() {
  /** @type {{text: string, more: string, icon: string, go: () => void}[]} */
  const all = [
    ...app.workflows.flatMap((w) => [
      { text: w.name ?? w.id, more: [w.id, ...w.tags].join(" · "), icon: "stack", go: () => go({ kind: "workflow", workflow: w.id }) },
      ...w.steps.map((s) => ({ text: `${w.name ?? w.id} / ${s.id}`, more: kindName(s.type), icon: kindIcon(s.type), go: () => go({ kind: "step", workflow: w.id, step: s.id }) })),
    ]),
    ...app.agents.map((a) => ({ text: a.id, more: "agent", icon: "talk", go: () => go({ kind: "agent", agent: a.id }) })),
    ...Object.entries(PLACES).map(([kind, [icon, text]]) => ({ text, more: "place", icon, go: () => go({ kind }) })),
  ];
  let found = all;
  let chosen = 0;
  const list = h("ul.found", { role: "listbox", id: "found", "aria-label": "Found" });
  const input = h("input", { type: "text", role: "combobox", "aria-label": "Find a workflow or step", "aria-controls": "found", "aria-expanded": "true", "aria-autocomplete": "list", placeholder: "Find a workflow or step", autocomplete: "off" });
  const node = h("dialog.finder", { "aria-label": "Find" }, h("div.findbox", icon("find-icon"), input), list);
  const take = (/** @type {number} */ n) => { node.close(); found[n]?.go(); };
  function show() {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const score = (/** @type {typeof all[0]} */ x) => (words.length && x.text.toLowerCase().startsWith(words[0] ?? "") ? 0 : 1);
    found = all.filter((x) => words.every((word) => `${x.text} ${x.more}`.toLowerCase().includes(word))).sort((a, b) => score(a) - score(b)).slice(0, 50);
    chosen = Math.min(chosen, Math.max(0, found.length - 1));
    fill(list, found.map((x, n) => h("li", { role: "option", id: `found-${n}`, "aria-selected": String(n === chosen), click: () => take(n) }, icon(x.icon, "s"), h("span", x.text), h("small", x.more))), found.length ? null : h("li.none", { role: "option", "aria-selected": "false", "aria-disabled": "true" }, "Nothing has this name."));
    input.setAttribute("aria-activedescendant", found.length ? `found-${chosen}` : "");
    list.children[chosen]?.scrollIntoView({ block: "nearest" });
  }
  input.addEventListener("input", () => { chosen = 0; show(); });
  input.addEventListener("keydown", (e) => {
    if (e.key === "ArrowDown" || e.key === "ArrowUp") chosen = (chosen + (e.key === "ArrowDown" ? 1 : found.length - 1)) % Math.max(1, found.length);
    else if (e.key === "Enter") return e.preventDefault(), take(chosen);
    else return;
    e.preventDefault();
    show();
  });
  node.addEventListener("click", (e) => e.target === node && node.close());
  node.addEventListener("close", () => node.remove());
  document.body.append(node);
  node.showModal();
  show();
}

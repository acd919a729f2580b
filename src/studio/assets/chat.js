// @ts-check
// The place where one talks to an agent. The server keeps nothing: the state of the conversation goes back and forth.
import { announce, arrows, button, by, choice, dialog, fill, h, icon, keepFocus, sign, toast } from "./dom.js";
import { call, Refused } from "./api.js";
import { drawCard, rich } from "./cards.js";
import { json, jsonEditor } from "./json.js";
import { errorCard } from "./preview.js";
import { copyAsTest, share } from "./share.js";
import { app, changed, isObject, keep, kept, on } from "./state.js";
import { clock, count, initials, nth, shortPath, size, span, tint, took } from "./time.js";
import { wireView } from "./wire.js";

const PLATFORMS = ["slack", "teams", "whatsapp", "telegram", "email", "imessage", "web"];
const FAILS = [{ name: "takes it", codes: [] }, { name: "500 once", codes: [500] }, { name: "503 three times", codes: [503, 503, 503] }, { name: "401", codes: [401] }, { name: "422", codes: [422] }];
/** @type {Record<string, string>} */
const EMOJI = { thumbs_up: "👍", heart: "❤️", eyes: "👀", check: "✅", rocket: "🚀", tada: "🎉", thumbs_down: "👎" };
const START = "2026-03-02T09:00:00Z";

/** @type {Map<string, Talk>} */
const talks = new Map();
let fail = 0;
let chosen = -1;
/** @type {AbortController | null} */
let running = null;
/** @type {any} */
let pending = null;
let draft = "";
/** @type {{name: string, mime: string, data: string}[]} */
let files = [];

const agent = () => app.agents.find((a) => a.id === app.place.agent);

/** @param {string} id @returns {Talk} */
function talkOf(id) {
  let t = talks.get(id);
  if (!t) {
    t = { platform: "slack", transport: "events", people: { ann: { firstName: "Ann", lastName: "Archer", locale: "en-GB" }, bob: { firstName: "Bob" } }, by: "ann", context: {}, state: null, turns: [], script: [], ...kept(`talk ${id}`) };
    talks.set(id, /** @type {Talk} */ (t));
  }
  return /** @type {Talk} */ (t);
}

const save = () => { const a = agent(); if (a) keep(`talk ${a.id}`, talkOf(a.id)); };
const nameOf = (/** @type {Talk} */ t, /** @type {string} */ id) => String(t.people[id]?.firstName ?? id);

export function transcript() {
  const a = app.place.kind === "agent" && agent();
  if (!a) return null;
  const t = talkOf(a.id);
  return { v: 1, agent: a.id, transport: t.transport, platform: t.platform, people: t.people, context: t.context, do: t.turns.map((x) => ({ do: x.do, fail: x.fail })) };
}

/** Takes a conversation from a link. Its turns call the agent, so they are played only when a person says so. @param {string} id @param {any} given */
export function offerScript(id, given) {
  const script = given.do.filter((/** @type {any} */ x) => isObject(x?.do) && Object.values(x.do).every(isObject));
  const t = talkOf(id);
  if (!script.length || JSON.stringify(script) === JSON.stringify(t.turns.map((x) => ({ do: x.do, fail: x.fail })))) return;
  const own = { transport: given.transport === "replies" ? "replies" : "events", platform: PLATFORMS.includes(given.platform) ? given.platform : "slack", people: isObject(given.people) ? given.people : t.people, context: given.context ?? {} };
  Object.assign(t, own, { by: Object.keys(own.people)[0] ?? "ann", state: null, turns: [], script });
  keep(`talk ${id}`, t);
}

async function play() {
  const a = agent();
  if (!a) return;
  const t = talkOf(a.id);
  const script = t.script.splice(0);
  for (const x of script) if (!(await turn(x.do, Array.isArray(x.fail) ? x.fail : []))) return;
}

/** Sends one event, and returns whether it was answered. @param {any} act @param {number[]} [codes] the statuses that Novu answers */
async function turn(act, codes = FAILS[fail]?.codes ?? []) {
  const a = agent();
  if (!a || running) return false;
  const t = talkOf(a.id);
  t.script = [];
  const mine = (running = new AbortController());
  pending = act;
  draw();
  try {
    const answer = await call("turn", { v: 1, agent: a.id, transport: t.transport, platform: t.platform, people: t.people, context: t.context, do: act, fail: codes, state: t.state }, mine.signal);
    const { state, ...rest } = answer;
    t.state = state ?? t.state;
    t.turns.push({ do: stripFiles(act), fail: codes, answer: rest });
    chosen = t.turns.length - 1;
    fail = 0;
    save();
    changed("talk");
    const said = (t.state?.transcript ?? []).filter((m) => m.by === null && m.turn === t.state?.turn).pop();
    announce(answer.ok ? `${a.id}: ${said?.text ?? said?.card?.title ?? said?.prompt ?? said?.name ?? "no answer"}` : `The turn failed: ${answer.error?.message}`);
    return true;
  } catch (error) {
    if (error instanceof Refused) toast(`${error.message} ${error.fix}`, "bad");
    if (act.say && !draft) draft = act.say.text;
    return false;
  } finally {
    running = null;
    pending = null;
    draw();
  }
}

/** @param {any} act */
const stripFiles = (act) => (act.say?.files?.length ? { say: { ...act.say, files: act.say.files.map((/** @type {any} */ f) => ({ name: f.name, mime: f.mime, ...(f.data?.length < 20_000 ? { data: f.data } : { data: "" }) })) } } : act);

// ---- the column at the left ----

/** @param {Talk} t */
function drawSetup(t) {
  const a = agent();
  const el = by("in");
  const state = t.state;
  const person = h("input", { type: "text", "aria-label": "Add a person", placeholder: "id of another person", change: () => {
    const id = person.value.trim();
    if (!id) return;
    t.people[id] ??= { firstName: id.charAt(0).toUpperCase() + id.slice(1) };
    t.by = id;
    save();
    draw();
  } });
  const sec = (/** @type {string} */ title, /** @type {Children[]} */ ...body) => h("section.sec", { "aria-label": title }, h("header", h("h2", title)), h("div.body", ...body));
  const platform = h("select", { id: "platform", disabled: t.turns.length > 0, change: () => { t.platform = platform.value; save(); } }, PLATFORMS.map((p) => h("option", { value: p, selected: p === t.platform }, p)));
  const failing = h("select", { id: "failing", change: () => { fail = Number(failing.value); } }, FAILS.map((f, n) => h("option", { value: String(n), selected: n === fail }, f.name)));
  fill(el, h("h2.vh", "Conversation"),
    sec("Conversation",
      h("div.f.line", h("label.l", { for: "platform" }, "platform"), platform),
      h("div.f.line", h("span.l", "transport"), choice("seg.small", [{ id: "events", label: "events" }, { id: "replies", label: "replies" }], t.transport, (id) => { if (t.turns.length === 0) { t.transport = id; save(); draw(); } else toast("A conversation keeps its transport. Start over to change it.", "warn"); }, { label: "Transport" })),
      h("div.f.line", h("label.l", { for: "failing" }, "Novu’s next answer"), failing),
      h("p.buttons", button("btn", "Resolve it", () => turn({ resolve: {} }), { disabled: !state || state.status === "resolved" || running !== null }),
        button("btn", "Start over", () => { t.state = null; t.turns = []; chosen = -1; save(); draw(); }, { disabled: t.turns.length === 0 }))),
    sec("People", h("ul.people", Object.keys(t.people).map((id) => h("li", button("person", [h("span.ava", { style: `background:${tint(id)}`, "aria-hidden": "true" }, initials(nameOf(t, id)).slice(0, 1)), h("span", nameOf(t, id), " ", h("small", id)), id === t.by ? h("span.tag", "speaks") : null], () => { t.by = id; save(); draw(); }, { "aria-pressed": String(id === t.by) })))), h("div.f", person)),
    sec("Metadata", state?.metadata && Object.keys(state.metadata).length ? json(state.metadata, "Values") : h("p.none", "Empty. The agent sets it.")),
    sec("Context", jsonEditor("Context as JSON", t.context, (v) => { t.context = v ?? {}; save(); }).el),
    a ? sec("Handlers", h("p.chips", a.handlers.map((x) => h("span.tag", x))), a.path ? h("p", h("code", shortPath(a.path))) : null) : null);
}

// ---- the thread ----

/** @param {Talk} t @param {Said} m */
function item(t, m) {
  const mine = m.by !== null && m.kind === "message";
  const who = mine ? nameOf(t, m.by) : app.place.agent ?? "agent";
  const ava = h("span.ava", { style: `background:${mine ? tint(m.by) : "#2447bd"}`, "aria-hidden": "true" }, mine ? initials(who).slice(0, 1) : icon("talk", "s"));
  const content = m.kind === "message" ? messageBody(t, m) : m.kind === "approval" ? approval(t, m) : m.kind === "request" ? requestBody(t, m) : null;
  const given = m.kind === "message" && !m.deleted && m.id ? reactions(t, m) : null;
  return h("li", { class: `${mine ? "msg me" : "msg"}${m.deleted ? " gone" : ""}` }, ava, h("div.bubble",
    h("header", h("b", who), mine ? null : h("span.tag", "agent"), h("time", clock(START, m.at)), given?.add), content, given?.row));
}

/** @param {Talk} t @param {Said} m */
function messageBody(t, m) {
  if (m.deleted) return h("p.soft", h("s", m.text ?? m.card?.title ?? ""), " deleted");
  const open = running === null;
  return h("div",
    m.text !== null && m.text !== undefined ? h("p.text", rich(m.text)) : null,
    m.card ? drawCard(m.card, open ? ({ id, value }) => turn({ click: { by: t.by, message: m.id, action: id, value } }) : null) : null,
    (m.files ?? []).map((f) => h("p.file", icon("doc", "s"), h("b", f.name), h("small", [f.mime, f.size ? size(f.size) : "", f.url].filter(Boolean).join(" · ")))),
    m.edits?.length ? h("details.edits", h("summary", m.edits.length === 1 ? "edited once" : `edited ${m.edits.length} times`), m.edits.map((e) => h("p.soft", e.text ?? e.card?.title ?? ""))) : null);
}

/** Draws the reactions of a message, and the button that adds one. @param {Talk} t @param {Said} m */
function reactions(t, m) {
  /** @type {Map<string, string[]>} */
  const by = new Map();
  for (const r of m.reactions ?? []) by.set(r.emoji, [...(by.get(r.emoji) ?? []), r.by ?? "agent"]);
  const give = (/** @type {string} */ emoji) => turn({ react: { by: t.by, message: m.id, emoji, added: !(by.get(emoji) ?? []).includes(t.by) } });
  return {
    add: h("details.more-emoji", h("summary", { "aria-label": "Add a reaction", title: "Add a reaction" }, icon("smile", "s")), h("div.emoji", Object.entries(EMOJI).map(([id, sign]) => button("react", sign, () => give(id), { "aria-label": id.replace("_", " ") })))),
    row: by.size ? h("div.reactions", [...by].map(([emoji, who]) => button("react", [EMOJI[emoji] ?? `:${emoji}:`, h("small", who.length)], () => give(emoji), { "aria-pressed": String(who.includes(t.by)), title: who.join(", "), "aria-label": `${emoji}, ${who.length}` }))) : null,
  };
}

/** @param {Talk} t @param {Said} m */
function approval(t, m) {
  const decide = (/** @type {boolean} */ approved) => turn({ decide: { by: t.by, approval: m.approval, approved } });
  // Buttons of the card's own decide, too.
  const own = JSON.stringify(m.card ?? null).includes(`"tool-approval:approve:${m.approval}"`);
  const act = own && m.decided === null && running === null ? (/** @type {{id: string}} */ { id }) => decide(id.startsWith("tool-approval:approve:")) : null;
  return h("div.ask", m.card ? drawCard(m.card, act) : m.text ? h("p.text", rich(m.text)) : h("p", "May I call ", h("code", m.name), "?"),
    m.input && Object.keys(m.input).length ? json(m.input, "Arguments") : null,
    m.decided === null ? own ? null : h("p.buttons", button("btn.first", "Approve", () => decide(true), { disabled: running !== null }), button("btn", "Deny", () => decide(false), { disabled: running !== null }))
      : h("p.verdict", sign(m.decided ? "ok" : "bad"), `${m.decided ? "approved" : "denied"} by ${nameOf(t, m.by)}`));
}

/** @param {Talk} t @param {Said} m */
function requestBody(t, m) {
  const open = m.answer === null && m.ask !== "tell";
  const respond = (/** @type {any} */ x) => turn({ respond: { by: t.by, request: m.id, ...x } });
  const options = m.options?.length ? m.options : m.ask === "approve" ? [{ id: "approve", label: "Approve" }, { id: "deny", label: "Deny" }] : [];
  const label = (/** @type {string} */ id) => options.find((o) => o.id === id)?.label ?? id;
  const text = h("input", { type: "text", "aria-label": m.prompt, keydown: (/** @type {KeyboardEvent} */ e) => { if (e.key === "Enter" && text.value) respond({ text: text.value }); } });
  return h("div.ask", h("p", h("span.tag", m.ask), " ", m.to?.length ? h("small", `to ${m.to.join(", ")}`) : null), h("p.text", rich(String(m.prompt ?? ""))),
    !open ? (m.answer ? h("p.verdict", sign(m.answer.expired ? "skip" : "ok"), m.answer.expired ? "expired without an answer" : `${nameOf(t, m.answer.by)}: ${m.answer.text ?? label(m.answer.option)}`) : null)
      : h("div.buttons", options.map((o) => button("btn", o.label, () => respond({ option: o.id }), { disabled: running !== null })), options.length ? null : [h("div.f", text), button("btn.first", "Answer", () => text.value && respond({ text: text.value }), { disabled: running !== null })],
        button("btn.bare", "Let it expire", () => respond({ expired: true }), { disabled: running !== null, title: m.until ? `It expires after ${span(m.until - m.at)}` : "" })));
}

/** @param {any} e @returns {[string, any] | null} */
function effect(e) {
  switch (e.type) {
    case "metadata": return ["form", ["metadata ", e.action === "clear" ? "cleared" : h("code", e.key), e.action === "set" ? [" = ", h("code", JSON.stringify(e.value))] : e.action === "delete" ? " removed" : ""]];
    case "trigger": return ["play", ["triggered ", h("code", e.workflow), e.to ? ` to ${typeof e.to === "string" ? e.to : JSON.stringify(e.to)}` : ""]];
    case "emit": return ["bolt", ["emitted ", h("code", e.name)]];
    case "resolve": return ["check", ["resolved", e.text ? `: ${e.text}` : ""]];
    case "error": return ["warn", [e.message]];
    case "typing": return e.on && e.text ? ["talk", [`typing: ${e.text}`]] : null;
    default: return ["dash", [String(e.type)]];
  }
}

/** @param {Talk} t */
function thread(t) {
  const all = t.state?.transcript ?? [];
  /** @type {Node[]} */
  const out = [];
  t.turns.forEach((x, n) => {
    const mine = all.filter((m) => m.turn === n + 1);
    const open = () => {
      chosen = n;
      draw();
      if (matchMedia("(max-width: 1240px)").matches) dialog("Requests of the turn", inspector(t));
    };
    const [kind, act] = Object.entries(x.do)[0] ?? ["", {}];
    if (kind !== "say") out.push(h("li.note", icon("arrow", "s"), button("textual", deed(t, kind, act), open)));
    out.push(...mine.filter((m) => m.by !== null && m.kind === "message").map((m) => item(t, m)));
    const notes = (x.answer.effects ?? []).map(effect).filter((x) => x !== null);
    for (const note of notes) out.push(h("li", { class: note[0] === "warn" ? "note bad" : "note" }, icon(note[0], "s"), button("textual", note[1], open)));
    out.push(...mine.filter((m) => m.by === null || m.kind !== "message").map((m) => item(t, m)));
    if (x.answer.error) out.push(h("li.full", errorCard(x.answer, null, null)));
    out.push(h("li.note", icon("doc", "s"), button("textual", `${count(x.answer.sent?.length ?? 0, "request")} sent, ${took(x.answer.times?.total)}`, open)));
  });
  if (pending) {
    const [kind, act] = Object.entries(pending)[0] ?? ["", {}];
    if (kind === "say") out.push(item(t, { kind: "message", id: "", by: String(/** @type {any} */ (act).by), text: String(/** @type {any} */ (act).text), at: (t.state?.turn ?? 0) * 60_000, reactions: [] }));
    out.push(h("li.note.typing", icon("talk", "s"), "the agent’s turn runs ", button("btn.small", "Cancel", () => running?.abort())));
  }
  return out;
}

/** @param {Talk} t @param {string} kind @param {any} act */
function deed(t, kind, act) {
  const who = act.by ? nameOf(t, act.by) : "";
  switch (kind) {
    case "click": return `${who} chose ${act.action}${act.value ? `: ${act.value}` : ""}`;
    case "react": return `${who} ${act.added ? "reacted with" : "took back"} ${EMOJI[act.emoji] ?? act.emoji}`;
    case "decide": return `${who} ${act.approved ? "approved" : "denied"}`;
    case "respond": return act.expired ? "the request expired" : `${who} answered ${act.text ?? act.option}`;
    default: return "the conversation was resolved";
  }
}

/** @param {Talk} t */
function inspector(t) {
  const x = t.turns[chosen] ?? t.turns[t.turns.length - 1];
  if (!x) return h("div.inspect", h("p.none", "The requests of a turn are shown here: the event from Novu, and everything that the agent sent."));
  const n = t.turns.indexOf(x) + 1;
  return h("div.inspect", { tabindex: 0, role: "region", "aria-label": "Requests of the turn" },
    h("p.wl", h("b", `${nth(n)} turn`), h("span", { class: `tag ${x.answer.ok ? "ok" : "bad"}` }, x.answer.ok ? "completed" : "failed"), h("span.t", `${x.answer.sent?.length ?? 0} sent`)),
    (x.answer.sent ?? []).map((s) => {
      const d = h("details.sent", h("summary", sign(s.status < 300 ? "ok" : "bad", String(s.status)), h("span.mono", about(s.body)), h("small", `${s.status}${s.attempt > 1 ? `, ${nth(s.attempt)} try` : ""}`)));
      d.addEventListener("toggle", () => d.open && d.childElementCount === 1 && d.append(h("p.mono.url", `${s.method} ${s.url}`), json(s.body, "Body")));
      return d;
    }),
    wireView(x.answer, 0));
}

/** @param {string} body */
function about(body) {
  try {
    const b = JSON.parse(body);
    if (Array.isArray(b.events)) return b.events.map((/** @type {any} */ e) => e.event?.type ?? e.type).join(", ");
    return Object.keys(b).filter((k) => k !== "conversationId" && k !== "integrationIdentifier").join(", ");
  } catch {
    return "request";
  }
}

// ---- the composer ----

/** @param {Talk} t */
function composer(t) {
  const area = h("textarea", { id: "say", rows: 2, "aria-label": `Message as ${nameOf(t, t.by)}`, placeholder: `Write as ${nameOf(t, t.by)}`, value: draft });
  const send = () => {
    const text = area.value.trim();
    if (!text && !files.length || running) return;
    const act = { say: { by: t.by, text, files } };
    draft = "";
    files = [];
    turn(act);
  };
  area.addEventListener("input", () => { draft = area.value; });
  area.addEventListener("keydown", (e) => { if (e.key === "Enter" && !e.shiftKey && !e.isComposing) { e.preventDefault(); send(); } });
  const pick = h("input", { type: "file", hidden: true, multiple: true, "aria-label": "Files", change: async () => {
    for (const f of pick.files ?? []) {
      if (f.size > 500_000) { toast(`${f.name} is larger than 500 KB, which this page sends at most.`, "warn"); continue; }
      const bytes = new Uint8Array(await f.arrayBuffer());
      let text = "";
      for (const b of bytes) text += String.fromCharCode(b);
      files.push({ name: f.name, mime: f.type || "application/octet-stream", data: btoa(text) });
    }
    draw();
  } });
  return h("form.composer", { submit: (/** @type {Event} */ e) => { e.preventDefault(); send(); } }, area,
    files.length ? h("p.chips", files.map((f, n) => h("span.tag", f.name, button("textual", "×", () => { files.splice(n, 1); draw(); }, { "aria-label": `Remove ${f.name}` })))) : null,
    h("div.row", pick, button("btn.bare", [icon("clip", "s"), h("span", "File")], () => pick.click()),
      h("span.gap"), button("btn.bare", [icon("link", "s"), h("span", "Share")], () => void share(), { title: "Copy a link with the conversation (s)", disabled: t.turns.length === 0 }), button("btn.bare", [icon("test", "s"), h("span", "Copy as test")], () => void copyAsTest(), { disabled: t.turns.length === 0 }),
      h("button.btn.first", { type: "submit", disabled: running !== null }, "Send ", h("kbd", "↵"))));
}

const list = h("ol.thread", { "aria-label": "Messages", tabindex: 0 });

function draw() {
  if (app.place.kind !== "agent") return;
  const a = agent();
  if (!a) return fill(by("view"), h("div.place", h("div.box.mid", h("h2", "This agent is not here"), h("p", "Add it to the registry, and it is here after the next build."))));
  const t = talkOf(a.id);
  const typing = document.activeElement?.id === "say";
  const n = list.childElementCount;
  keepFocus(by("in"), () => drawSetup(t));
  fill(list, thread(t), t.turns.length === 0 && !pending ? h("li.empty", t.script.length
    ? [h("h2", "This link has a conversation"), h("p", `${count(t.script.length, "turn")} with ${a.id}. Playing it calls your code.`), h("p.buttons", button("btn.first", "Play it", play))]
    : [h("h2", `Talk to ${a.id}`), h("p", "Write something. The agent runs here, and Novu’s part is played by this page’s server.")]) : null);
  fill(by("view"), h("h2.vh", `Agent ${a.id}`), h("div.talk", h("div.left", list, composer(t)), inspector(t)));
  if (list.childElementCount !== n) list.scrollTop = list.scrollHeight;
  if (typing || pending || t.turns.length === 0) document.getElementById("say")?.focus({ preventScroll: true });
  document.body.dataset.ready = "true";
}

on("place catalog", () => { if (app.place.kind === "agent") { chosen = -1; draw(); list.scrollTop = list.scrollHeight; } });
arrows(list, null);

// @ts-check
// The timeline of a run: lanes for its steps, and the list of happenings.
import { arrows, button, h, icon, sign } from "./dom.js";
import { app, changed, inputsOf } from "./state.js";
import { clock, count, initials, kindIcon, longSpan, nth, span, tint, took } from "./time.js";

/** Names an event: by the first short text of its payload, or its number. @param {Workflow} w @param {number} n */
export function eventName(w, n) {
  const e = inputsOf(w).events[n];
  const found = Object.entries(e?.payload ?? {}).find(([k, v]) => /name|author|user|from|by$/i.test(k) && typeof v === "string" && v.length < 24);
  return found ? String(found[1]) : `event ${n + 1}`;
}

/**
 * Describes a happening; `null` if another one says the same.
 * @param {Run} run
 * @param {Happening} x
 * @param {string} start
 * @param {Workflow} [w]
 * @returns {{kind: string, text: string, more: string, cause: string} | null}
 */
export function lineOf(run, x, start, w) {
  const exchange = x.exchange === undefined ? undefined : run.exchanges[x.exchange];
  const many = new Set(run.happenings.filter((y) => y.step === x.step && y.exchange !== undefined).map((y) => y.run)).size > 1;
  const who = many && w ? ` for ${eventName(w, run.runs[x.run]?.event ?? 0)}` : "";
  const tries = x.attempt > 1 ? `${nth(x.attempt)} try` : "";
  const line = (/** @type {string} */ kind, /** @type {string} */ text, /** @type {(string | false)[]} */ more = [], cause = "") => ({ kind, text, more: more.filter(Boolean).join(", "), cause });
  switch (x.what) {
    case "sent":
      if (x.count !== undefined) return line("ok", `${x.step} is over, with ${count(x.count, "event")}`);
      return exchange ? line("ok", `${x.step} sent${who}`, [took(x.took), tries]) : line("ok", waited(run, x) ? `${x.step} is over` : `${x.step} has its result`);
    case "waits": return line("wait", `${x.step} ${exchange?.outputs?.type === undefined || run.happenings.some((y) => y.step === x.step && (y.what === "joins" || y.count !== undefined)) ? "opens" : "waits"}, until ${clock(start || "2026-01-01T00:00:00Z", x.until, x.until % 60_000 !== 0)}`);
    case "joins": return line("plus", `${x.step} has ${count(x.count ?? 2, "event")}`);
    case "fails": return line("bad", `${x.step} fails`, [String(x.status ?? ""), !!x.attempt && (x.until === undefined ? `${nth(x.attempt)} try` : `${nth(x.attempt)} of ${exchange?.error?.again?.of ?? 4} tries`)], exchange?.error?.message ?? "");
    case "skipped": return line("skip", `${x.step} skipped${who}`);
    case "throttled": return line("skip", `${x.step} throttled${who}`, ["the run ends here"]);
    case "empty": return line("skip", `${x.step} was not reached${who}`, ["Novu gets empty outputs"]);
    case "ends": return x.status === "failed" ? line("bad", `the run${who} failed`) : null;
    default: return null;
  }
}

/** @param {Run} run @param {Happening} x */
const waited = (run, x) => x.exchange === undefined && run.happenings.some((y) => y.what === "waits" && y.run === x.run && y.step === x.step);

/** @returns {{x: Happening, n: number}[]} */
const uncovered = () => (app.run?.happenings ?? []).slice(0, app.shown).map((x, n) => ({ x, n }));

/** @param {Happening} x @param {number} n */
const current = (x, n) => (app.exchange >= 0 ? x.exchange === app.exchange : x.step === app.place.step && app.place.kind === "step" && !uncovered().some((y) => y.n > n && y.x.step === x.step && y.x.exchange !== undefined) && x.exchange !== undefined);

/** Draws the list of happenings, with a line for each step at its left on phones. @param {Workflow} w @param {(n: number) => void} choose */
export function drawLog(w, choose) {
  const start = inputsOf(w).start;
  const run = app.run;
  if (!run) {
    return h("div.log.none", h("p", "A run asks every step as Novu does, and moves the clock by itself: an hour takes no time."), h("p", "Add events to fill a digest. Plan failures in the inputs. ", h("b", "Next"), " uncovers one happening at a time."));
  }
  const all = uncovered().map(({ x, n }) => ({ x, n, line: lineOf(run, x, start, w) })).filter((y) => y.line);
  const log = h("ol.log", { "aria-label": "Happenings" }, all.map(({ x, n, line }) => {
    if (!line) return null;
    const text = h("span", line.text, line.more ? [" ", h("em", line.more)] : null, line.cause ? h("span.cause", line.cause) : null);
    const rails = h("span.rails", { "aria-hidden": "true" }, w.steps.map((s) => h("i", { class: s.id === x.step ? `on ${line.kind}` : null })));
    return h("li", { "aria-current": current(x, n) ? "true" : null }, h("time", clock(start, x.at)), rails, sign(line.kind),
      x.step ? button("textual", text, () => choose(n)) : text);
  }));
  arrows(log, null);
  return log;
}

/** Draws the lanes. Happenings have equal room, whatever the time between them. @param {Workflow} w @param {(n: number) => void} choose */
export function drawLanes(w, choose) {
  const i = inputsOf(w);
  const all = uncovered();
  const times = [...new Set([...i.events.map((e) => e.at), ...all.map(({ x }) => x.at)])].sort((a, b) => a - b);
  if (times.length === 0) times.push(0);
  const n = times.length;
  // The last column leaves room for the notes at its right.
  const left = (/** @type {number} */ at) => {
    const k = times.findIndex((t) => t >= at);
    return n === 1 ? 3 : 3 + ((k < 0 ? n - 1 : k) * 83) / Math.max(3, n - 1);
  };
  const pos = (/** @type {number} */ at) => `left:${left(at).toFixed(2)}%`;
  const fine = (/** @type {number} */ at) => times.some((t) => t !== at && Math.abs(t - at) < 60_000) || at % 60_000 !== 0;
  const now = all.length ? all[all.length - 1]?.x.at ?? 0 : null;

  const axis = h("div.lane.axis", h("span"), h("div.track", times.map((t) => h("i", { style: pos(t) }, clock(i.start, t, fine(t))))));
  const events = h("div.lane", h("span", icon("bolt", "s"), "events"), h("div.track", stacks(i.events.map((e, k) => ({ at: e.at, k }))).map(({ item, shift }) => {
    const name = eventName(w, item.k);
    return button("ev", [h("span.p", { style: `background:${tint(name)}`, "aria-hidden": "true" }, initials(name).slice(0, 1)), h("span", { class: shift ? "vh" : "n" }, name), h("span.vh", `, event ${item.k + 1}, ${clock(i.start, item.at)}`)], () => {
      i.event = item.k;
      changed("inputs");
    }, { style: `${pos(item.at)};margin-left:${shift * 14}px`, "aria-pressed": String(i.event === item.k), title: name });
  })));

  const lanes = w.steps.map((s) => {
    const mine = all.filter(({ x }) => x.step === s.id);
    const track = h("div.track");
    const last = mine[mine.length - 1];
    for (const { x } of mine) {
      if (x.what === "waits") {
        const over = mine.find((y) => y.x.run === x.run && y.x.what === "sent");
        const end = over ? over.x.at : Math.max(x.at, now ?? 0);
        const width = Math.max(0, left(end) - left(x.at));
        const many = mine.some((y) => y.x.what === "joins" || y.x.count !== undefined);
        track.append(h("span.span", { class: over ? "span" : "span open", style: `left:calc(${left(x.at)}% - 9px);width:calc(${width}% + ${over ? 9 : 40}px);padding-left:24px` },
          `${many || s.type === "digest" ? "collects for" : "waits"} ${longSpan(x.until - x.at)}`));
      }
      if (x.what === "fails" && x.until !== undefined) track.append(h("span.span.thin", { style: `left:${left(x.at)}%;width:${Math.max(0, left(x.until) - left(x.at))}%` }));
    }
    for (const { item, shift, of } of stacks(mine.map((y) => ({ at: y.x.at, ...y })))) {
      const { x } = item;
      const line = app.run && lineOf(app.run, x, i.start, w);
      const label = `${line?.text ?? x.what}, ${clock(i.start, x.at)}`;
      const place = `${pos(x.at)};margin-left:${shift * 9}px`;
      const over = x.what === "sent" && app.run !== null && waited(app.run, x);
      if (x.what === "waits" || x.what === "joins") track.append(button("m.in", "", () => choose(item.n), { style: place, "aria-label": label, title: label }));
      else if (!over) track.append(button(`m.${line?.kind ?? "skip"}`, icon({ ok: "check", bad: "cross" }[line?.kind ?? ""] ?? "dash"), () => choose(item.n), { style: place, "aria-label": label, title: label, "aria-pressed": app.exchange >= 0 && x.exchange === app.exchange ? "true" : null }));
      if (shift + 1 < of) continue;
      const note = x.what === "fails" ? `${x.status}${x.until !== undefined ? `, again in ${span(x.until - x.at)}` : ""}` : over && x.count !== undefined ? count(x.count, "event") : x.what === "sent" && x.attempt > 1 ? `sent, ${nth(x.attempt)} try` : ["skipped", "throttled", "empty"].includes(x.what) ? x.what : "";
      if (note) track.append(h("span", { class: x.what === "fails" && item.n !== last?.n && left(x.at) > 14 ? "note l" : "note", style: place }, note));
    }
    return h("div", { class: app.place.step === s.id ? "lane cur" : "lane" }, h("span", icon(kindIcon(s.type), "s"), h("span.cut", s.id)), track);
  });

  const grid = h("div.grid", { "aria-hidden": "true" }, times.map((t) => h("i", { style: pos(t), class: t === now ? "now" : null })));
  const inner = h("div.inner", { style: n > 8 ? `min-width:${124 + n * 92}px` : "" }, grid, axis, events, lanes);
  const el = h("div.lanes", { tabindex: 0, role: "region", "aria-label": "Timeline" }, inner);
  arrows(inner, null, "ArrowLeft", "ArrowRight");
  return el;
}

/** Counts those of the same time, so that they are drawn beside each other. @template {{at: number}} T @param {T[]} items */
function stacks(items) {
  /** @type {Map<number, number>} */
  const seen = new Map();
  const total = new Map();
  for (const item of items) total.set(item.at, (total.get(item.at) ?? 0) + 1);
  return items.map((item) => {
    const shift = seen.get(item.at) ?? 0;
    seen.set(item.at, shift + 1);
    return { item, shift, of: total.get(item.at) };
  });
}

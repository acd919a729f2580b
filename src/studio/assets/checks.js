// @ts-check
// The checks of a mail, and its source with numbered lines.
import { button, h, sign } from "./dom.js";

/** Lists checks, those to look at first. @param {Answer | null} answer @param {(line: number) => void} show */
export function checkList(answer, show) {
  const order = { bad: 0, warn: 1, ok: 2 };
  const all = [...(answer?.checks ?? [])].sort((a, b) => order[a.level] - order[b.level]);
  const removed = answer?.removed ?? [];
  return h("section.card.page", { "aria-label": "Checks" }, h("div.box", h("ul.checks",
    all.map((c) => h("li", sign(c.level, { ok: "good", warn: "to look at", bad: "wrong" }[c.level]), h("div", h("b", c.message), h("p", c.detail ? `${c.detail} ` : null,
      c.line ? button("textual", `Line ${c.line}`, () => show(c.line ?? 1)) : null, c.line && c.snippet ? ": " : null, c.snippet && h("code", c.snippet))))),
    removed.map((r) => h("li", sign("warn", "removed"), h("div", h("b", `The sanitiser removed a part of ${r.pointer}`), h("p", h("code", r.html))))),
    all.length || removed.length ? null : h("li", sign("skip"), h("div", h("b", "Nothing to check yet")))),
    h("div.foot", h("span", "checked here; links are not called, pictures are not loaded"))));
}

/** Shows HTML with numbered lines. @param {string} text @param {number} goal the line to show */
export function sourceView(text, goal) {
  const lines = text.split("\n");
  const plain = lines.length > 4000;
  const list = h("ol.lines", { style: `--digits:${String(lines.length).length}ch` }, lines.map((line, n) => h("li", { class: n + 1 === goal ? "goal" : null }, plain ? line : paintHtml(line))));
  if (goal) requestAnimationFrame(() => list.children[goal - 1]?.scrollIntoView({ block: "center" }));
  return h("div.src.page.source", { tabindex: 0, role: "region", "aria-label": "HTML" }, list);
}

/** @param {string} line */
function paintHtml(line) {
  return line.split(/(<\/?[a-zA-Z][^>]*>?)/).map((part, n) => {
    if (n % 2 === 0) return part;
    return h("span.tg", part.split(/("[^"]*")/).map((x, m) => (m % 2 ? h("span.str", x) : x)));
  });
}

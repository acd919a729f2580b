// @ts-check
// Keys. Single letters do nothing while one types, and can be switched off.
import { announce, button, h } from "./dom.js";
import { find } from "./nav.js";
import { neighbour, setTab, tabsOf } from "./preview.js";
import { next, run } from "./run.js";
import { copyAsTest, share } from "./share.js";
import { app, changed, go, keep, kept, step } from "./state.js";

/** @type {[string, string][]} */
export const KEYS = [
  ["/", "find"], ["Ctrl ↵", "run"], ["j k", "next, previous step"], [".", "next happening"], ["1 … 5", "message … wire"],
  ["w", "width"], ["d", "colours of the mail"], ["s", "share"], ["t", "copy as test"], ["?", "this help"], ["Esc", "back"],
];

export const letters = () => kept("letters") !== false;

export function lettersSwitch() {
  const text = () => `switch them ${letters() ? "off" : "on"}`;
  const one = button("textual", text(), () => {
    keep("letters", letters() ? false : null);
    one.textContent = text();
    announce(letters() ? "Letters are keys" : "Letters are not keys");
  });
  return h("div.foot", h("span", "single letters do nothing while you type"), one);
}

/** @type {Place | null} */
let from = null;

export function help() {
  if (app.place.kind === "help") return go(from ?? { kind: "none" });
  from = app.place;
  go({ kind: "help" });
}

/** @type {Record<string, () => void>} */
const ACTIONS = {
  "/": find, "?": help, j: () => neighbour(1), k: () => neighbour(-1), ".": next, s: share, t: copyAsTest,
  w() { app.width = { 375: 600, 600: 1000, 1000: 375 }[app.width] ?? 600; changed("view"); announce(`${app.width} wide`); },
  d() { app.colours = { light: "own", own: "forced", forced: "light" }[app.colours] ?? "light"; changed("view"); announce(`Colours: ${app.colours}`); },
};

document.addEventListener("keydown", (e) => {
  const target = e.target instanceof HTMLElement ? e.target : document.body;
  const typing = target.matches("input:not([type=radio]), textarea, select, [contenteditable]");
  if (document.querySelector("dialog[open]")) return;
  if (e.key === "Enter" && (e.ctrlKey || e.metaKey) && app.place.workflow) {
    e.preventDefault();
    return void run();
  }
  if (e.key === "Escape") {
    if (document.body.classList.contains("alone")) return document.body.classList.remove("alone");
    if (typing) return target.blur();
    if (app.exchange >= 0) return (app.exchange = -1), changed("preview", "run");
    if (app.place.kind === "help") return help();
    if (app.place.kind === "step") return go({ kind: "workflow", workflow: app.place.workflow ?? "" });
    return;
  }
  if (typing || e.ctrlKey || e.metaKey || e.altKey || !letters()) return;
  const tab = /^[1-5]$/.test(e.key) ? tabsOf(step()?.type)[Number(e.key) - 1] : undefined;
  const act = tab && app.place.kind === "step" ? () => setTab(tab) : ACTIONS[e.key];
  if (!act) return;
  e.preventDefault();
  act();
});

// @ts-check
// JSON as coloured text, and a text area with colours behind it.
import { fill, h, icon } from "./dom.js";

const TOKENS = /("(?:[^"\\]|\\.)*"?)(\s*:)?|\b(true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** @type {Paint} */
function paintJson(text) {
  /** @type {(Node | string)[]} */
  const out = [];
  let end = 0;
  for (const found of text.matchAll(TOKENS)) {
    out.push(text.slice(end, found.index));
    const kind = found[2] ? "key" : found[1] ? "str" : "num";
    out.push(h(`span.${kind}`, found[1] ?? found[0]), found[2] ?? "");
    end = found.index + found[0].length;
  }
  out.push(text.slice(end));
  return out;
}

/** @param {any} value */
export const pretty = (value) => JSON.stringify(value, null, 2) ?? "";

/** Shows JSON, or a text that may be JSON. @param {any} value @param {string} [label] */
export function json(value, label = "JSON") {
  let text = typeof value === "string" ? value : pretty(value);
  if (typeof value === "string") {
    try {
      text = pretty(JSON.parse(value));
    } catch {
      // Shown as it is.
    }
  }
  return h("pre.src", { tabindex: 0, role: "region", "aria-label": label }, text.length < 60_000 ? paintJson(text) : text);
}

/**
 * Creates a text area that grows, with its text coloured.
 * @param {{label: string, value: string, paint: Paint, input: (text: string) => void, id?: string | undefined, placeholder?: string}} options
 */
export function editor({ label, value, paint, input, id, placeholder }) {
  const back = h("pre.paint", { "aria-hidden": "true" });
  const area = h("textarea", { "aria-label": label, spellcheck: "false", autocapitalize: "off", autocomplete: "off", rows: 1, id, placeholder });
  const draw = () => fill(back, paint(area.value), "\u200b");
  const set = (/** @type {string} */ text) => {
    if (area.value === text && back.firstChild) return;
    area.value = text;
    draw();
  };
  area.addEventListener("input", () => {
    draw();
    input(area.value);
  });
  set(value);
  return { el: h("div.ta", back, area), area, set, draw };
}

/** Creates an editor of a whole JSON value, with the error under it. @param {string} label @param {any} value @param {(value: any) => void} change */
export function jsonEditor(label, value, change) {
  const why = h("span.why", { hidden: true });
  const one = editor({
    label, value: pretty(value), paint: paintJson,
    input(text) {
      let next;
      try {
        next = text.trim() === "" ? undefined : JSON.parse(text);
      } catch (error) {
        why.hidden = false;
        fill(why, icon("warn", "s"), `not JSON: ${/** @type {Error} */ (error).message}`);
        one.area.setAttribute("aria-invalid", "true");
        return;
      }
      why.hidden = true;
      one.area.removeAttribute("aria-invalid");
      change(next);
    },
  });
  return { el: h("div.f.json", one.el, why), set: (/** @type {any} */ next) => document.activeElement !== one.area && one.set(pretty(next)) };
}

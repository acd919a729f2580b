// @ts-check
// A field for a template: coloured outputs, the rendered text under it, variables offered while typing.
import { fill, h, icon } from "./dom.js";
import { editor } from "./json.js";

const FILTERS = (
  "abs append at_least at_most capitalize ceil compact concat date default digest divided_by downcase escape first floor join json last " +
  "lstrip map minus modulo newline_to_br pluralize plus prepend remove replace reverse round rstrip size slice sort " +
  "split strip strip_html sum times toSentence truncate truncatewords uniq upcase url_encode where"
).split(" ");

/** @type {Paint} */
function paintLiquid(text) {
  return text.split(/(\{\{[^]*?\}\}|\{%[^]*?%\}|\{\{[^]*$|\{%[^]*$)/).map((part, i) => {
    if (i % 2 === 0) return part;
    return h(/\}\}$|%\}$/.test(part) ? "span.lq" : "span.lq.open", null, part);
  });
}

/** Creates a template field. @param {{label: string, value: string, input: (text: string) => void, variables: () => Variable[], id?: string}} options */
export function liquid({ label, value, input, variables, id }) {
  const one = editor({ label, value, paint: paintLiquid, id, input: (text) => { input(text); offer(); } });
  const area = one.area;
  const list = h("ul.offers", { role: "listbox", hidden: true, "aria-label": "Variables", id: `offers-${id}` });
  const text = h("span");
  const out = h("span.out", icon("arrow", "s"), text);
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", list.id);
  /** @type {{name: string, sample?: any}[]} */
  let offered = [];
  let chosen = 0;

  /** Returns the word before the caret inside of an output, and whether it is a filter. */
  function word() {
    const before = area.value.slice(0, area.selectionStart);
    const open = Math.max(before.lastIndexOf("{{"), before.lastIndexOf("{%"));
    if (open < 0 || before.slice(open).search(/\}\}|%\}/) > 0) return null;
    const inside = before.slice(open + 2);
    const typed = /[\w.\-[\]]*$/.exec(inside)?.[0] ?? "";
    return { typed, filter: /\|\s*$/.test(inside.slice(0, inside.length - typed.length)) };
  }

  function offer() {
    const now = word();
    const all = !now ? [] : now.filter ? FILTERS.map((name) => ({ name })) : variables();
    const typed = now?.typed.toLowerCase() ?? "";
    offered = all.filter((v) => v.name.toLowerCase().includes(typed) && v.name !== now?.typed)
      .sort((a, b) => Number(b.name.toLowerCase().startsWith(typed)) - Number(a.name.toLowerCase().startsWith(typed))).slice(0, 8);
    chosen = 0;
    draw();
  }

  function draw() {
    list.hidden = offered.length === 0;
    fill(list, offered.map((v, i) =>
      h("li", { role: "option", "aria-selected": String(i === chosen), id: `${list.id}-${i}`, mousedown: (/** @type {Event} */ e) => { e.preventDefault(); take(i); } },
        h("code", v.name), v.sample === undefined ? null : h("small", typeof v.sample === "string" ? v.sample : JSON.stringify(v.sample)))));
    if (list.hidden) area.removeAttribute("aria-activedescendant");
    else area.setAttribute("aria-activedescendant", `${list.id}-${chosen}`);
  }

  /** @param {number} i */
  function take(i) {
    const now = word();
    const v = offered[i];
    if (!now || !v) return;
    const end = area.selectionStart;
    const start = end - now.typed.length;
    const closed = /^[^{]*(\}\}|%\})/.test(area.value.slice(end));
    area.setRangeText(v.name + (closed ? "" : "}}"), start, end, "end");
    offered = [];
    draw();
    one.draw();
    input(area.value);
  }

  area.addEventListener("keydown", (e) => {
    if (list.hidden) return;
    if (e.key === "ArrowDown" || e.key === "ArrowUp") chosen = (chosen + (e.key === "ArrowDown" ? 1 : offered.length - 1)) % offered.length;
    else if (e.key === "Enter" || e.key === "Tab") return e.preventDefault(), take(chosen);
    else if (e.key === "Escape") offered = [];
    else return;
    e.preventDefault();
    e.stopPropagation();
    draw();
  });
  area.addEventListener("click", offer);
  area.addEventListener("blur", () => { offered = []; draw(); });

  return {
    el: h("div.lqf", one.el, list, out), area, set: one.set,
    /** @param {any} value */
    rendered(value) {
      out.hidden = value === undefined || value === null || value === area.value;
      text.textContent = typeof value === "string" ? value : JSON.stringify(value) ?? "";
    },
  };
}

// @ts-check
// Cards of chats: of chat steps and of agents.
import { button, h } from "./dom.js";

/** Shows the little markup that chats have in common: bold, italics, code, links. Everything else stays text. @param {string} text @returns {(Node | string)[]} */
export function rich(text) {
  /** @type {(Node | string)[]} */
  const out = [];
  let end = 0;
  for (const m of text.matchAll(/\*\*([^*\n]+)\*\*|\*([^*\n]+)\*|_([^_\n]+)_(?!\w)|`([^`\n]+)`|\[([^\]\n]+)\]\((https?:[^)\s]+)\)|<(https?:[^|>\s]+)\|([^>\n]+)>|(https?:\/\/[^\s<>)]+)/g)) {
    out.push(text.slice(end, m.index));
    const href = m[6] ?? m[7] ?? m[9];
    if (href) out.push(outside(href, m[5] ?? m[8] ?? href));
    else out.push(m[4] ? h("code", m[4]) : m[1] ? h("b", m[1]) : h("em", m[2] ?? m[3] ?? ""));
    end = m.index + m[0].length;
  }
  out.push(text.slice(end));
  return out;
}

/** @param {string} href @param {Children} label @param {string} [classes] */
const outside = (href, label, classes = "") =>
  /^(https?|mailto):/i.test(href) ? h("a", { href, target: "_blank", rel: "noopener noreferrer", class: classes, title: href }, label) : h("span", { class: classes, title: href }, label);

/** Draws a card. @param {any} card @param {Act | null} act called by its buttons and selections @returns {HTMLElement} */
export function drawCard(card, act) {
  return h("div.ccard",
    card.imageUrl && h("span.pic", card.imageUrl),
    card.title && h("b.title", card.title), card.subtitle && h("span.subtitle", card.subtitle),
    (card.children ?? []).map((/** @type {any} */ c) => element(c, act, 0)));
}

/** @param {any} e @param {Act | null} act @param {number} depth @returns {Child} */
function element(e, act, depth) {
  if (typeof e === "string" || typeof e === "number") return h("p", rich(String(e)));
  if (!e || depth > 8) return null;
  /** @type {any[]} */
  const inner = Array.isArray(e.children) ? e.children : [];
  const emit = (/** @type {any} */ value, /** @type {string} */ label) => act?.({ id: e.id, value, label });
  switch (e.type) {
    case "text": return h(`p.${e.style ?? "plain"}`, rich(String(e.content ?? "")));
    case "image": return h("span.pic", { title: e.url }, e.alt || e.url);
    case "divider": return h("hr");
    case "section": return h("div.csec", inner.map((c) => element(c, act, depth + 1)));
    case "fields": return h("dl.cfields", inner.map((f) => h("div", h("dt", f.label), h("dd", rich(String(f.value ?? ""))))));
    case "link": return h("p", outside(String(e.url), e.label));
    case "table": return h("div.scroll", { tabindex: 0, role: "region", "aria-label": "Table" }, h("table", h("thead", h("tr", (e.headers ?? []).map((/** @type {any} */ t) => h("th", t)))),
      h("tbody", (e.rows ?? []).map((/** @type {any[]} */ r) => h("tr", r.map((t, i) => h("td", { class: e.align?.[i] }, t)))))));
    case "actions": return h("div.acts", inner.map((c) => element(c, act, depth + 1)));
    case "button": return button(`btn.${e.style === "primary" ? "first" : e.style === "danger" ? "danger" : "plain"}`, e.label ?? e.id, () => emit(e.value ?? null, e.label), { disabled: e.disabled || !act, title: `action ${e.id}` });
    case "link-button": return outside(String(e.url), e.label, `btn ${e.style === "primary" ? "first" : e.style === "danger" ? "danger" : ""}`);
    case "select": {
      const select = h("select", { "aria-label": e.label, disabled: !act, change: () => emit(select.value, select.selectedOptions[0]?.textContent ?? "") },
        h("option", { value: "", hidden: true }, e.placeholder ?? e.label), (e.options ?? []).map((/** @type {any} */ o) => h("option", { value: o.value, selected: o.value === e.initialOption, title: o.description }, o.label)));
      return h("label.csel", h("span", e.label), select);
    }
    case "radio_select": return h("fieldset.csel", h("legend", e.label), (e.options ?? []).map((/** @type {any} */ o) =>
      h("label", h("input", { type: "radio", name: e.id, value: o.value, disabled: !act, checked: o.value === e.initialOption, change: () => emit(o.value, o.label) }), o.label)));
    case "text_input": return h("label.csel", h("span", e.label), h("input", { type: "text", placeholder: e.placeholder, maxlength: e.maxLength, disabled: !act, value: e.initialValue ?? "", change: (/** @type {any} */ x) => emit(x.target.value, x.target.value) }));
    default: return h("p.muted", `An element that this page cannot draw: ${e.type ?? "without a type"}`);
  }
}

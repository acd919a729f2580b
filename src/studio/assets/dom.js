// @ts-check
// Builds elements. Text never becomes markup: nothing here parses HTML.

/**
 * Creates an element from `tag.class.class`, attributes that may be left out, and children. Functions are listeners,
 * `true` is an empty attribute; `false`, `null` and `undefined` leave the attribute out.
 * @template {string} T
 * @param {T} spec
 * @param {Props | Children} [first]
 * @param {...Children} children
 * @returns {Made<T>}
 */
export function h(spec, first, ...children) {
  const [tag = "div", ...classes] = spec.split(".");
  const node = document.createElement(tag);
  if (classes.length) node.className = classes.join(" ");
  const props = first && typeof first === "object" && !Array.isArray(first) && !(first instanceof Node) ? /** @type {Props} */ (first) : null;
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === "function") node.addEventListener(name, value);
    else if (name === "style") node.style.cssText = value;
    else if (name === "value") /** @type {any} */ (node).value = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  add(node, props ? children : [/** @type {Children} */ (first), ...children]);
  return /** @type {Made<T>} */ (/** @type {unknown} */ (node));
}

/** @param {Node} node @param {Children[]} children */
function add(node, children) {
  for (const child of /** @type {Child[]} */ (children.flat(3))) {
    if (child === null || child === undefined || child === false) continue;
    node.appendChild(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** @param {Element} node @param {...Children} children */
export function fill(node, ...children) {
  const all = document.createDocumentFragment();
  add(all, children);
  node.replaceChildren(all);
}

const SVG = "http://www.w3.org/2000/svg";

/** Draws a part anew, and returns the focus to the same control: that with the same name, else that at the same place. @param {Element} el @param {() => void} draw */
export function keepFocus(el, draw) {
  const all = () => /** @type {HTMLElement[]} */ ([...el.querySelectorAll("button, a, input, select, textarea, summary")]);
  const name = (/** @type {Element | null} */ x) => x && `${x.tagName} ${x.getAttribute("aria-label")} ${x.tagName === "SELECT" ? "" : x.textContent}`;
  const [old, before] = [document.activeElement, all()];
  const n = before.indexOf(/** @type {HTMLElement} */ (old));
  draw();
  if (n < 0 || old?.isConnected) return;
  (all().find((x) => name(x) === name(old)) ?? all()[n])?.focus();
}

/** @param {string} name @param {string} [more] */
export function icon(name, more = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `i ${more}`);
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#${name}`);
  svg.appendChild(use);
  return svg;
}

/** @type {Record<string, string>} */
const SIGNS = { ok: "check", bad: "cross", skip: "dash", wait: "clock", warn: "warn", plus: "plus" };

/** @param {string} status @param {string} [label] */
export function sign(status, label) {
  const kind = status === "warn" || status === "plus" ? "wait" : status;
  const node = h(`span.st.${kind}`, label ? { role: "img", "aria-label": label } : {});
  node.append(icon(SIGNS[status] ?? "dash"));
  return node;
}

/** @param {string} classes @param {Children} content @param {(e: MouseEvent) => void} click @param {Record<string, any>} [props] */
export function button(classes, content, click, props) {
  return h(`button.${classes}`, { type: "button", click, ...props }, content);
}

/** @param {string} id @returns {HTMLElement} */
export function by(id) {
  const node = document.getElementById(id);
  if (!node) throw new Error(`index.html has no element #${id}`);
  return node;
}

/** @param {string} text */
export function announce(text) {
  by("live").textContent = text;
}

/** @param {string} text @param {string} [kind] */
export function toast(text, kind = "ok") {
  announce(text);
  const node = h(`div.toast.${kind}`, icon(kind === "ok" ? "check" : "warn", "s"), text);
  by("toasts").replaceChildren(node);
  setTimeout(() => node.remove(), 4000);
}

/** @param {string} text @param {string} done */
export async function copy(text, done) {
  try {
    await navigator.clipboard.writeText(text);
    toast(done);
  } catch {
    dialog("Copy this", h("textarea.mono.copy", { readonly: true, rows: 10, "aria-label": "Text to copy", value: text }));
  }
}

/** Opens a modal dialog. It closes by Escape, by its button, and by a click outside. @param {string} title @param {...Children} content */
export function dialog(title, ...content) {
  const node = h("dialog.dialog", { "aria-label": title });
  const close = button("btn.bare", icon("cross", "s"), () => node.close(), { "aria-label": "Close" });
  add(node, [h("header", h("h2", title), close), h("div.pad", ...content)]);
  node.addEventListener("click", (e) => e.target === node && node.close());
  node.addEventListener("close", () => node.remove());
  document.body.append(node);
  node.showModal();
  node.querySelector("textarea")?.select();
  return node;
}

/**
 * Makes a row of buttons a tab list or a group of choices: one is chosen, arrows move.
 * @param {string} classes
 * @param {{id: string, label: Children, name?: string, hint?: string}[]} items
 * @param {string} chosen
 * @param {(id: string) => void} choose
 * @param {{label: string, tabs?: boolean, panel?: string}} options
 */
export function choice(classes, items, chosen, choose, { label, tabs, panel }) {
  // The choice may draw these buttons anew.
  const pick = (/** @type {string} */ id) => {
    const had = all.contains(document.activeElement);
    choose(id);
    if (had && !all.isConnected) /** @type {HTMLElement | null} */ (document.querySelector(`[aria-label="${CSS.escape(label)}"] [data-id="${id}"]`))?.focus();
  };
  const mark = tabs ? "aria-selected" : "aria-checked";
  const all = h(`div.${classes}`, { role: tabs ? "tablist" : "radiogroup", "aria-label": label });
  for (const item of items) {
    const on = item.id === chosen;
    const one = h("button", {
      type: "button",
      click: () => pick(item.id),
      role: tabs ? "tab" : "radio",
      [mark]: String(on),
      tabindex: on ? 0 : -1,
      "aria-label": item.name,
      title: item.hint ?? item.name,
      "aria-controls": panel,
      "data-id": item.id,
    }, item.label);
    all.append(one);
  }
  arrows(all, (one) => one.click(), "ArrowLeft", "ArrowRight");
  return all;
}

/**
 * Moves the focus between the buttons and links of a list by arrow keys, Home and End.
 * @param {HTMLElement} list
 * @param {((one: HTMLElement) => void) | null} moved
 * @param {string} [before]
 * @param {string} [after]
 */
export function arrows(list, moved, before = "ArrowUp", after = "ArrowDown") {
  list.addEventListener("keydown", (e) => {
    const all = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("button, a")]).filter((x) => x.offsetParent);
    const now = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    if (now < 0) return;
    const to = { [before]: now - 1, [after]: now + 1, Home: 0, End: all.length - 1 }[e.key];
    const one = to === undefined ? undefined : all[(to + all.length) % all.length];
    if (!one) return;
    e.preventDefault();
    one.focus();
    moved?.(one);
  });
}

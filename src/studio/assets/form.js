// @ts-check
// A form for a JSON schema. It is built once for a schema; values, mocks and errors are put into it.
import { button, fill, h, icon } from "./dom.js";
import { jsonEditor } from "./json.js";
import { liquid } from "./liquid.js";
import { at, escapePart, isObject } from "./state.js";

const DEPTH = 6;

/**
 * Follows references and unwraps nullable unions.
 *
 * @param {any} schema
 * @param {any} root
 * @returns {{schema: any, nullable: boolean}}
 */
export function resolve(schema, root) {
  let nullable = false;
  for (let i = 0; i < 16 && isObject(schema); i++) {
    if (typeof schema.$ref === "string" && schema.$ref.startsWith("#")) {
      const { $ref, ...rest } = schema;
      schema = { ...at(root, $ref.slice(1)), ...rest };
    } else if (Array.isArray(schema.allOf) && schema.allOf.length === 1 && !schema.properties) {
      const { allOf, ...rest } = schema;
      schema = { ...allOf[0], ...rest };
    } else if (Array.isArray(schema.type) && schema.type.includes("null")) {
      nullable = true;
      const types = schema.type.filter((/** @type {string} */ t) => t !== "null");
      schema = { ...schema, type: types.length === 1 ? types[0] : types };
    } else if (union(schema).some(isNull)) {
      nullable = true;
      const rest = union(schema).filter((/** @type {any} */ s) => !isNull(s));
      const { anyOf, oneOf, ...own } = schema;
      schema = rest.length === 1 ? { ...own, ...rest[0] } : { ...own, anyOf: rest };
    } else break;
  }
  return { schema: isObject(schema) ? schema : {}, nullable: nullable || schema?.nullable === true };
}

/** @param {any} s @returns {any[]} */
const union = (s) => (Array.isArray(s?.anyOf) ? s.anyOf : Array.isArray(s?.oneOf) ? s.oneOf : []);
/** @param {any} s */
const isNull = (s) => s?.type === "null" || s?.const === null;

/** Returns the values of an enumeration. @param {any} s @returns {{value: any, hint?: string}[] | null} */
function values(s) {
  if (Array.isArray(s.enum)) return s.enum.map((/** @type {any} */ value) => ({ value }));
  if ("const" in s) return [{ value: s.const }];
  const all = union(s);
  if (!all.length || !all.every((one) => "const" in one || Array.isArray(one.enum))) return null;
  return all.flatMap((one) => (one.enum ?? [one.const]).map((/** @type {any} */ value) => ({ value, hint: one.description })));
}

/** Describes a schema in a few words. @param {any} s */
function words(s) {
  const n = s.type === "integer" || s.type === "number";
  const limits = [
    s.maxLength !== undefined && `at most ${s.maxLength}`,
    n && s.minimum !== undefined && s.maximum !== undefined ? `${s.minimum} to ${s.maximum}` : n && s.minimum !== undefined ? `from ${s.minimum}` : n && s.maximum !== undefined && `up to ${s.maximum}`,
    s.pattern && s.pattern.length < 16 && s.pattern,
  ].filter(Boolean);
  const name = s.format ?? (s.type === "array" ? "list" : Array.isArray(s.type) ? s.type.join(" or ") : s.type ?? "any");
  return [name, ...limits].join(", ");
}

/**
 * Creates the form of an object schema.
 *
 * @param {any} root
 * @param {FormOptions} options
 * @returns {Field & {empty: boolean, focus: (pointer: string) => void}}
 */
export function form(root, options) {
  const { schema } = resolve(root, root);
  /** @type {Map<string, HTMLElement>} */
  const whys = new Map();
  const top = h("span.why", { hidden: true });
  const fields = schema.properties ? Object.entries(schema.properties).map(([name, s]) => field(`/${escapePart(name)}`, name, s, 1)) : [];
  const whole = fields.length === 0 && !schema.properties && (schema.type !== "object" || schema.additionalProperties !== false)
    ? jsonField("", options.prefix) : null;
  if (schema.properties && (schema.additionalProperties === true || isObject(schema.additionalProperties) || schema.patternProperties)) fields.push(others(schema.properties));
  const el = h("div.form", whole?.el, fields.map((f) => f.el), top);

  /** @param {Values} v */
  function sync(v) {
    for (const why of [...whys.values(), top]) why.hidden = true;
    for (const one of el.querySelectorAll(".err")) one.classList.remove("err");
    for (const one of el.querySelectorAll("[aria-invalid]:not(.json *)")) one.removeAttribute("aria-invalid");
    whole?.sync(v);
    for (const f of fields) f.sync(v);
    for (const [pointer, message] of v.errors) {
      let p = pointer;
      while (p && !whys.get(p)?.isConnected) p = p.slice(0, p.lastIndexOf("/"));
      const why = whys.get(p) ?? top;
      why.hidden = false;
      fill(why, icon("warn", "s"), `${pointer || "/"} ${message}`);
      const f = why.closest(".f");
      f?.classList.add("err");
      f?.querySelector("input, textarea, select, [role=switch]")?.setAttribute("aria-invalid", "true");
    }
  }

  /** @param {string} pointer @param {string} name @param {any} raw @param {number} depth @returns {Field} */
  function field(pointer, name, raw, depth) {
    const { schema: s, nullable } = resolve(raw, root);
    const choices = values(s);
    const id = `${options.prefix}${pointer}`;
    if (s.type === "object" && s.properties && depth < DEPTH && s.additionalProperties !== true && !isObject(s.additionalProperties)) return group(pointer, name, s, depth);
    if (s.type === "array" && isObject(s.items) && depth < DEPTH) return list(pointer, name, s, depth);
    const type = h("span.t", choices ? `one of ${choices.length}` : words(s), nullable ? " or null" : "");
    const clear = button("btn.bare.clear", icon("undo", "s"), () => options.change(pointer, undefined), { "aria-label": `Unset ${name}`, title: "Unset: mocked or default again" });
    const why = h("span.why", { hidden: true, id: `${id}-why` });
    whys.set(pointer, why);
    const hint = s.description && s.description !== s.title ? h("span.hint", s.description) : null;
    const label = h("label.l", { for: id }, h("span", { title: s.description }, s.title ?? name), type, clear);

    if (s.type === "boolean") {
      const sw = button("sw", "", () => options.change(pointer, sw.getAttribute("aria-checked") !== "true"), { role: "switch", "aria-label": name, id });
      const el = h("div.f", h("div.row", sw, h("b", { "aria-hidden": "true" }, s.title ?? name), type, clear), hint, why);
      return { el, sync: (v) => sw.setAttribute("aria-checked", String(mark(el, v, pointer) === true)) };
    }
    if (choices) {
      const all = nullable ? [{ value: null }, ...choices] : choices;
      const select = h("select", { id, change: () => options.change(pointer, all[Number(select.value)]?.value) },
        h("option", { value: "", hidden: true }, ""), all.map((c, i) => h("option", { value: String(i) }, typeof c.value === "string" ? c.value : JSON.stringify(c.value))));
      const note = h("span.hint");
      const el = h("div.f", label, select, hint, note, why);
      return { el, sync(v) {
        const now = JSON.stringify(mark(el, v, pointer));
        const i = all.findIndex((c) => JSON.stringify(c.value) === now);
        select.value = i < 0 ? "" : String(i);
        note.textContent = /** @type {any} */ (all[i])?.hint ?? "";
      } };
    }
    if (s.type === "string" && options.variables) {
      const one = liquid({ label: name, value: "", id, input: (text) => options.change(pointer, text), variables: options.variables });
      fill(type, "Liquid");
      const el = h("div.f", label, one.el, hint, why);
      return { el, sync(v) {
        const now = mark(el, v, pointer);
        if (document.activeElement !== one.area || one.area.value === "") one.set(typeof now === "string" ? now : now === undefined || now === null ? "" : JSON.stringify(now));
        one.rendered(at(v.rendered, pointer));
      } };
    }
    if (s.type === "string" || s.type === "integer" || s.type === "number") {
      const number = s.type !== "string";
      const long = !number && !s.format && !s.pattern && (s.maxLength === undefined ? /text|body|message|content|description|html/i.test(name) : s.maxLength > 100);
      const input = long ? h("textarea", { id, rows: 2 }) : h("input", { id, type: "text", inputmode: number ? "decimal" : s.format === "email" ? "email" : null, placeholder: s.format === "date-time" ? "2026-03-02T09:00:00Z" : null, autocomplete: "off" });
      input.addEventListener("input", () => {
        const text = input.value;
        options.change(pointer, number ? (text.trim() === "" ? undefined : Number.isFinite(Number(text)) ? Number(text) : text) : text === "" && nullable ? null : text);
      });
      // A mocked part becomes a value by a click; the text is chosen, so that typing replaces it.
      input.addEventListener("focus", () => el.classList.contains("mock") && input.select());
      // WebKit takes the selection back when the button is released.
      input.addEventListener("click", () => el.classList.contains("mock") && input.selectionStart === input.selectionEnd && input.select());
      const el = h("div.f", label, input, hint, why);
      return { el, sync(v) {
        const now = mark(el, v, pointer);
        if (document.activeElement !== input || input.value === "" || at(v.given, pointer) === undefined)
          input.value = now === undefined || now === null ? "" : typeof now === "string" ? now : JSON.stringify(now);
        input.setAttribute("aria-describedby", why.id);
      } };
    }
    return jsonField(pointer, name, label, why);
  }

  /** Shows whether a value is given, and returns the value to show. @param {HTMLElement} el @param {Values} v @param {string} pointer */
  function mark(el, v, pointer) {
    const given = at(v.given, pointer);
    el.classList.toggle("mock", given === undefined && v.grey === true);
    el.classList.toggle("given", given !== undefined);
    return given === undefined ? at(v.shown, pointer) : given;
  }

  /** @param {string} pointer @param {string} name @param {HTMLElement} [label] @param {HTMLElement} [why] @returns {Field} */
  function jsonField(pointer, name, label, why) {
    const one = jsonEditor(`${name} as JSON`, null, (value) => options.change(pointer, value));
    const el = h("div.f", label, one.el, why);
    const area = one.el.querySelector("textarea");
    if (area && label) area.id = label.getAttribute("for") ?? "";
    return { el, sync: (v) => one.set(mark(el, v, pointer)) };
  }

  /** Creates a field for the members that a schema allows without declaring them. @param {Record<string, any>} declared @returns {Field} */
  function others(declared) {
    /** @type {Record<string, any>} */
    let now = {};
    const own = (/** @type {any} */ v) => Object.fromEntries(Object.entries(isObject(v) ? v : {}).filter(([k]) => !Object.hasOwn(declared, k)));
    const one = jsonEditor("Other members as JSON", now, (value) => {
      const next = own(value);
      const changes = Object.keys({ ...now, ...next }).filter((k) => JSON.stringify(now[k]) !== JSON.stringify(next[k]));
      now = next;
      for (const k of changes) options.change(`/${escapePart(k)}`, next[k]);
    });
    return { el: h("div.f", h("span.l", "other members", h("span.t", "object")), one.el), sync(v) { one.set(now = own(v.given ?? v.shown)); } };
  }

  /** @param {string} pointer @param {string} name @param {any} s @param {number} depth @returns {Field} */
  function group(pointer, name, s, depth) {
    const why = h("span.why", { hidden: true });
    whys.set(pointer, why);
    const inner = Object.entries(s.properties).map(([n, p]) => field(`${pointer}/${escapePart(n)}`, n, p, depth + 1));
    const el = h("fieldset.f.group", h("legend", s.title ?? name, h("span.t", "object")), inner.map((f) => f.el), why);
    return { el, sync: (v) => inner.forEach((f) => f.sync(v)) };
  }

  /** @param {string} pointer @param {string} name @param {any} s @param {number} depth @returns {Field} */
  function list(pointer, name, s, depth) {
    const why = h("span.why", { hidden: true });
    whys.set(pointer, why);
    /** @type {Field[]} */
    let rows = [];
    /** @type {any[]} */
    let now = [];
    const body = h("div.rows");
    const blank = () => {
      const { schema: item } = resolve(s.items, root);
      return item.default ?? values(item)?.[0]?.value ?? (item.type === "object" ? {} : item.type === "array" ? [] : item.type === "boolean" ? false : item.type === "string" ? "" : 0);
    };
    const plus = button("btn.bare.small", [icon("plus", "s"), "Add"], () => options.change(pointer, [...now, now.length ? now[now.length - 1] : blank()]), { "aria-label": `Add to ${name}` });
    const el = h("fieldset.f.group", h("legend", s.title ?? name, h("span.t", words(s))), body, plus, why);
    return { el, sync(v) {
      const value = mark(el, v, pointer);
      now = Array.isArray(value) ? value : [];
      if (rows.length !== now.length) {
        rows = now.map((_, i) => field(`${pointer}/${i}`, String(i + 1), s.items, depth + 1));
        fill(body, rows.map((row, i) => h("div.item", row.el,
          button("btn.bare.small", icon("cross", "s"), () => options.change(pointer, now.filter((_, j) => j !== i)), { "aria-label": `Remove ${i + 1} of ${name}` }))));
      }
      for (const row of rows) row.sync(v);
    } };
  }

  return {
    el, sync, empty: fields.length === 0 && !whole,
    focus: (pointer) => document.getElementById(`${options.prefix}${pointer}`)?.focus(),
  };
}

// @ts-check
// A form for a JSON schema. It is built once for a schema; values, mocks and errors are put into it. A part
// whose shape is open is built for the value that is there.
import { button, fill, h, icon, keepFocus } from "./dom.js";
import { jsonEditor } from "./json.js";
import { liquid } from "./liquid.js";
import { at, escapePart, isObject } from "./state.js";

const DEPTH = 6;

/** The types of a value that may be anything. @type {Branch[]} */
const TYPES = [["text", "string"], ["number", "number"], ["yes or no", "boolean"], ["list", "array"], ["object", "object"], ["null", "null"]].map(([name = "", type]) => ({ name, schema: { type } }));
const FORMATS = /** @type {Record<string, string>} */ ({ "date-time": "2026-03-02T09:00:00Z", date: "2026-03-02" });

/** Follows references and unwraps nullable unions. @param {any} schema @param {any} root @returns {{schema: any, nullable: boolean}} */
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
  if (!isObject(schema)) schema = {};
  const type = schema.type ?? Object.entries(IMPLIED).find(([, words]) => words.some((x) => x in schema))?.[0];
  return { schema: type ? { ...schema, type } : schema, nullable: nullable || schema.nullable === true };
}

/** The keywords from which a type follows, since they have no effect on others. @type {Record<string, string[]>} */
const IMPLIED = { object: ["properties", "additionalProperties", "patternProperties"], array: ["items", "prefixItems"], string: ["pattern", "format", "minLength", "maxLength"] };

/** @param {any} s @returns {any[]} */
const union = (s) => (Array.isArray(s?.anyOf) ? s.anyOf : Array.isArray(s?.oneOf) ? s.oneOf : []);
/** @param {any} s */
const isNull = (s) => s?.type === "null" || s?.const === null;

/** @param {any} s @returns {{value: any, hint?: string}[] | null} */
function values(s) {
  if (Array.isArray(s.enum)) return s.enum.map((/** @type {any} */ value) => ({ value }));
  if ("const" in s) return [{ value: s.const }];
  const all = union(s);
  if (!all.length || !all.every((one) => "const" in one || Array.isArray(one.enum))) return null;
  return all.flatMap((one) => (one.enum ?? [one.const]).map((/** @type {any} */ value) => ({ value, hint: one.description })));
}

/** @param {any} s */
function words(s) {
  const n = s.type === "integer" || s.type === "number";
  const limits = [
    s.maxLength !== undefined && `at most ${s.maxLength}`,
    n && s.minimum !== undefined && s.maximum !== undefined ? `${s.minimum} to ${s.maximum}` : n && s.minimum !== undefined ? `from ${s.minimum}` : n && s.maximum !== undefined && `up to ${s.maximum}`,
    s.pattern && s.pattern.length < 16 && s.pattern,
  ].filter(Boolean);
  return [s.format ?? (s.type === "array" ? "list" : s.type ?? "any"), ...limits].join(", ");
}

/** Returns whether an object may have members that the schema does not declare. @param {any} s */
const isOpen = (s) => s.additionalProperties === true || isObject(s.additionalProperties) || s.patternProperties !== undefined || (s.additionalProperties === undefined && !s.properties);

/** Returns whether a value has the shape of a schema; limits are left to the server. @param {any} raw @param {any} value @param {any} root @param {number} [depth] @returns {boolean} */
function fits(raw, value, root, depth = 0) {
  const { schema: s, nullable } = resolve(raw, root);
  if (depth > DEPTH || (nullable && value === null)) return true;
  const choices = values(s);
  if (choices) return choices.some((c) => JSON.stringify(c.value) === JSON.stringify(value));
  const type = value === null ? "null" : Array.isArray(value) ? "array" : Number.isInteger(value) ? "integer" : typeof value;
  const types = s.type === undefined ? [type] : [s.type].flat();
  if (!types.includes(type) && !(type === "integer" && types.includes("number"))) return false;
  if (union(s).length && !union(s).some((one) => fits(one, value, root, depth + 1))) return false;
  return type !== "object" || ((s.required ?? []).every((/** @type {string} */ k) => k in value)
    && Object.entries(value).every(([k, v]) => (s.properties?.[k] ? fits(s.properties[k], v, root, depth + 1) : s.additionalProperties !== false)));
}

/** Creates the form of a schema. @param {any} root @param {FormOptions} options @returns {Field & {empty: boolean}} */
export function form(root, options) {
  const { schema } = resolve(root, root);
  /** @type {Map<string, HTMLElement>} */
  const whys = new Map();
  const top = h("span.why", { hidden: true });
  // Payloads and controls are objects, also where their schema does not say so.
  const fields = union(schema).length && !schema.properties || schema.type !== undefined && schema.type !== "object"
    ? [field("", "value", root, 0)] : members("", schema, 0);
  const el = h("div.form", fields.map((f) => f.el), top);

  /** @param {Values} v */
  function sync(v) {
    for (const why of [...whys.values(), top]) why.hidden = true;
    for (const one of el.querySelectorAll(".err")) one.classList.remove("err");
    for (const one of el.querySelectorAll("[aria-invalid]:not(.json *)")) one.removeAttribute("aria-invalid");
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

  /** @param {string} pointer */
  function errorOf(pointer) {
    const why = h("span.why", { hidden: true, id: `${options.prefix}${pointer}-why` });
    whys.set(pointer, why);
    return why;
  }

  /** Returns the schemas of which a value has one, if there are several. @param {any} s @param {boolean} nullable @returns {Branch[]} */
  function branches(s, nullable) {
    const all = s.properties ? [] : union(s);
    /** @type {Branch[]} */
    let out = [];
    if (all.length) {
      out = all.map((one) => {
        const { schema: x } = resolve(one, root);
        const tag = Object.values(x.properties ?? {}).map((p) => resolve(p, root).schema).find((p) => "const" in p || p.enum?.length === 1);
        return { name: String(x.title ?? x.const ?? tag?.const ?? tag?.enum[0] ?? (x.required?.length === 1 ? x.required[0] : x.enum ? x.enum.join(", ") : words(x))), schema: one };
      });
    } else if (s.type === undefined || Array.isArray(s.type)) {
      out = TYPES.filter(({ schema: t }) => !s.type || [s.type].flat().some((x) => x === t.type || (x === "integer" && t.type === "number"))).map((t) => ({ ...t, schema: { ...s, ...t.schema } }));
    } else if (nullable && (s.type === "object" || s.type === "array" || s.type === "boolean")) out = [{ name: words(s), schema: s }];
    return nullable && out.length && out[out.length - 1]?.name !== "null" ? [...out, { name: "null", schema: { type: "null" } }] : out;
  }

  /** @param {any} raw @param {any} [before] @param {number} [depth] @returns {any} */
  function blank(raw, before, depth = 0) {
    const { schema: s, nullable } = resolve(raw, root);
    if (s.default !== undefined) return s.default;
    const choices = values(s);
    if (choices) return choices[0]?.value;
    if (union(s).length && !s.properties && depth < DEPTH) return blank(union(s)[0], before, depth + 1);
    if (s.type === "object") return Object.fromEntries((s.required ?? []).map((/** @type {string} */ k) => [k, depth < DEPTH ? blank(s.properties?.[k], undefined, depth + 1) : null]));
    if (s.type === "array") return [];
    if (s.type === "boolean") return before === "true";
    if (s.type === "number" || s.type === "integer") return Number.isFinite(Number(before ?? NaN)) ? Number(before) : s.minimum ?? 0;
    return s.type === "null" || (nullable && depth > 0) ? null : ["number", "boolean"].includes(typeof before) ? String(before) : "";
  }

  /** @param {string} pointer @param {string} name @param {any} raw @param {number} depth @param {boolean} [bare] without a label, in a row that has one @returns {Field} */
  function field(pointer, name, raw, depth, bare = false) {
    const { schema: s, nullable } = resolve(raw, root);
    const choices = values(s);
    const id = `${options.prefix}${pointer}`;
    if (s.type === "null") return { el: h("div.f", { hidden: true }), sync() {} };
    const title = s.title ?? name;
    const clear = button("btn.bare.clear", icon("undo", "s"), () => options.change(pointer, undefined), { "aria-label": `Unset ${name}`, title: "Unset: mocked or default again" });
    const type = h("span.t", choices ? `one of ${choices.length}` : words(s), nullable ? " or null" : "");
    const hint = s.description && s.description !== s.title ? h("span.hint", s.description) : null;
    const label = bare ? null : h("label.l", { for: id }, h("span", { title: s.description }, title), type, clear);
    const several = choices || depth >= DEPTH ? [] : branches(s, nullable);
    if (several.length) return branch(pointer, name, several, depth, bare ? null : h("span.l", h("span", { title: s.description }, title), clear), hint);
    const why = errorOf(pointer);
    const own = { id, "aria-label": bare ? name : null, "aria-describedby": why.id };

    if ((s.type === "object" || s.type === "array") && depth < DEPTH) {
      const legend = bare ? null : h("legend", title, h("span.t", words(s)));
      if (s.type === "array") return list(pointer, name, s, depth, legend, why);
      const inner = members(pointer, s, depth);
      const el = h(bare ? "div.f.group" : "fieldset.f.group", legend, hint, inner.map((f) => f.el), why);
      return { el, sync: (v) => inner.forEach((f) => f.sync(v)) };
    }
    if (s.type === "boolean") {
      const sw = button("sw", "", () => options.change(pointer, sw.getAttribute("aria-checked") !== "true"), { role: "switch", ...own, "aria-label": name });
      const el = h("div.f", h("div.row", sw, bare ? null : [h("b", { "aria-hidden": "true" }, title), type, clear]), hint, why);
      return { el, sync: (v) => sw.setAttribute("aria-checked", String(mark(el, v, pointer) === true)) };
    }
    if (choices) {
      const all = nullable ? [{ value: null }, ...choices] : choices;
      const select = h("select", { ...own, change: () => options.change(pointer, all[Number(select.value)]?.value) },
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
      const long = !number && !s.format && !s.pattern && (bare || (s.maxLength === undefined ? /text|body|message|content|description|html/i.test(name) : s.maxLength > 100));
      const input = long ? h("textarea", { ...own, rows: bare ? 1 : 2 }) : h("input", { ...own, type: "text", inputmode: number ? "decimal" : s.format === "email" ? "email" : null, placeholder: FORMATS[s.format], autocomplete: "off" });
      input.addEventListener("input", () => {
        const text = input.value;
        options.change(pointer, number ? (text.trim() === "" ? undefined : Number.isFinite(Number(text)) ? Number(text) : text) : text === "" && nullable ? null : text);
      });
      // A mocked part becomes a value by a click; the text is chosen, so that typing replaces it.
      const choose = () => el.classList.contains("mock") && input.selectionStart === input.selectionEnd && input.select();
      input.addEventListener("focus", choose);
      // WebKit takes the selection back after the click.
      input.addEventListener("click", () => setTimeout(choose));
      const el = h("div.f", label, input, hint, why);
      return { el, sync(v) {
        const now = mark(el, v, pointer);
        const text = now === undefined || now === null ? "" : typeof now === "string" ? now : JSON.stringify(now);
        // The same text once more would move the caret of WebKit.
        if ((document.activeElement !== input || input.value === "" || at(v.given, pointer) === undefined) && input.value !== text) input.value = text;
      } };
    }
    const one = jsonEditor(`${name} as JSON`, null, (value) => options.change(pointer, value));
    const el = h("div.f", label, one.el, why);
    one.el.querySelector("textarea")?.setAttribute("id", id);
    return { el, sync: (v) => one.set(mark(el, v, pointer)) };
  }

  /** Returns the value to show. @param {HTMLElement} el @param {Values} v @param {string} pointer */
  function mark(el, v, pointer) {
    const given = at(v.given, pointer);
    el.classList.toggle("mock", given === undefined && v.grey === true);
    el.classList.toggle("given", given !== undefined);
    return given === undefined ? at(v.shown, pointer) : given;
  }

  /** Creates a choice between schemas, and the field of the chosen one. @param {string} pointer @param {string} name @param {Branch[]} all @param {number} depth @param {HTMLElement | null} label @param {HTMLElement | null} hint @returns {Field} */
  function branch(pointer, name, all, depth, label, hint) {
    let chosen = -1;
    /** @type {any} */
    let value;
    /** @type {Field | null} */
    let inner = null;
    const why = errorOf(pointer);
    // The field of the chosen one has it.
    why.removeAttribute("id");
    const slot = h("div.slot");
    const select = h("select", { "aria-label": `Type of ${name}`, change: () => options.change(pointer, blank(all[Number(select.value)]?.schema, value)) },
      h("option", { value: "-1", hidden: true }, "not set"), all.map((one, n) => h("option", { value: String(n) }, one.name)));
    const el = h("div.f.branch", label, hint, select, slot, why);
    return { el, sync(v) {
      value = mark(el, v, pointer);
      let n = value === undefined ? -1 : all.findIndex((one) => fits(one.schema, value, root));
      if (n < 0 && value !== undefined) n = Math.max(chosen, 0);
      if (n !== chosen) {
        chosen = n;
        inner = n < 0 ? null : field(pointer, name, all[n]?.schema, depth + 0.25, true);
        fill(slot, inner?.el);
      }
      select.value = String(n);
      inner?.sync(v);
    } };
  }

  /** Creates the fields of an object: those that are declared, and rows for others if it may have them. @param {string} pointer @param {any} s @param {number} depth @returns {Field[]} */
  function members(pointer, s, depth) {
    const declared = Object.entries(s.properties ?? {}).map(([n, p]) => field(`${pointer}/${escapePart(n)}`, n, p, depth + 1));
    return isOpen(s) ? [...declared, others(pointer, s, depth)] : declared;
  }

  /** Creates rows of names and values for the members that a schema allows without declaring them. @param {string} pointer @param {any} s @param {number} depth @returns {Field} */
  function others(pointer, s, depth) {
    /** @type {Record<string, any>} */
    let now = {};
    /** @type {any} */
    let given;
    let drawn = "";
    /** @type {Field[]} */
    let rows = [];
    const path = (/** @type {string} */ key) => `${pointer}/${escapePart(key)}`;
    const schemaOf = (/** @type {string} */ key) => Object.entries(s.patternProperties ?? {}).find(([p]) => matches(p, key))?.[1] ?? (isObject(s.additionalProperties) ? s.additionalProperties : {});
    const rename = (/** @type {string} */ key, /** @type {HTMLInputElement} */ input) => {
      const next = input.value.trim();
      if (next === key) return;
      if (next === "" || Object.hasOwn(now, next)) return void (input.value = key);
      // The focus moves first: the rows are drawn anew.
      setTimeout(() => options.change(pointer, Object.fromEntries(Object.entries(Object.hasOwn(given ?? {}, key) ? given : now).map(([k, v]) => [k === key ? next : k, v]))));
    };
    const row = (/** @type {string} */ key) => {
      const name = h("input", { type: "text", value: key, "aria-label": `Name of ${key}`, autocomplete: "off", spellcheck: "false", change: () => rename(key, name) });
      const value = field(path(key), key, schemaOf(key), depth + 1, true);
      return { el: h("div.member", name, value.el, button("btn.bare.small", icon("cross", "s"), () => options.change(path(key), undefined), { "aria-label": `Remove ${key}` })), sync: value.sync };
    };
    const body = h("div.rows");
    const plus = button("btn.bare.small", [icon("plus", "s"), "Add a field"], () => {
      let key = "field";
      for (let n = 2; Object.hasOwn(now, key) || s.properties?.[key]; n++) key = `field${n}`;
      options.change(path(key), blank(Object.keys(schemaOf(key)).length ? schemaOf(key) : { type: "string" }));
      [...body.querySelectorAll("input")].find((x) => x.value === key)?.select();
    });
    const el = h("div.others", body, plus);
    return { el, sync(v) {
      given = at(v.given, pointer);
      // Until the next answer, it may be of another type.
      const shown = at(v.shown, pointer);
      now = { ...(isObject(shown) ? shown : {}), ...given };
      const keys = Object.keys(now).filter((k) => !s.properties?.[k]);
      if (drawn !== JSON.stringify(keys)) {
        drawn = JSON.stringify(keys);
        rows = keys.map(row);
        keepFocus(body, () => { fill(body, rows.map((x) => x.el)); rows.forEach((x) => x.sync(v)); });
      } else rows.forEach((x) => x.sync(v));
    } };
  }

  /** @param {string} pointer @param {string} name @param {any} s @param {number} depth @param {HTMLElement | null} legend @param {HTMLElement} why @returns {Field} */
  function list(pointer, name, s, depth, legend, why) {
    /** @type {Field[]} */
    let rows = [];
    /** @type {any[]} */
    let now = [];
    const body = h("div.rows");
    const first = s.prefixItems ?? (Array.isArray(s.items) ? s.items : []);
    const itemOf = (/** @type {number} */ i) => first[i] ?? (isObject(s.items) ? s.items : {});
    const add = () => {
      const item = itemOf(now.length);
      return first.length || now.length === 0 ? blank(Object.keys(item).length ? item : { type: "string" }) : now[now.length - 1];
    };
    const plus = button("btn.bare.small", [icon("plus", "s"), "Add"], () => options.change(pointer, [...now, add()]), { "aria-label": `Add to ${name}` });
    const el = h(legend ? "fieldset.f.group" : "div.f.group", legend, body, plus, why);
    return { el, sync(v) {
      const value = mark(el, v, pointer);
      now = Array.isArray(value) ? value : [];
      if (rows.length !== now.length) {
        rows = now.map((_, i) => field(`${pointer}/${i}`, `${name} ${i + 1}`, itemOf(i), depth + 1, true));
        fill(body, rows.map((row, i) => h("div.member.item", row.el,
          button("btn.bare.small", icon("cross", "s"), () => options.change(pointer, now.filter((_, j) => j !== i)), { "aria-label": `Remove ${i + 1} of ${name}` }))));
      }
      for (const row of rows) row.sync(v);
    } };
  }

  return { el, sync, empty: fields.length === 0 };
}

/** @param {string} pattern @param {string} text */
function matches(pattern, text) {
  try {
    return new RegExp(pattern, "u").test(text);
  } catch {
    return false;
  }
}

// @ts-check
// Cards of the steps that are not e-mails, with their limits.
import { fill, h, icon } from "./dom.js";
import { drawCard, rich } from "./cards.js";
import { json } from "./json.js";
import { bytes, initials, kindIcon, kindName, tint } from "./time.js";

const GSM = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const GSM_TWO = "\f^{}\\[~]|€";

/** Counts the characters and parts of an SMS. @param {string} text */
function smsParts(text) {
  let n = 0;
  for (const c of text) {
    if (GSM.includes(c)) n += 1;
    else if (GSM_TWO.includes(c)) n += 2;
    else return { n: text.length, limit: text.length > 70 ? 67 : 70, parts: Math.max(1, text.length > 70 ? Math.ceil(text.length / 67) : 1), code: "UCS-2", odd: c };
  }
  return { n, limit: n > 160 ? 153 : 160, parts: Math.max(1, n > 160 ? Math.ceil(n / 153) : 1), code: "GSM-7", odd: "" };
}

/** @param {string} label @param {Children} value @param {string} [more] */
const fact = (label, value, more) => h("span", `${label} `, h("b", value), more ? ` ${more}` : null);

/** @param {number} n @param {string} unit */
const amount = (n, unit) => `${n} ${n === 1 ? unit.replace(/s$/, "") : unit}`;

/** Describes a digest, delay or throttle in two or three words. @param {string} type @param {any} o */
export function hint(type, o) {
  if (!o || !["digest", "delay", "throttle"].includes(type)) return "";
  if (type === "throttle") return o.amount ? `${o.threshold ?? 1} in ${amount(o.amount, String(o.unit))}` : "";
  return o.cron ?? (o.dynamicKey ? `by ${o.dynamicKey}` : o.amount ? amount(o.amount, String(o.unit)) : "");
}

/**
 * Draws the output of a step.
 * @param {{type: string, id: string}} step
 * @param {any} outputs
 * @param {{sender: string, at: string, providers: any, locale?: string}} more
 * @returns {HTMLElement}
 */
export function channelCard(step, outputs, { sender, at, providers }) {
  const o = outputs ?? {};
  const body = String(o.body ?? "");
  const app = h("span.app", { "aria-hidden": "true" }, initials(sender));
  /** @type {Children} */
  let box;
  /** @type {Children} */
  let foot = [];
  switch (step.type) {
    case "in_app": {
      const action = (/** @type {any} */ a, /** @type {string} */ c) => a && h(`span.btn.${c}`, { title: a.redirect?.url }, a.label);
      const name = String(o.subject || body || "?");
      box = h("div.pad.inapp",
        h("span.ava", { style: `background:${tint(name)}`, "aria-hidden": "true" }, initials(name.split(" ")[0] ?? "?")),
        o.subject ? h("b", o.subject) : h("span.msg", body), h("span.unread", { title: "unread" }), o.subject && h("p", body), h("span"),
        (o.primaryAction || o.secondaryAction) && h("div.acts", action(o.primaryAction, "first"), action(o.secondaryAction, "plain")));
      foot = [o.redirect?.url && fact("redirects to", h("span.mono", o.redirect.url)), o.avatar && fact("avatar", "yes"), o.data && fact("data", `${Object.keys(o.data).length} keys`), !o.redirect && !o.data && h("span", "no redirect, no data")];
      break;
    }
    case "sms": {
      const s = smsParts(body);
      box = h("div.sms", h("p", body), h("small", `${sender.toUpperCase()} · ${at}`));
      foot = [h("span", h("b", s.n), ` of ${s.limit * (s.parts > 1 ? s.parts : 1)} characters`), h("span", h("b", s.parts), ` ${s.parts === 1 ? "part" : "parts"}, ${s.code}`), s.odd && h("span", `because of “${s.odd}”`)];
      break;
    }
    case "push":
      box = h("div.lock", h("div", app, h("b", o.subject ?? ""), h("small", "now"), h("p", body)));
      foot = [fact("subject", [...String(o.subject ?? "")].length), h("span", "body ", h("b", [...body].length), " characters"), h("span", h("b", bytes(body) + bytes(String(o.subject ?? ""))), " of 4,096 bytes")];
      break;
    case "chat":
      box = h("div.pad.chat", app, h("span", h("b", sender), h("span.tag", "APP"), h("small", at)), h("div", body && h("p", rich(body)), o.card && drawCard(o.card, null)));
      foot = [h("span", o.card ? "a card; each chat program draws it in its own way" : "shown as text; each chat program marks up in its own way"), body && h("span", h("b", [...body].length), " of Discord’s 2,000 characters")];
      break;
    case "tool":
      box = h("div.pad.chat", h("span.app", icon("tool")), h("span", h("b", Object.keys(providers ?? {})[0] ?? "on-call tool"), h("small", at)), h("p", body));
      foot = [h("span", h("b", [...body].length), " of PagerDuty’s 1,024 characters")];
      break;
    case "digest": case "delay": case "throttle":
      box = h("div.pad.act", h("span.big", icon(kindIcon(step.type))), h("div", sentence(step.type, o)));
      foot = [o.digestKey && fact("by", h("code", o.digestKey)), o.throttleKey && fact("by", h("code", o.throttleKey)), o.lookBackWindow && fact("look back", `${o.lookBackWindow.amount} ${o.lookBackWindow.unit}`), o.extendToSchedule && fact("extends to", "the schedule"), h("span", "a run moves the clock")];
      break;
    case "http_request":
      box = h("div.pad", h("p.req", h("b", o.method ?? "GET"), " ", h("code", o.url ?? o.uri ?? "")), json(o, "Request"));
      foot = [h("span", "Novu makes the request; give its response under “Earlier steps” of a later step")];
      break;
    default:
      box = h("div.pad", json(o, "Result"));
      foot = [h("span", "the result that later steps get")];
  }
  const card = h("section.card", { "aria-label": kindName(step.type) }, h("h2", kindName(step.type)), h("div.box", box));
  const overrides = Object.entries(providers ?? {}).filter(([, v]) => v && Object.keys(v).length);
  const feet = h("div.foot");
  fill(feet, foot, overrides.map(([k]) => fact(`${k} override`, "yes")));
  if (feet.childNodes.length) card.lastElementChild?.append(feet);
  return card;
}

/** @param {string} type @param {any} o @returns {Children} */
function sentence(type, o) {
  const h3 = (/** @type {string} */ text, /** @type {string} */ more) => [h("h3", text), h("p", more)];
  const text = hint(type, o);
  if (type === "digest") return h3(o.cron ? `Collects until ${o.cron}` : `Collects for ${text || "a time"}`, "The first event’s run continues with all events; those of the others end as merged.");
  if (type === "delay") return h3(o.cron ? `Waits until ${o.cron}` : o.dynamicKey ? `Waits until the time in ${o.dynamicKey}` : `Waits for ${text}`, "The next step runs after that.");
  return h3(o.amount ? `At most ${text}` : `At most ${o.threshold ?? 1}, by ${o.dynamicKey ?? "its key"}`, "Runs beyond that end here, as throttled.");
}

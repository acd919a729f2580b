// @ts-check
// Times, durations and sizes as texts.

/** @type {[string, number][]} */
const UNITS = [["d", 86_400_000], ["h", 3_600_000], ["min", 60_000], ["s", 1000], ["ms", 1]];
/** @type {Record<string, number>} */
const LONG = { week: 604_800_000, day: 86_400_000, hour: 3_600_000, minute: 60_000, second: 1000, millisecond: 1 };

/** Writes a duration: `1 h 5 min`. @param {number} ms */
export function span(ms) {
  const out = [];
  for (const [name, unit] of UNITS) {
    const n = Math.floor(ms / unit);
    if (n > 0 && out.length < 2) out.push(`${n} ${name}`);
    ms -= n * unit;
  }
  return out.join(" ") || "0 s";
}

/** Writes a duration in one long unit: `1 hour`. @param {number} ms */
export function longSpan(ms) {
  const [name, unit] = Object.entries(LONG).find(([, u]) => ms >= u && ms % u === 0) ?? ["", 0];
  return unit ? `${ms / unit} ${name}${ms === unit ? "" : "s"}` : span(ms);
}

/** Reads a duration such as `20 min` or `1h 5m`; a bare number is minutes. @param {string} text @returns {number | null} */
export function readSpan(text) {
  if (/^\s*\d+(\.\d+)?\s*$/.test(text)) return Math.round(Number(text) * 60_000);
  let sum = 0;
  let end = 0;
  for (const found of text.matchAll(/\s*(\d+(?:\.\d+)?)\s*(ms|d|h|m|s)[a-z]*/gi)) {
    if (found.index !== end) return null;
    end = found.index + found[0].length;
    sum += Number(found[1]) * { ms: 1, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 }[/** @type {"s"} */ (found[2]?.toLowerCase())];
  }
  return end > 0 && text.slice(end).trim() === "" ? Math.round(sum) : null;
}

/** @param {string} start @param {number} at @param {boolean} [seconds] */
export function clock(start, at, seconds = true) {
  return when(start, at).toISOString().slice(11, seconds ? 19 : 16);
}

/** @param {string} start @param {number} at */
export function date(start, at) {
  const d = when(start, at);
  const day = d.toLocaleDateString("en-GB", { weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  return `${day.replace(",", "")}, ${clock(start, at)}`;
}

/** @param {string} start @param {number} at */
function when(start, at) {
  const base = Date.parse(start);
  const d = new Date((Number.isNaN(base) ? 0 : base) + at);
  return Number.isNaN(d.getTime()) ? new Date(0) : d;
}

/** Writes a duration of computing. @param {number | null | undefined} ms */
export const took = (ms) => (ms === null || ms === undefined ? "" : ms < 10 ? `${ms.toFixed(2)} ms` : `${Math.round(ms)} ms`);

/** @param {number} bytes */
export const size = (bytes) => (bytes < 1024 ? `${bytes} bytes` : bytes < 1_048_576 ? `${(bytes / 1024).toFixed(bytes < 10_240 ? 1 : 0)} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`);

/** @param {string} path */
export const shortPath = (path) => path.replaceAll("::{{closure}}", "");

/** @param {string} text */
export const bytes = (text) => new TextEncoder().encode(text).length;

/** @param {number} n @param {string} one @param {string} [many] */
export const count = (n, one, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

/** @param {number} n */
export const nth = (n) => `${n}${n % 100 > 10 && n % 100 < 14 ? "th" : ["th", "st", "nd", "rd"][n % 10] ?? "th"}`;

/** @param {string} type */
export const kindName = (type) => ({ email: "e-mail", in_app: "in-app", sms: "SMS", http_request: "HTTP request" })[type] ?? type;

/** @param {string} type */
export const kindIcon = (type) => ({ email: "mail", in_app: "bell", sms: "sms", push: "push", chat: "chat", tool: "tool", digest: "stack", delay: "clock", throttle: "gauge", custom: "bolt", http_request: "globe" })[type] ?? "bolt";

/** Returns two letters for a name. @param {string} name */
export const initials = (name) => {
  const words = name.split(/[\s._-]+/).filter(Boolean);
  return ((words.length > 1 ? (words[0]?.[0] ?? "") + (words[1]?.[0] ?? "") : name.slice(0, words.length && name.length > 4 ? 2 : 1)) || "?").toUpperCase();
};

/** Returns one of the colours for people, the same for the same name. @param {string} name */
export const tint = (name) => ["#8a4b2f", "#2d6a6f", "#5d4a8a", "#1f4d3f", "#7a3b5e", "#3d5a80", "#6b5b1f"][[...name].reduce((s, c) => (s * 5 + c.charCodeAt(0)) % 7, 0)] ?? "#1f4d3f";

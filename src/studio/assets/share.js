// @ts-check
// Place, view and inputs in the fragment of the address, which never leaves the browser; runs as tests.
import { button, copy, dialog, h, toast } from "./dom.js";
import { call } from "./api.js";
import { scenario } from "./run.js";
import { offerScript, transcript } from "./chat.js";
import { app, go, inputsOf, isObject, on, setInputs, workflow } from "./state.js";

const LONGEST = 6000;
const LARGEST = 1_000_000;

/** @param {Uint8Array} bytes @param {GenericTransformStream} through @returns {Promise<Uint8Array>} */
async function pipe(bytes, through) {
  const reader = new Blob([/** @type {BlobPart} */ (bytes)]).stream().pipeThrough(/** @type {any} */ (through)).getReader();
  const chunks = [];
  let n = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    n += value.length;
    if (n > LARGEST) throw new Error("the inputs of this link are too large");
    chunks.push(value);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

/** Writes a value as deflated base64url. @param {any} value */
async function pack(value) {
  const bytes = await pipe(new TextEncoder().encode(JSON.stringify(value)), new CompressionStream("deflate-raw"));
  let text = "";
  for (const b of bytes) text += String.fromCharCode(b);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** Reads what `pack` has written. @param {string} text */
async function unpack(text) {
  const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(await pipe(bytes, new DecompressionStream("deflate-raw"))));
}

/** @param {string} id */
const segment = (id) => encodeURIComponent(id).replace(/^~/, "%7E");

/** @param {string} [inputs] */
function fragment(inputs) {
  const { kind, workflow: w, step: s, agent } = app.place;
  const path = kind === "step" ? `${segment(w ?? "")}/${segment(s ?? "")}` : kind === "workflow" ? segment(w ?? "") : kind === "agent" ? `~agent/${segment(agent ?? "")}` : `~${kind}`;
  const q = [
    app.tab !== "message" && kind === "step" && `tab=${app.tab}`, app.width !== 600 && `w=${app.width}`,
    app.colours !== "light" && `d=${app.colours}`, inputs && `i=${inputs}`,
  ].filter(Boolean);
  return `#/${path}${q.length ? `?${q.join("&")}` : ""}`;
}

/** Reads the address: goes to its place, takes its view and inputs. @returns {Promise<Place | null>} */
export async function readAddress() {
  const found = /^#\/([^?]*)(?:\?(.*))?$/.exec(location.hash);
  if (!found) return null;
  let ids;
  try {
    ids = (found[1] ?? "").split("/").map((s) => (s.startsWith("~") ? s : decodeURIComponent(s)));
  } catch {
    return null;
  }
  const q = new URLSearchParams(found[2] ?? "");
  const raw = (found[1] ?? "").startsWith("~") ? ids[0]?.slice(1) : undefined;
  app.tab = q.get("tab") ?? "message";
  app.width = [375, 600, 1000].includes(Number(q.get("w"))) ? Number(q.get("w")) : 600;
  app.colours = ["own", "forced"].includes(q.get("d") ?? "") ? q.get("d") ?? "light" : "light";
  const given = await unpacked(q.get("i"));
  if (raw === "agent") {
    if (Array.isArray(given?.do)) offerScript(ids[1] ?? "", given);
    return { kind: "agent", agent: ids[1] ?? "" };
  }
  if (raw !== undefined) return ["received", "discovery", "help"].includes(raw) ? { kind: raw } : null;
  const w = app.workflows.find((x) => x.id === ids[0]);
  if (!w) return null;
  if (Array.isArray(given?.events) && given.events.length > 0) setInputs(w, { ...given, real: [] });
  return w.steps.some((s) => s.id === ids[1]) ? { kind: "step", workflow: w.id, step: ids[1] ?? "" } : { kind: "workflow", workflow: w.id };
}

/** @param {string | null} text */
async function unpacked(text) {
  if (!text) return null;
  try {
    const given = await unpack(text);
    return isObject(given) ? given : null;
  } catch {
    toast("The inputs of this link cannot be read; the last ones are used.", "warn");
    return null;
  }
}

export async function share() {
  const w = workflow();
  const given = w ? { ...inputsOf(w), real: undefined } : transcript();
  const inputs = given ? await pack(given) : "";
  let link = fragment(inputs);
  const long = link.length > LONGEST;
  if (long) link = fragment();
  history.replaceState(null, "", link);
  await copy(location.href, long ? "Link copied without the inputs: they are too long for a link" : w ? "Link copied, with the inputs" : given ? "Link copied, with the conversation" : "Link copied");
}


export async function copyAsTest() {
  const w = workflow();
  const body = app.place.kind === "agent" ? transcript() : w ? scenario(w) : null;
  if (!body) return;
  const found = await call("test", body).catch((e) => ({ ok: false, error: { message: e.message } }));
  if (!found.ok) return toast(found.error.message, "bad");
  const part = (/** @type {string} */ title, /** @type {string} */ text, /** @type {string} */ done) => h("div.part", h("p.wl", h("b", title), h("span.gap"), button("btn", "Copy", () => copy(text, done))), h("pre.src", { tabindex: 0, role: "region", "aria-label": title }, text));
  dialog("Copy as test", part("Rust", found.rust, "Test copied"), found.curl ? part("curl", found.curl, "curl lines copied") : null);
  if (await navigator.clipboard?.writeText(found.rust).then(() => true, () => false)) toast("Test copied");
}

on("place view inputs talk", () => {
  if (app.place.kind === "none") return;
  const next = fragment();
  if (next === location.hash) return;
  // Places are pages to go back to, views are not.
  const path = (/** @type {string} */ x) => x.split("?")[0];
  if (path(next) === path(location.hash) || !location.hash) history.replaceState(null, "", next);
  else history.pushState(null, "", next);
});
addEventListener("popstate", async () => {
  const place = await readAddress();
  if (place) go(place);
});

// @ts-check
// The request and the answer as they are on the wire, and the request as a curl line.
import { button, copy, h } from "./dom.js";
import { json } from "./json.js";
import { app } from "./state.js";
import { bytes, size } from "./time.js";

/** @param {string} text */
const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** @param {Wire} wire */
export function curl(wire) {
  const body = wire.body ? ` \\\n  -H 'content-type: application/json' \\\n  --data-raw ${quote(wire.body)}` : "";
  return `curl -sS -X ${wire.method} ${quote(location.origin + wire.target)}${body}`;
}

/** @param {Wire} wire @returns {any} */
function head(wire) {
  const [path, query = ""] = String(wire.target ?? "").split("?");
  return [h("b", wire.method), ` ${path}${query ? "?" : ""}`, query.split("&").map((p, n) => `${n ? "\n     &" : ""}${p}`), ...(wire.headers ?? []).map((x) => h("s", `\n${x[0]}: ${x[1]}`))];
}

/** @param {{wire?: Wire} | null} answer @param {number} attempt */
export function wireView(answer, attempt) {
  const wire = answer?.wire;
  if (!wire?.method) return h("p.none", "Nothing went over the wire.");
  const signed = app.build?.auth === "token";
  return h("section.card.page.wirecard", { "aria-label": "Wire" }, h("div.box", h("div.pad",
    h("p.wl", h("b", "Request"), attempt ? h("span.tag", `attempt ${attempt}`) : null, h("span.t", size(bytes(wire.body ?? ""))), h("span.gap"), button("btn.bare", "Copy as curl", () => copy(curl(wire), "Copied the request as a curl line"))),
    h("pre.src", { tabindex: 0, role: "region", "aria-label": "Request line" }, head(wire)),
    wire.body ? json(wire.body, "Request body") : null,
    h("p.wl", h("b", "Response"), h("span", { class: `tag ${wire.status < 300 ? "ok" : "bad"}` }, wire.status), h("span.t", size(bytes(wire.response ?? "")))),
    json(wire.response ?? "", "Response body")),
    h("div.foot", h("span", signed ? "the curl line has no signature: this bridge refuses it" : "bodies are shown with indents; what is sent has none"))));
}

// @ts-check
// Calls the routes of API.md, and follows the server.
import { app, changed } from "./state.js";

/** An answer that is not a 200. */
export class Refused extends Error {
  /** @param {number} status @param {any} error */
  constructor(status, error) {
    super(error?.message ?? `The server answers ${status}.`);
    this.status = status;
    this.code = String(error?.code ?? "");
    this.fix = String(error?.fix ?? "");
  }
}

const SLOT = `studio token ${location.pathname}`;

export function takeToken() {
  const found = /^#token=([0-9a-f]+)/i.exec(location.hash)?.[1];
  if (!found) return;
  setToken(found);
  history.replaceState(null, "", location.pathname);
}

/** @param {string} token */
export function setToken(token) {
  sessionStorage.setItem(SLOT, token);
}

/** Calls a route; with a body it is a POST. @param {string} route @param {any} [body] @param {AbortSignal} [signal] @returns {Promise<any>} */
export async function call(route, body, signal) {
  const token = sessionStorage.getItem(SLOT);
  /** @type {Record<string, string>} */
  const headers = token ? { "novu-studio-token": token } : {};
  if (body !== undefined) headers["content-type"] = "application/json";
  const response = await fetch(`api/${route}`, {
    method: body === undefined ? "GET" : "POST",
    headers,
    body: body === undefined ? null : JSON.stringify(body),
    signal: signal ?? null,
  }).catch((error) => {
    if (!signal?.aborted) lost();
    throw error;
  });
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  const refused = new Refused(response.status, answer.error);
  if (response.status === 401 || response.status === 403) {
    refusal = refused;
    changed("refused");
  }
  throw refused;
}

/** @type {Refused | null} */
export let refusal = null;

function lost() {
  if (app.gone) return;
  app.gone = Date.now();
  changed("gone");
  plan(250);
}

let timer = 0;

/** @param {number} after */
function plan(after) {
  clearTimeout(timer);
  timer = setTimeout(poll, after);
}

/** Asks for the build, and plans the next time: each second while visible, each 250 ms while the server is gone. */
export async function poll() {
  clearTimeout(timer);
  if (document.hidden && app.build) return;
  try {
    const build = await call("build");
    const before = app.build;
    app.build = build;
    if (refusal) {
      refusal = null;
      changed("admitted");
    }
    if (app.gone) {
      app.gone = 0;
      changed("gone");
    }
    if (before?.instance !== build.instance || before?.discovery !== build.discovery) changed("build");
    else if (before.received !== build.received) changed("received");
    plan(1000);
  } catch (error) {
    if (error instanceof Refused) {
      // A token is typed or a setting changed; a proxy that answers for a dead server is a lost one.
      if (error.status > 403) lost();
      plan(error.status > 403 ? 250 : 3000);
    } else plan(250);
    if (app.gone) changed("waiting");
  }
}

document.addEventListener("visibilitychange", () => !document.hidden && poll());
addEventListener("focus", () => poll());

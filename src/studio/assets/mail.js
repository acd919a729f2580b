// @ts-check
// The e-mail in a frame: no script, no request. New versions replace the document's element in place, which keeps the
// scroll position and takes a third of the time of a new `srcdoc`.
import { button, fill, h, icon } from "./dom.js";

/** The one policy: its markup goes only into documents of sandboxed frames and of a parser. */
const policy = /** @type {any} */ (window).trustedTypes?.createPolicy("mail", { createHTML: (/** @type {string} */ s) => s })
  ?? { createHTML: (/** @type {string} */ s) => s };

/** All that leads elsewhere when it is clicked: links of SVG and MathML, too. */
const LINK = "a[*|href], area[href], math[*|href], math [*|href]";

/** @param {Element} link */
const address = (link) => link.getAttribute("href") ?? link.getAttributeNS("http://www.w3.org/1999/xlink", "href") ?? "";

const DARK = "html{filter:invert(1) hue-rotate(180deg);background:#fff;min-height:100%}img,video,picture,svg,[background],[style*='background-image']{filter:invert(1) hue-rotate(180deg)}";

/** @param {boolean} remote */
const blank = (remote) => policy.createHTML(
  `<!doctype html><html><head><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:${remote ? " https:" : ""}"></head><body></body></html>`);

/** Creates a frame for mails. @param {{title: string, link?: (href: string, text: string) => void, remote?: (n: number) => void}} options */
export function mailFrame({ title, link, remote: found }) {
  let remote = false;
  let html = "";
  let colours = "light";
  let ready = false;
  const frame = h("iframe", { title, sandbox: "allow-same-origin", tabindex: link ? null : -1 });

  function load() {
    ready = false;
    frame.srcdoc = blank(remote);
  }

  function render() {
    const doc = frame.contentDocument;
    if (!ready || !doc?.documentElement) return;
    const mail = new DOMParser().parseFromString(policy.createHTML(html), "text/html");
    for (const one of mail.querySelectorAll("meta[http-equiv], base, script, link:not([rel=stylesheet])")) one.remove();
    if (!remote) for (const one of mail.querySelectorAll(REMOTE)) hide(one);
    const scheme = colours === "own" ? "dark" : "light";
    if (frame.style.colorScheme !== scheme) frame.style.colorScheme = scheme;
    if (!frame.contentWindow?.matchMedia(`(prefers-color-scheme: ${scheme})`).matches) decide(mail, scheme);
    if (colours === "forced") mail.head.append(styleOf(mail, DARK));
    const top = doc.scrollingElement?.scrollTop ?? 0;
    doc.replaceChild(doc.adoptNode(mail.documentElement), doc.documentElement);
    if (top && doc.scrollingElement) doc.scrollingElement.scrollTop = top;
    found?.(remote ? 0 : doc.querySelectorAll("[data-remote]").length + (html.match(/url\(\s*['"]?https?:/gi)?.length ?? 0));
  }

  frame.addEventListener("load", () => {
    const doc = frame.contentDocument;
    if (!doc) return;
    ready = true;
    doc.addEventListener("click", (e) => {
      // The target is of the frame’s realm: `instanceof` of this one does not know it.
      const target = e.target && "closest" in e.target ? /** @type {Element} */ (e.target).closest(LINK) : null;
      if (!target) return;
      e.preventDefault();
      link?.(address(target), target.textContent?.trim() ?? "");
    });
    doc.addEventListener("submit", (e) => e.preventDefault());
    let heard = false;
    doc.addEventListener("ping", () => { heard = true; });
    doc.dispatchEvent(new Event("ping"));
    if (!heard && link && !frame.nextElementSibling) frame.after(pane(frame, link));
    // Keys work while the mail has the focus.
    doc.addEventListener("keydown", (e) => !e.isTrusted || document.body.dispatchEvent(new KeyboardEvent("keydown", { key: e.key, ctrlKey: e.ctrlKey, metaKey: e.metaKey, altKey: e.altKey, bubbles: true })));
    render();
  });
  load();

  return {
    el: frame,
    /** @param {string} text @param {string} dark */
    show(text, dark) {
      if (text === html && dark === colours && ready) return;
      [html, colours] = [text, dark];
      render();
    },
    admit() {
      remote = true;
      load();
    },
    get admitted() {
      return remote;
    },
  };
}

/**
 * Creates a pane above a mail that takes clicks and scrolls: WebKit calls no listener of this page in a frame without
 * scripts.
 * @param {HTMLIFrameElement} frame
 * @param {(href: string, text: string) => void} link
 */
function pane(frame, link) {
  const el = h("div.pane");
  const at = (/** @type {MouseEvent} */ e) => {
    const box = frame.getBoundingClientRect();
    const scale = box.width / frame.offsetWidth || 1;
    return frame.contentDocument?.elementFromPoint((e.clientX - box.left) / scale, (e.clientY - box.top) / scale)?.closest(LINK);
  };
  el.addEventListener("click", (e) => { const a = at(e); if (a) link(address(a), a.textContent?.trim() ?? ""); });
  el.addEventListener("mousemove", (e) => { el.style.cursor = at(e) ? "pointer" : ""; });
  el.addEventListener("wheel", (e) => frame.contentWindow?.scrollBy(e.deltaX, e.deltaY), { passive: true });
  let y = 0;
  el.addEventListener("touchstart", (e) => { y = e.touches[0]?.clientY ?? 0; }, { passive: true });
  el.addEventListener("touchmove", (e) => { const now = e.touches[0]?.clientY ?? y; frame.contentWindow?.scrollBy(0, y - now); y = now; }, { passive: true });
  return el;
}

/** @param {Document} doc @param {string} text */
function styleOf(doc, text) {
  const style = doc.createElement("style");
  style.textContent = text;
  return style;
}

/** Decides the rules for colour schemes where the frame's `color-scheme` does not (WebKit). @param {Document} mail @param {string} scheme */
function decide(mail, scheme) {
  for (const style of mail.querySelectorAll("style")) {
    style.textContent = (style.textContent ?? "").replace(/\(\s*prefers-color-scheme\s*:\s*(\w+)\s*\)/gi, (_, name) => (name.toLowerCase() === scheme ? "(min-width: 0)" : "(max-width: 0)"));
  }
}

const REMOTE = ["src", "srcset", "background", "poster"].map((a) => `[${a}^="http:" i], [${a}^="https:" i], [${a}^="//"]`).join(", ");

/** Keeps a picture of another server from being asked for; the frame's policy would refuse it, with an error. @param {Element} one */
function hide(one) {
  for (const name of ["src", "srcset", "background", "poster"]) {
    const value = one.getAttribute(name);
    if (value !== null) {
      one.removeAttribute(name);
      one.setAttribute("data-remote", value);
    }
  }
}

/** Creates the card of a mail: the row that a list shows, the frame, and bars for links and pictures. @param {() => void} close called by Escape in a bar */
export function mailCard(close) {
  const ava = h("span.ava", { "aria-hidden": "true" });
  const from = h("span.from");
  const when = h("span.when");
  const subject = h("h2.subj");
  const snippet = h("span.snip");
  const bar = h("div.linkbar", { hidden: true, role: "status" });
  const pictures = h("div.linkbar", { hidden: true });
  const frame = mailFrame({
    title: "The e-mail",
    link(href, text) {
      const safe = /^(https?:|mailto:|tel:)/i.test(href);
      bar.hidden = false;
      fill(bar, icon("link", "s"), h("code", href || "an empty address"), h("small", text),
        h("span.gap"), safe && h("a.btn", { href, target: "_blank", rel: "noopener noreferrer" }, "Open"),
        button("btn.bare.tiny", icon("cross", "s"), () => { bar.hidden = true; close(); }, { "aria-label": "Close" }));
    },
    remote(n) {
      pictures.hidden = n === 0;
      fill(pictures, icon("image", "s"), n === 1 ? "1 picture of another server is not loaded." : `${n} pictures of other servers are not loaded.`,
        h("span.gap"), button("btn", n === 1 ? "Load it" : "Load them", () => frame.admit()));
    },
  });
  const box = h("div.paper", frame.el);
  let fitted = "";
  const el = h("article.mail", h("div.head", ava, from, when, subject, snippet), pictures, box, bar);

  return {
    el, frame,
    /** @param {{name: string, email: string, to: string, at: string, subject: string, snippet: string, html: string}} m @param {string} colours */
    show(m, colours) {
      ava.textContent = m.name.replace(/[^\p{L}\p{N} ]/gu, "").split(" ").filter(Boolean).map((w) => w[0]).join("").slice(0, 2).toUpperCase() || "?";
      if (ava.textContent.length === 1) ava.textContent = m.name.slice(0, 2).toUpperCase();
      fill(from, m.name, h("span", `${m.email ? ` <${m.email}>` : ""} to ${m.to}`));
      when.textContent = m.at;
      subject.textContent = m.subject;
      snippet.textContent = m.snippet;
      frame.show(m.html, colours);
    },
    /** Gives the mail a width; where there is less room it is drawn smaller. @param {number} width @param {number} room */
    fit(width, room) {
      const scale = Math.min(1, room / width);
      const css = `;width:${width}px;height:${100 / scale}%;transform:${scale < 1 ? `scale(${scale})` : "none"};transform-origin:0 0`;
      // A style that is set anew is computed anew, with each key.
      if (css === fitted) return;
      fitted = css;
      el.style.width = `${Math.floor(width * scale)}px`;
      frame.el.style.cssText += css;
    },
  };
}

// HTML as people and mail editors write it, with everything a sanitiser has to judge. `cid:` never appears (difference 23).

import { cleanText, dirtyText } from './values.mjs';

const TAGS = [
  'p', 'div', 'span', 'b', 'i', 'a', 'ul', 'li', 'table', 'tr', 'td', 'th', 'h1', 'h4', 'em', 'strong', 'blockquote', 'code', 'pre', 'section', 'style', 'title', 'head',
  'body', 'html', 'center', 'font', 'script', 'iframe', 'textarea', 'svg', 'math', 'form', 'input', 'button', 'select', 'option', 'video', 'custom-tag', 'o:p', 'dl', 'dt', 'dd',
  'noscript', 'template', 'xmp', 'meta', 'link', 'P', 'DIV', 'tbody', 'thead', 'caption', 'ruby', 'rt', 'u', 's', 'sup', 'details', 'object', 'label',
];
const VOIDS = ['br', 'hr', 'img', 'wbr', 'input', 'meta', 'link', 'col', 'area', 'source', 'base', 'BR'];
const ATTRIBUTES = [
  'class', 'id', 'href', 'src', 'style', 'title', 'alt', 'width', 'onclick', 'ONLOAD', 'data-x', 'target', 'rel', 'srcset', 'action', 'bgcolor', 'align', 'name', 'content',
  'http-equiv', 'lang', 'dir', 'aria-label', 'foo', 'xlink:href', 'formaction', 'background', 'cite', 'poster', 'sizes', 'loading', '@click', ':bind',
];
const VALUES = [
  'https://x.io/a?b=1&c=2', '/rel/path', '#top', 'javascript:alert(1)', ' JaVaScRiPt:alert(1)', 'java\nscript:x', 'data:text/html,x', 'mailto:a@b.c', 'tel:+1', '//cdn.x/y.png',
  'vbscript:x', 'http:/x', 'ftp://f', 'a b', '', 'x&amp;y', '&quot;q&quot;', 'color:red;background:url(javascript:x)', "it's", '1 < 2', 'a.png 1x, b.png 2x', 'é', '{{ payload.name }}',
  '&#106;avascript:x', 'https://ünï.example/', 'javascript&colon;x', 'x>y', 'blob:x', '&copy;', '&lt;', '&ampx', 'https:evil',
];
const ENTITIES = ['&amp;', '&lt;', '&gt;', '&nbsp;', '&copy;', '&#8203;', '&#x41;', '&#128;', '&bogus;', '&', '&amp', '&notit;', '&#0;', '&eacute', '&quot;', '&hellip;', '&#xD800;', '&not', '&CounterClockwiseContourIntegral;'];
const ODD = [
  '<!-- c -->', '<!-- > -->', '<!-->', '<!DOCTYPE html>', '<!doctype html>', '<![CDATA[x]]>', '<?xml version="1.0"?>', '<!x>', '</>', '</ p>', '</p/ >', '</br>', '</p>', '< b>', '<', '>', '<3', '<a<b>',
  '<p', '</div', '<p class="', '<b x=1/>', '<br/ >', '<svg/>', '<!--[if mso]>x<![endif]-->', '<![if !mso]>y<![endif]>', '<john@doe.com>', '<style>a > b { c: "d" }</style>', '<script>if (a < b) x()</script>',
  '<title>a &amp; <b></title>', '<textarea><p></textarea>', '<a href=x target=_blank>', '<img src=a alt>', '<p/>', '<tmp>x</tmp>', '<xitle>&amp;</xitle>', '<b/><i/>', '<!- x>', '<%= erb %>', '<1>',
];

/** A short run of markup. */
export function htmlFragment(random) {
  return html(random, 2, 2);
}

/** A body as an e-mail step returns it. */
export function htmlBody(random) {
  const inner = html(random, 5, 4);
  return random.weighted([
    [5, inner],
    [2, () => `<!DOCTYPE html>\n<html lang="en"><head><title>${cleanText(random)}</title></head>\n<body>${inner}</body></html>`],
    [1, () => `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "x">${inner}`],
  ]);
}

function html(random, length, depth) {
  return random.list(1, length, () => piece(random, depth)).join(random.pick(['', ' ', '\n']));
}

function piece(random, depth) {
  return random.weighted([
    [4, () => cleanText(random)],
    [1, () => dirtyText(random)],
    [2, () => random.pick(ENTITIES)],
    [2, () => random.pick(ODD)],
    [2, () => `<${random.pick(VOIDS)}${attributes(random)}${random.pick(['>', '/>', ' />', '>'])}`],
    [depth > 0 ? 6 : 1, () => {
      const name = random.pick(TAGS);
      const close = random.weighted([[8, `</${name}>`], [1, ''], [1, `</${random.pick(TAGS)}>`], [0.5, `</${name} >`]]);
      return `<${name}${attributes(random)}>${depth > 0 ? html(random, 3, depth - 1) : cleanText(random)}${close}`;
    }],
  ]);
}

function attributes(random) {
  return random.list(0, 3, () => {
    const name = random.pick(ATTRIBUTES);
    const value = random.pick(VALUES);
    return random.weighted([
      [5, ` ${name}="${value.replaceAll('"', '')}"`], [2, ` ${name}='${value.replaceAll("'", '')}'`], [2, ` ${name}=${value.replace(/[\s>]/g, '')}`],
      [1, ` ${name}`], [1, ` ${name} = "${value.replaceAll('"', '')}"`], [0.5, `/${name}`],
    ]);
  }).join('');
}

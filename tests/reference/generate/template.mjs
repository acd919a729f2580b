// Liquid templates over the data of `templateData`. Left out, all because the reference renders the JSON text of all
// controls in one piece (difference 13): double quotes (11), backslashes and line breaks inside a tag; white-space trimming next
// to a line break; `break` outside loops; quotes in captured text; printed `nil`, `empty` and `blank`; `raw` on such text.
// Chance and the current time (`sample`, `'now'`) are left out, too.

import { cleanText, dirtyText, number } from './values.mjs';
import { htmlFragment } from './html.mjs';

const ZONES = ["'Europe/Berlin'", "'America/New_York'", "'Asia/Kolkata'", "'UTC'", '-60', '300', '0'];
const DATE_FORMATS = [
  '%Y-%m-%d', '%A, %B %-d, %Y', '%H:%M:%S', '%I:%M %p', '%e %b %y', '%j', '%s', '%u %w', '%-d%q', '%L', '%N', '%3N', '%z', '%:z', '%^a', '%#B',
  '%05d', '%_m', '%-m/%-d/%y', '%D %T', '%%', '%C', '%U %W', '%c', '%x %X', '%l %k', '%10Y', '%h', '%P',
];
const DATES = [
  '2024-10-01', '2024-03-10T09:07:03Z', '2023-12-31T23:59:59.987+02:00', '1711929600', 1711929600, 'March 5, 2024', '5 Mar 2024 14:30',
  '2024/02/29', '12/25/2023', 'Tue, 05 Mar 2024 09:07:03 GMT', 'not a date', '2024-13-01', '2000-02-29 10:00 PM', '1999-07', '2024-10-27T01:30:00',
];
const OPERATORS = ['==', '!=', '<', '>', '<=', '>=', 'contains'];

/** The payload that templates print, with values of every kind under fixed names. */
export function templateData(random) {
  const text = () => (random.chance(0.6) ? cleanText(random) : dirtyText(random));
  return {
    name: cleanText(random), word: random.pick(['apple', 'child', 'box', 'city', 'Person', 'news', 'ITEM']), text: text(), html: htmlFragment(random),
    n: number(random), i: random.int(0, 9), numeric: String(random.int(0, 99)), yes: true, no: false, nul: null, blank: '', spaces: '  ',
    day: random.pick(DATES),
    words: random.list(0, 5, () => cleanText(random).split(' ')[0]),
    numbers: random.list(0, 6, () => random.int(-9, 99)),
    items: random.list(0, 4, () => ({
      title: text(), price: random.int(1, 999) / 10, qty: random.int(0, 4), tag: random.pick(['a', 'b', null]), on: random.chance(0.5),
    })),
    mixed: [1, 'two', null, true, [3], { four: 4 }],
    object: { a: 1, b: text(), 10: 'ten', 2: [1, 'x'], inner: { size: 3, c: cleanText(random) } },
    person: { first: cleanText(random), last: text(), age: random.int(1, 90) },
  };
}

const STRINGS = ['payload.text', 'payload.html', 'payload.person.last', 'subscriber.firstName', 'payload.object.b', 'steps.first.note'];
const CLEAN_STRINGS = ['payload.name', 'payload.word', 'payload.numeric', 'payload.blank', 'payload.person.first', 'payload.object.inner.c', 'workflow.name', 'workflow.workflowId', 'env.STAGE', 'payload.missing'];
const NUMBERS = ['payload.n', 'payload.i', 'payload.numeric', 'payload.person.age', 'payload.items.size', 'payload.numbers[0]', 'steps.first.count', 'payload.object.10', 'payload.numbers[-1]'];
const LISTS = ['payload.words', 'payload.numbers', 'workflow.tags', 'payload.missing', '(1..3)', '(1..payload.i)'];
const DIRTY_LISTS = ['payload.items', 'payload.mixed', 'payload.object', 'context.list', 'steps.first.list'];
const OTHERS = ['payload.yes', 'payload.no', 'payload.nul', 'payload.missing.deep', 'context.tenant.id'];

const quoted = (text) => `'${text.replace(/['"\\\n\r\t]/g, '')}'`;

/** Writes templates; `scope` holds the loop variables and assigned names that are visible at the moment. */
export class TemplateWriter {
  constructor(random) {
    this.random = random;
    this.scope = [];
    this.names = 0;
    this.clean = false;
    this.inLoop = false;
  }

  /** A template of about `size` parts. */
  template(size = 4, depth = 2) {
    const parts = this.random.list(1, size, () => this.#part(depth));
    return joined(this.random, parts.flat());
  }

  #part(depth) {
    const { random } = this;
    return random.weighted([
      [5, () => [text(this.clean ? cleanText(random) : this.#text())]],
      [6, () => [output(this.#filtered())]],
      [1, () => [text(random.pick(['{{t.greeting}}', '{{ t.a.b-c_d }}', '[T:key]', '{{t.ünï}}']))]],
      ...(depth > 0 ? [
        [2, () => this.#if(depth)], [2, () => this.#for(depth)], [1, () => this.#case(depth)], [2, () => this.#assign()], [0.7, () => this.#capture(depth)],
        [0.7, () => [tag(`${random.pick(['increment', 'decrement'])} ${random.pick(['cnt', 'idx'])}`)]],
        [0.5, () => [tag(`cycle ${random.chance(0.4) ? `${quoted('g')}: ` : ''}'odd', 'even'${random.chance(0.3) ? ', payload.n' : ''}`)]],
        [0.3, () => [tag('comment'), text('hidden'), output('payload.n'), tag('endcomment')]],
        [0.3, () => [tag(`# ${random.pick(['note', 'a | b'])}`)]],
        [0.3, () => [tag('raw', false), text(random.pick(['{{ kept }}', '{% if %}', 'plain', '{{x'])), tag('endraw', false)]],
        [0.4, () => [tag(`${random.pick(['echo', 'liquid echo'])} ${this.#filtered()}`)]],
        ...(this.clean ? [] : [[0.3, () => this.#tablerow()]]),
        ...(this.inLoop ? [[0.6, () => [tag(`if ${this.#condition()}`), tag(random.pick(['break', 'continue'])), tag('endif')]]] : []),
      ] : []),
    ]);
  }

  #text() {
    const { random } = this;
    const raw = random.weighted([[5, () => cleanText(random)], [2, () => dirtyText(random)], [2, () => htmlFragment(random)]]);
    // No opener of a tag may come about by accident, not even together with the next part.
    return raw.replace(/\{(?=[{%])/g, '').replace(/\{$/, '');
  }

  /** An expression with filters. */
  #filtered(tries = 3) {
    const { random } = this;
    let out = this.#operand();
    for (let i = random.weighted([[4, 0], [5, 1], [3, 2], [1, tries]]); i > 0; i -= 1) out += ` | ${this.#filter()}`;
    return out;
  }

  #operand() {
    const { random, clean } = this;
    return random.weighted([
      [3, () => random.pick(CLEAN_STRINGS)],
      [clean ? 0 : 3, () => random.pick(STRINGS)],
      [3, () => random.pick(NUMBERS)],
      [2, () => random.pick(LISTS)],
      [clean ? 0 : 2, () => random.pick(DIRTY_LISTS)],
      [1, () => random.pick(OTHERS)],
      [1, () => quoted(cleanText(random))],
      [1, () => String(random.pick([0, 1, 2, -1, 3.5, 10, true]))],
      [this.scope.length ? 4 : 0, () => this.#scoped()],
      [0.7, () => 'payload.day'],
      [0.3, () => random.pick(["payload['name']", 'payload.items[0].title', 'payload.items.first.price', 'payload.words.last', "payload['object']['inner'].size", 'payload.name.size', 'payload.words[payload.i]', 'payload.items.last.tag'])
        .replace('payload.items[0].title', clean ? 'payload.items[0].qty' : 'payload.items[0].title')],
      [0.5, () => this.#condition()],
    ]);
  }

  #scoped() {
    const usable = this.scope.filter((one) => !this.clean || one.clean);
    if (!usable.length) return 'payload.name';
    const { name, item } = this.random.pick(usable);
    return item && this.random.chance(0.6) ? `${name}.${this.random.pick(this.clean ? ['price', 'qty', 'tag'] : ['title', 'price', 'qty', 'tag', 'on'])}` : name;
  }

  #condition() {
    const { random } = this;
    const side = () => random.weighted([
      [3, () => random.pick(NUMBERS)], [3, () => random.pick(CLEAN_STRINGS)], [2, () => String(random.int(-1, 9))], [2, () => quoted(cleanText(random))],
      [1, () => random.pick(['true', 'false', 'nil', 'empty', 'blank'])], [1, () => random.pick(OTHERS)], [1, () => random.pick(LISTS)], [1, () => random.pick(DIRTY_LISTS)], [1, () => random.pick(STRINGS)],
    ]);
    // A lone operand is never a literal: printing `nil`, `empty` or `blank` differs.
    const clause = () => (random.chance(0.25) ? random.pick([...NUMBERS, ...OTHERS, 'payload.blank', 'payload.words', 'payload.missing'])
      : `${random.chance(0.1) ? 'not ' : ''}${side()} ${random.pick(OPERATORS)} ${side()}`);
    return random.list(1, 3, clause).reduce((all, one) => `${all} ${random.pick(['and', 'or'])} ${one}`);
  }

  #filter() {
    const { random, clean } = this;
    const word = () => quoted(random.pick(['a', 'e', ' ', '-', 'xy', 'T', '', 'an', cleanText(random)]));
    const num = () => String(random.pick([0, 1, 2, 3, 5, -1, -2, 10, 0.5, 'payload.i', 'payload.n', "'3'", "'x'"]));
    const path = () => quoted(random.pick(['title', 'price', 'qty', 'tag', 'on', 'size', 'nope', 'first']));
    return random.weighted([
      [4, () => random.pick(['upcase', 'downcase', 'capitalize', 'strip', 'lstrip', 'rstrip', 'size', 'squish', 'normalize_whitespace', 'strip_html', 'strip_newlines', 'escape', 'escape_once', 'xml_escape', 'number_of_words', 'unknown_filter', 'url_encode', 'cgi_escape', 'uri_escape', 'base64_encode', 'sha256'])],
      [clean ? 0 : 1, 'newline_to_br'],
      [3, () => random.pick(['append', 'prepend', 'remove', 'remove_first', 'remove_last', 'split', 'strip', 'hmac_sha256']) + `: ${word()}`],
      [2, () => `${random.pick(['replace', 'replace_first', 'replace_last'])}: ${word()}, ${word()}`],
      [2, () => `truncate: ${num()}${random.chance(0.4) ? `, ${quoted(random.pick(['', '…', '--']))}` : ''}`],
      [1.5, () => `truncatewords: ${num()}${random.chance(0.3) ? ", '~'" : ''}`],
      [1.5, () => `slice: ${num()}${random.chance(0.5) ? `, ${num()}` : ''}`],
      [1, () => `slugify${random.chance(0.5) ? `: '${random.pick(['default', 'pretty', 'ascii', 'latin', 'raw', 'none'])}'${random.chance(0.3) ? ', true' : ''}` : ''}`],
      [3, () => `${random.pick(['plus', 'minus', 'times', 'divided_by', 'modulo', 'at_least', 'at_most', 'round'])}: ${num()}`],
      [2, () => random.pick(['abs', 'ceil', 'floor', 'round', 'to_integer'])],
      [3, () => random.pick(['first', 'last', 'reverse', 'sort', 'sort_natural', 'uniq', 'compact', 'join', 'sum', 'pop', 'shift', 'array_to_sentence_string'])],
      [1.5, () => `${random.pick(['join', 'array_to_sentence_string'])}: ${quoted(random.pick([', ', '', ' | ', 'or']))}`],
      [2, () => `${random.pick(['map', 'sort', 'sort_natural', 'where', 'reject', 'sum', 'find', 'find_index', 'has', 'group_by'])}: ${path()}`],
      [1, () => `${random.pick(['where', 'reject', 'find', 'has'])}: ${path()}, ${random.pick(["'a'", '2', 'true', 'nil', 'payload.i'])}`],
      [1, () => `${random.pick(['where_exp', 'reject_exp', 'find_exp', 'has_exp', 'find_index_exp', 'group_by_exp'])}: 'it', ${quoted(random.pick(['it.qty > 1', 'it.price < 50', 'it.on', 'it.tag == nil', 'it.qty | plus: 1', 'it > 3', 'it.size > 2']))}`],
      [1, () => `${random.pick(['concat', 'push', 'unshift'])}: ${random.pick(['payload.words', 'payload.numbers', 'payload.i'])}`],
      [2, () => `default: ${random.chance(0.7) ? quoted(cleanText(random)) : random.pick(NUMBERS)}${random.chance(0.2) ? ', allow_false: true' : ''}`],
      [1.5, () => (random.chance(0.8) ? `date: '${random.list(1, 3, () => random.pick(DATE_FORMATS)).join(' ')}'${random.chance(0.4) ? `, ${random.pick(ZONES)}` : ''}`
        : random.pick(['date', 'date_to_xmlschema', 'date_to_rfc822', 'date_to_string', 'date_to_long_string', "date_to_string: 'ordinal', 'US'"]))],
      [1.5, () => `digest: ${random.int(1, 3)}${random.chance(0.5) ? `, ${path()}${random.chance(0.3) ? ", '; '" : ''}` : ''}`],
      [1.5, () => `toSentence: ${random.pick(["''", path()])}${random.chance(0.5) ? `, ${random.int(1, 3)}${random.chance(0.5) ? ", 'friend'" : ''}` : ''}`],
      [1.5, () => `pluralize: ${random.pick(["'apple'", "'child'", "'city'", "'Box'", 'payload.word', "'t.one', 't.many'"])}${random.chance(0.3) ? ", 'things'" : ''}`],
      [1, () => (clean ? 'size' : random.pick(['json', 'json: 2', 'jsonify', 'inspect']))],
      [0.3, () => (random.chance(0.5) ? "json: '--'" : 'json').concat(clean ? ' | size' : '')],
    ]);
  }

  #block(depth) {
    return this.random.list(1, 2, () => this.#part(depth - 1)).flat();
  }

  #if(depth) {
    const { random } = this;
    const word = random.pick(['if', 'if', 'unless']);
    const parts = [tag(`${word} ${this.#condition()}`), ...this.#block(depth)];
    if (random.chance(0.25)) parts.push(tag(`elsif ${this.#condition()}`), ...this.#block(depth));
    if (random.chance(0.4)) parts.push(tag('else'), ...this.#block(depth));
    return [...parts, tag(`end${word}`)];
  }

  #case(depth) {
    const { random } = this;
    const value = () => random.pick(['1', '2', "'apple'", "'a'", 'nil', 'true', 'payload.i', 'empty']);
    const parts = [tag(`case ${random.pick(['payload.i', 'payload.word', 'payload.nul', 'payload.yes', 'payload.blank'])}`)];
    for (const _ of random.list(1, 3, () => 0)) {
      parts.push(tag(`when ${random.list(1, 3, value).join(random.pick([', ', ' or ']))}`), ...this.#block(depth));
    }
    if (random.chance(0.5)) parts.push(tag('else'), ...this.#block(depth));
    return [...parts, tag('endcase')];
  }

  #for(depth) {
    const { random } = this;
    const name = `it${this.scope.length}`;
    const list = random.pick(this.clean ? LISTS : [...LISTS, ...DIRTY_LISTS, 'payload.items', 'payload.name']);
    const modifiers = random.some(['limit: 2', 'offset: 1', 'reversed', 'limit: payload.i', 'offset: continue', 'limit: -1'], 0, 1).join(' ');
    const [scope, inLoop] = [this.scope, this.inLoop];
    this.scope = [...scope, { name, item: list === 'payload.items', clean: LISTS.includes(list) }, { name: `forloop.${random.pick(['index', 'index0', 'first', 'last', 'length', 'rindex'])}`, clean: true }];
    this.inLoop = true;
    const parts = [tag(`for ${name} in ${list} ${modifiers}`.trim()), ...this.#block(depth)];
    [this.scope, this.inLoop] = [scope, inLoop];
    if (random.chance(0.3)) parts.push(tag('else'), text('none'));
    return [...parts, tag('endfor')];
  }

  #tablerow() {
    const { random } = this;
    return [
      tag(`tablerow r in ${random.pick(['payload.words', 'payload.numbers', '(1..4)'])}${random.chance(0.6) ? ` cols: ${random.int(1, 3)}` : ''}`),
      output('r'), tag('endtablerow'),
    ];
  }

  #assign() {
    const name = `v${this.names += 1}`;
    const value = this.#filtered();
    this.scope = [...this.scope, { name, clean: this.clean }];
    return [tag(`assign ${name} = ${value}`)];
  }

  #capture(depth) {
    const name = `v${this.names += 1}`;
    const clean = this.clean;
    this.clean = true;
    const parts = [tag(`capture ${name}`), ...this.#block(depth), tag('endcapture')];
    this.clean = clean;
    this.scope = [...this.scope, { name, clean: true }];
    return parts;
  }
}

/** Templates that the reference refuses, each to stand alone among the controls. */
export function brokenTemplate(random) {
  return random.pick([
    '{{ payload.name', '{% if payload.yes %}open', '{% unknown %}', '{{ }}', "{{ 'open }}", '{{ a b c | }} {{ x | y: }}', '{% for x payload.words %}{% endfor %}',
    '{% assign x.y = 1 %}', '{{ payload..name }}', '{{ payload.name | append }}', "{{ payload.day | date: '%Y', 'Nowhere/City' }}", '{% else %}', '{% endif %}',
    "{{ 'x' | base64_decode }}", "{{ '%zz' | url_decode }}", '{% raw %}open', "{% render 'x' %}", '{{ x = 1 }}', '{{ (1) }}', '{{ payload[ }}', '{% cycle %}', '{% case %}{% endcase %}',
    '{% if x %}{% else %}{% else %}{% endif %}', '{% for %}{% endfor %}', '{% capture %}x{% endcapture %}', '{{{x}}}', '{% %}', '{% elseif x %}', '{% comment %}', '{{ 1 | pluralize: payload.object }}',
  ]);
}

const text = (value) => ({ value });
const output = (inner) => ({ open: '{{', inner, close: '}}', trims: true });
const tag = (inner, trims = true) => ({ open: '{%', inner, close: '%}', trims });

/** Puts parts together; trims only where just spaces would go. */
function joined(random, parts) {
  const safeBefore = (part) => part === undefined || part.open || !/[^\S ]\s*$/.test(part.value);
  const safeAfter = (part) => part === undefined || part.open || !/^\s*[^\S ]/.test(part.value);
  return parts.map((part, index) => {
    if (!part.open) return part.value;
    const left = part.trims && random.chance(0.12) && safeBefore(parts[index - 1]) ? '-' : '';
    const right = part.trims && random.chance(0.12) && safeAfter(parts[index + 1]) ? '-' : '';
    const gap = left || right || part.open === '{%' || random.chance(0.6) || /^-|-$/.test(part.inner) ? ' ' : '';
    return `${part.open}${left}${gap}${part.inner}${gap}${right}${part.close}`;
  }).join('');
}

// Texts and plain JSON values. "Clean" texts have no quote, backslash, newline or tab: they may stand where the reference
// escapes twice (difference 13). Control characters other than \n \r \t never appear (difference 12). Astral characters
// stay out of what templates cut up: filters there can leave half a surrogate pair.

const WORDS = [
  'order', 'Ann', 'Straße', 'été', 'naïve', 'café', '日本', 'Ünï', 'shipped', 'invoice', 'a', 'The', 'quick', 'x1', '42', '3.14',
  'ok', 'İstanbul', 'ΣΊΣΥΦΟΣ', 'zero', 'price', 'total', 'Q4', 'e-mail', 'snake_case', 'UPPER',
];
const CLEAN_JOINTS = [' ', ' ', ' ', ', ', ' & ', ' - ', '. ', ' / ', ': ', '! ', ' < ', ' > ', '; ', ' % ', ' # ', '=', '  '];
const DIRTY = [
  '"', "'", '\\', '\n', '\r\n', '\t', '"quoted"', "it's", '{', '}', '[', ']', '{a: 1}', '\\n', '<b>bold</b>', '<', '&amp;', '\u2028',
  '\u00a0', 'a\\"b', '//', '/*', ',', ':', '{{', '}}', '%}', '\u200b', '“smart”', '`tick`',
];

export function cleanText(random) {
  const words = random.list(1, 4, () => random.pick(WORDS));
  return words.reduce((text, word) => text + random.pick(CLEAN_JOINTS) + word);
}

export function dirtyText(random) {
  return random.list(1, 5, () => (random.chance(0.5) ? random.pick(WORDS) : random.pick(DIRTY)))
    .reduce((text, part) => text + random.pick(['', ' ', ' ']) + part);
}

export function anyText(random) {
  return random.weighted([[6, () => cleanText(random)], [3, () => dirtyText(random)], [1, ''], [1, () => random.pick([...WORDS, 'astral 😀 𝒳'])]]);
}

export function number(random) {
  return random.weighted([
    [5, () => random.int(-5, 20)],
    [2, () => random.int(-1_000_000, 1_000_000)],
    [3, () => Math.round((random.next() - 0.3) * 10_000) / 100],
    [1, () => random.pick([0, 1e21, 1e-7, 123456789.125, 0.1, 1.005, 2.5, -2.5, 9007199254740991, 1.5e300, 100])],
  ]);
}

export function scalar(random) {
  return random.weighted([
    [4, () => anyText(random)], [3, () => number(random)], [2, () => random.chance(0.5)], [1, null],
  ]);
}

const KEYS = ['a', 'b', 'c', 'id', 'name', 'key one', 'ü', '10', '2', 'size', 'x_y', 'x-y', 'é', 'A'];

export function key(random) {
  return random.pick(KEYS);
}

/** Any JSON value; `flat` keeps `null` and arrays out of arrays (differences 14 and 15). */
export function json(random, { depth = 2, flat = false } = {}) {
  if (depth === 0 || random.chance(0.5)) return scalar(random);
  if (random.chance(0.5)) {
    return random.list(0, 3, () => {
      const item = json(random, { depth: depth - 1, flat });
      return flat && (item === null || Array.isArray(item)) ? 'item' : item;
    });
  }
  return object(random, { depth, flat });
}

export function object(random, { depth = 2, flat = false } = {}) {
  return Object.fromEntries(random.list(0, 4, () => [key(random), json(random, { depth: depth - 1, flat })]));
}

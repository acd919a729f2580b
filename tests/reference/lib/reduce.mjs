// Makes a failing JSON value smaller: drops members and elements, then halves texts, as long as it still fails.

const PROBES = 400;

/** The smallest value found for which `fails(value)` resolves to true; `value` itself must fail. */
export async function reduce(value, fails) {
  let best = value;
  let probes = 0;
  const tries = async (candidate) => {
    if (probes >= PROBES) return false;
    probes += 1;
    if (!(await fails(candidate))) return false;
    best = candidate;
    return true;
  };
  for (let shrunk = true; shrunk && probes < PROBES;) {
    shrunk = false;
    for (const place of places(best)) {
      if (!exists(best, place)) continue;
      if (place.length && await tries(without(best, place))) {
        shrunk = true;
        continue;
      }
      for (const smaller of halves(at(best, place))) {
        if (await tries(replaced(best, place, smaller))) {
          shrunk = true;
          break;
        }
      }
    }
  }
  return best;
}

/** All places in a value, outer ones first. */
function places(value, at = []) {
  const inner = value !== null && typeof value === 'object'
    ? Object.keys(value).flatMap((key) => places(value[key], [...at, key])) : [];
  return [at, ...inner].sort((a, b) => a.length - b.length);
}

const at = (value, place) => place.reduce((node, key) => node?.[key], value);
const exists = (value, place) => !place.length || Object.hasOwn(Object(at(value, place.slice(0, -1))), place.at(-1));

function edited(value, place, edit) {
  const copy = structuredClone(value);
  edit(at(copy, place.slice(0, -1)), place.at(-1));
  return copy;
}

function without(value, place) {
  return edited(value, place, (parent, key) => { if (Array.isArray(parent)) parent.splice(Number(key), 1); else delete parent[key]; });
}

const replaced = (value, place, smaller) => (place.length ? edited(value, place, (parent, key) => { parent[key] = smaller; }) : smaller);

/** Shorter versions of a text, cut at plausible borders. */
function halves(text) {
  if (typeof text !== 'string' || text.length < 2) return [];
  const parts = text.match(/\{\{.*?\}\}|\{%.*?%\}|<[^>]*>?|[^{<]+|./gsu) ?? [];
  if (parts.length < 2) return [];
  const middle = parts.length >> 1;
  return [parts.slice(0, middle), parts.slice(middle), parts.slice(1), parts.slice(0, -1),
    ...(parts.length <= 12 ? parts.map((_, index) => parts.filter((_, at) => at !== index)) : [])].map((list) => list.join(''));
}

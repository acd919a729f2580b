// Vector files hold one JSON object a line. Only the members that changed are rewritten, as text: everything else stays byte
// for byte what it was, key order, number notation and escapes included.

import { readFileSync, writeFileSync } from 'node:fs';

/** Reads a vector file: `{head, lines, tail}`, the lines without their commas. */
export function readLines(file) {
  const all = readFileSync(file, 'utf8').split('\n');
  const last = all.findLastIndex((line) => /^\]\}?$/.test(line));
  return { head: all.slice(0, 1), lines: all.slice(1, last).map((line) => line.replace(/,$/, '')), tail: all.slice(last) };
}

/** Writes the file back. */
export function writeLines(file, { head, lines, tail }) {
  writeFileSync(file, [...head, lines.join(',\n'), ...tail].join('\n'));
}

/** The text of an object with `changes` made: a value replaces or adds a member, `undefined` removes it. */
export function withMembers(text, changes) {
  const members = membersOf(text);
  for (const [key, value] of Object.entries(changes)) {
    const at = members.findIndex(([name]) => name === key);
    const member = [key, value === undefined ? undefined : JSON.stringify(value)];
    if (at >= 0) members.splice(at, 1, member);
    else members.push(member);
  }
  const kept = members.filter(([, value]) => value !== undefined);
  return `{${kept.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`;
}

/** The text of one member's value. */
export function memberText(text, key) {
  return membersOf(text).find(([name]) => name === key)?.[1];
}

/** The members of a compact object text: `[key, text of the value]`. */
function membersOf(text) {
  const members = [];
  let [depth, start, key, quoted] = [0, 1, null, false];
  for (let at = 1; at < text.length; at += 1) {
    const char = text[at];
    if (quoted) {
      if (char === '\\') at += 1;
      else if (char === '"') quoted = false;
    } else if (char === '"') {
      quoted = true;
    } else if (char === '{' || char === '[') {
      depth += 1;
    } else if (depth === 0 && char === ':' && key === null) {
      [key, start] = [JSON.parse(text.slice(start, at)), at + 1];
    } else if (depth === 0 && (char === ',' || char === '}')) {
      if (key !== null) members.push([key, text.slice(start, at)]);
      [key, start] = [null, at + 1];
    } else if (char === '}' || char === ']') {
      depth -= 1;
    }
  }
  return members;
}

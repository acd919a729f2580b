// A seeded generator of random choices: the same seed words give the same choices on every machine.

export class Random {
  #state;

  constructor(...seed) {
    // FNV-1a over the seed's text gives the four words of an sfc32 state.
    let hash = 0x811c9dc5;
    const word = (salt) => {
      for (const byte of Buffer.from(`${salt}/${seed.join('/')}`)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
      return hash;
    };
    this.#state = [word('a'), word('b'), word('c'), 1];
    for (let i = 0; i < 12; i += 1) this.#word();
  }

  #word() {
    const [a, b, c, d] = this.#state;
    const sum = (a + b + d) >>> 0;
    this.#state = [(b ^ (b >>> 9)) >>> 0, (c + (c << 3)) >>> 0, (((c << 21) | (c >>> 11)) + sum) >>> 0, (d + 1) >>> 0];
    return sum;
  }

  /** A number in [0, 1). */
  next() {
    return this.#word() / 0x1_0000_0000;
  }

  /** An integer from `low` to `high`, both included. */
  int(low, high) {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(probability) {
    return this.next() < probability;
  }

  pick(list) {
    return list[this.int(0, list.length - 1)];
  }

  /** One of `[weight, value]` pairs; a function is called for its value. */
  weighted(pairs) {
    let at = this.next() * pairs.reduce((sum, [weight]) => sum + weight, 0);
    const [, value] = pairs.find(([weight]) => (at -= weight) < 0) ?? pairs.at(-1);
    return typeof value === 'function' ? value() : value;
  }

  /** `low` to `high` results of `make(index)`. */
  list(low, high, make) {
    return Array.from({ length: this.int(low, high) }, (_, index) => make(index));
  }

  /** Between `low` and `high` different members of `list`, in their order. */
  some(list, low = 0, high = list.length) {
    const left = new Set(list.keys());
    const drop = list.length - this.int(Math.min(low, list.length), Math.min(high, list.length));
    for (let i = 0; i < drop; i += 1) left.delete(this.pick([...left]));
    return list.filter((_, index) => left.has(index));
  }
}

/**
 * Which positions of a log were seen: one bit each, so 12 MB for a hundred million events, in
 * whatever order they come.
 */
export class Density {
  #bits = new Uint8Array(1 << 16);
  #count = 0;
  #max = 0;
  readonly #repeated: number[] = [];

  add(position: number): void {
    const byte = position >>> 3;
    if (byte >= this.#bits.length) this.#grow(byte);
    const mask = 1 << (position & 7);
    const before = this.#bits[byte] ?? 0;
    if ((before & mask) !== 0) {
      if (this.#repeated.length < maxListed) this.#repeated.push(position);
      return;
    }
    this.#bits[byte] = before | mask;
    this.#count += 1;
    if (position > this.#max) this.#max = position;
  }

  get count(): number {
    return this.#count;
  }

  /** Newest position seen. */
  get max(): number {
    return this.#max;
  }

  get repeated(): readonly number[] {
    return this.#repeated;
  }

  /** How many of 1..max were not seen. */
  get missing(): number {
    return this.#max - this.#count;
  }

  /** The first positions that were not seen. */
  gaps(): readonly number[] {
    const gaps: number[] = [];
    if (this.missing === 0) return gaps;
    for (let position = 1; position <= this.#max && gaps.length < maxListed; position++) {
      const seen = ((this.#bits[position >>> 3] ?? 0) & (1 << (position & 7))) !== 0;
      if (!seen) gaps.push(position);
    }
    return gaps;
  }

  #grow(byte: number): void {
    const larger = new Uint8Array(Math.max(byte + 1, this.#bits.length * 2));
    larger.set(this.#bits);
    this.#bits = larger;
  }
}

const maxListed = 10;

/** Bytes whose count is not known beforehand, in one array that doubles when it is full. */
export class GrowingBytes {
  private data = new Uint8Array(2 ** 16);
  length = 0;

  /** @param most no more room than this is taken ahead of what is pushed */
  constructor(private readonly most: number) {}

  push(piece: Uint8Array): void {
    const length = this.length + piece.length;
    if (length > this.data.length) {
      const larger = new Uint8Array(Math.max(length, Math.min(2 * this.data.length, this.most)));
      larger.set(this.data.subarray(0, this.length));
      this.data = larger;
    }
    this.data.set(piece, this.length);
    this.length = length;
  }

  /** A view of what was pushed. */
  bytes(): Uint8Array {
    return this.data.subarray(0, this.length);
  }
}

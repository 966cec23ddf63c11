/** Numbers whose count is not known beforehand, in one typed array that doubles when it is full. */
export class GrowingNumbers {
  private data = new Float64Array(1024);
  length = 0;

  push(value: number): void {
    if (this.length === this.data.length) {
      const larger = new Float64Array(2 * this.data.length);
      larger.set(this.data);
      this.data = larger;
    }
    this.data[this.length++] = value;
  }

  /** A view of what was pushed. */
  numbers(): Float64Array {
    return this.data.subarray(0, this.length);
  }
}

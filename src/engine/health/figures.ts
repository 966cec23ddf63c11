/** As many digits as a sentence needs: `0.00213`, `1.2e-9`. */
export function significant(value: number): number {
  return Number(value.toPrecision(3));
}

/** Of a share from 0 to 1, in whole percent. */
export function percent(share: number): number {
  return Math.round(share * 100);
}

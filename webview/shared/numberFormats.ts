const decimals = [0, 1, 2, 3].map(
  (maximumFractionDigits) => new Intl.NumberFormat(undefined, { maximumFractionDigits }),
);

/**
 * As `toLocaleString`, in digits as the reader's language groups them. The formats are made once: each call of
 * `toLocaleString` looks for one.
 */
export function localNumber(value: number, mostDecimals: 0 | 1 | 2 | 3 = 3): string {
  return decimals[mostDecimals]?.format(value) ?? String(value);
}

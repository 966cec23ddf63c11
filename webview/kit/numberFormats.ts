const decimals = [0, 1, 2, 3].map(
  (maximumFractionDigits) => new Intl.NumberFormat(undefined, { maximumFractionDigits }),
);

/**
 * As `toLocaleString`, in digits as the reader's language groups them. The formats are made once: each call
 * of `toLocaleString` looks for one.
 */
export function localNumber(value: number, mostDecimals: 0 | 1 | 2 | 3 = 3): string {
  return decimals[mostDecimals]?.format(value) ?? String(value);
}

/** Below it a share is said to be smaller, rather than with more and more digits. */
const smallestShare = 0.0001;

/** Nothing alone is 0 %, and all alone is 100 %. */
export function percent(share: number, mostDecimals: 0 | 1 = 0): string {
  const fromEnd = Math.min(share, 1 - share);
  if (fromEnd > 0 && fromEnd < smallestShare) {
    const [sign, end] = share < 0.5 ? ['<', smallestShare] : ['>', 1 - smallestShare];
    return `${sign} ${localNumber(100 * end, 2)} %`;
  }
  const isNearEnd = fromEnd > 0 && fromEnd < 0.01;
  return `${localNumber(100 * share, isNearEnd ? 2 : mostDecimals)} %`;
}

/** The most entries one value may have: 128 MiB of float64. */
export const maximumEntries = 2 ** 24;

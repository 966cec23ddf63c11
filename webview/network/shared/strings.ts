/** Texts of what several sections have in common. */
export const strings = {
  showTable: 'Show as a table',
  firstRows: 'The first {0} of {1} rows.',
} as const;

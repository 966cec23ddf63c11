/** Texts of what several sections have in common. */
export const strings = {
  showTable: 'Show as a table',
  firstRows: 'The first {0} of {1} rows.',
  nothingRun: 'Nothing has been computed yet. Train, or run backward once, to see it.',
  computing: 'Being computed…',
  lost: 'It was lost with the run. Train to see it again.',
  target: 'true',
} as const;

export const strings = {
  title: 'Confusion matrix',
  actual: 'True class',
  predicted: 'What the network says',
  total: 'Samples',
  trainRight: 'At step {2}, {0} of {1} training samples are right:',
  testRight: 'At step {2}, {0} of {1} test samples are right:',
  overviewThen: '(Overview: {0}, last measured at step {1}.)',
  overviewSome: '(Overview: {0}, last measured at step {1} on {2} of the samples.)',
  /** What stands in the cell, in the same words and order, and what it is of. */
  cell: '{2}, {3} of the row: true class {0}, network says {1}',
  help: 'Choose a cell to see its samples. Arrow keys go from cell to cell.',
} as const;

export const strings = {
  title: 'Confusion matrix',
  actual: 'True class',
  predicted: 'What the network says',
  total: 'Samples',
  trainRight: '{0} of {1} training samples are right:',
  testRight: '{0} of {1} test samples are right:',
  cell: 'True class {0}, network says {1}: {2} samples, {3} of the row',
  help: 'Choose a cell to see its samples. Arrow keys go from cell to cell.',
} as const;

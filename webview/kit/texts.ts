import { signal } from '@preact/signals';

/**
 * Every text of the panel. The English text is the key of its translation; `{0}` stands for the first value.
 * The panel sends this list to the host, which sends back what `vscode.l10n` makes of it.
 */
export const strings = {
  runBackward: 'Run Backward',
  stepThrough: 'Step Through',
  stepBack: 'One step back',
  stepOn: 'One step on',
  stepStart: 'To the start',
  stepStop: 'Stop stepping',
  stepOf: 'Step {0} of {1}',
  forwardThrough: 'forward through {0}',
  backwardThrough: 'backward through {0}',
  beforeFirst: 'before the first node',
  pass: 'Backward pass',
  table: 'Table',
  showTable: 'Show the graph as a table',
  toolbar: 'Backward pass',
  graphLabel: 'Computational graph of {0}',
  graphHelp:
    'Arrow keys go from node to node, Enter shows the source line, F2 edits a number, O opens a node, + and - zoom, 0 fits.',
  legendNotComputed: 'not computed',
  legendBlank: 'yours to find',
  legendScale: 'below zero, zero, above zero',
  notComputed: 'not computed',
  noGradient: 'no gradient: not on a path to {0}',
  blank: 'a blank for you to find',
  reached: 'not reached yet',
  value: 'value',
  gradient: 'gradient',
  valueColumn: 'Value',
  gradientColumn: 'Gradient',
  nodeColumn: 'Node',
  operationColumn: 'Operation',
  shapeColumn: 'Shape',
  localColumn: 'Local derivative',
  lineColumn: 'Line',
  tableCaption: 'Every node of {0} with its value and gradient',
  aNumber: 'number',
  largeTensor: 'mean {0}, standard deviation {1}, from {2} to {3}, {4} zeros, {5} not finite',
  line: 'line {0}',
  goToLine: 'Go to line {0}',
  details: 'Node',
  nothingSelected: 'Choose a node to see its chain rule with your numbers in it.',
  forwardHeading: 'Forward',
  backwardHeading: 'Backward',
  chainRule: 'Chain rule for {0}',
  stageRule: 'Rule',
  stageUpstream: 'Upstream',
  stageNumbers: 'Numbers',
  stageShapes: 'Shapes',
  stageEntry: 'One entry',
  chooseEntry: 'Choose an entry of {0}',
  entryOf: 'Entry of {0}',
  moreTerms: '{0} smaller terms',
  working: 'Working it out…',
  notAnInput: 'A number of the file: the backward pass ends here.',
  isTarget: 'The target has no gradient: it is given.',
  sumHeading: 'Used {0} times, so its gradients add up',
  throughUse: 'through {0}',
  sum: 'sum',
  sumOfUses: 'Σ of {0} gradients',
  whyZero: 'Why is this gradient zero?',
  whyZeroEntry: 'Why is {0} zero?',
  causes: 'Why this gradient is zero',
  closeCauses: 'Close the explanation',
  editNumber: 'New number for {0}',
  edit: 'Change the number',
  notANumber: 'This is not a number.',
  edited: 'Numbers changed here, not in the file: {0}',
  writeEdits: 'Write to file',
  discardEdits: 'Undo',
  showError: 'Show the error',
  openNode: 'Open {0} in the graph',
  reluTitle: 'What the mask did',
  reluForward: 'x → y',
  reluBackward: 'dout → dx',
  reluBlocked: 'blocked: x is 0 or less, so y is 0 and dout stops here',
  reluPassed: 'passed unchanged',
  sigmoidTitle: 'The curve, and its slope at your numbers',
  sigmoidSlope: 'slope {0} at x = {1}',
  softmaxTitle: 'Prediction y against target t',
  softmaxSample: 'Sample {0}',
  softmaxPrediction: 'y, the prediction',
  softmaxTarget: 't, the target',
  softmaxGradient: 'gradient (y − t) / batch',
  loading: 'Waiting for the file…',
  rowOf: 'row {0}',
  nodeDescription: '{0}, {1}',
  operationOf: '{0} of {1}',
  valueIs: 'value {0}',
  gradientIs: 'gradient {0}',
  playing: 'Showing the pass.',
} as const;

const translations = signal<Readonly<Record<string, string>>>({});

/** The host's translations, by the English texts. */
export function useTranslations(table: Readonly<Record<string, string>>): void {
  translations.value = table;
}

/** `template` in the reader's language, with its values in place. */
export function text(template: string, ...values: readonly (string | number)[]): string {
  const sentence = translations.value[template] ?? template;
  return sentence.replace(/\{(\d+)\}/g, (placeholder, index: string) => {
    const value = values[Number(index)];
    return value === undefined ? placeholder : String(value);
  });
}

import type { CheckedFile } from '../../language';
import type { FormulaFailure } from '../../protocol/formulas';
import { localise } from '../localise';
import type { RunFailure } from './formulaRun';

/** Points at the input that is to blame. */
export function explainFailure(file: CheckedFile, { node, inputIndex, message }: FormulaFailure): RunFailure {
  const { graph, origins } = file.formulas;
  const blamed = graph.nodes[node];
  const input = blamed?.kind === 'layer' ? blamed.inputs[inputIndex] : undefined;
  const range = (input === undefined ? undefined : origins[input]) ?? origins[node];
  const sentence = localise(message);
  return range === undefined ? { file, sentence } : { file, sentence, range };
}

import type { NetworkLayer } from '../../../../src/protocol/networkDescription';
import { leftSide, outputName } from '../../../kit/formula/ruleParts';
import { layers, network, state } from '../../state/store';

type Shape = readonly (number | string)[];

/** Names and shapes in the rules of a layer: `x` 100×784, `W` 784×50, `y` 100×50. */
export interface RuleNames {
  readonly output: string;
  /** What the layer takes, and its parameters. */
  readonly operands: readonly string[];
  readonly shapes: ReadonlyMap<string, Shape>;
}

function shapeOfSample(layer: number): readonly number[] {
  return (layer === -1 ? network.value?.inputShape : layers.value[layer]?.shape) ?? [];
}

/** Before there is a run the size of its mini-batches is a letter. */
export function ruleNames({
  forwardRule,
  backwardRules,
  parameters,
  inputs,
  type,
  shape,
}: NetworkLayer): RuleNames {
  const batch = state.value?.run?.batch ?? 'N';
  const ofParameters = new Map<string, Shape>(
    parameters.map((parameter) => [parameter.name, parameter.shape]),
  );
  // The rules are one for each input and parameter, inputs first; the target of a loss comes last and is no input.
  const named = backwardRules.map((rule) => leftSide(rule).replace('∂L/∂', ''));
  const ofInputs = named.filter((name) => !ofParameters.has(name));
  const shapes = new Map<string, Shape>(ofParameters);
  inputs.forEach((input, at) => {
    const name = ofInputs[at];
    const sample = shapeOfSample(input);
    // Affine flattens what it is given.
    const flat = type === 'Affine' ? [sample.reduce((product, side) => product * side, 1)] : sample;
    if (name !== undefined) shapes.set(name, [batch, ...flat]);
  });
  const output = outputName(forwardRule);
  const [first = ''] = ofInputs;
  // What the first of several statements gives has the shape of the input: the prediction of a loss, x̂ of BatchNorm.
  for (const statement of forwardRule.split(';').slice(0, -1)) {
    const between = shapes.get(first);
    if (between !== undefined) shapes.set(leftSide(statement), between);
  }
  if (shape.length > 0) shapes.set(output, [batch, ...shape]);
  return { output, operands: [...shapes.keys()].filter((name) => name !== output), shapes };
}

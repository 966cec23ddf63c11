import type { JSX } from 'preact';
import { shapeText } from '../../../kit/numbers';
import type { NetworkLayer } from '../../../../src/protocol/networkDescription';
import { Formula } from '../../../kit/formula/Formula';
import { fillIn, leftSide, rightSide, type RulePart, outputName } from '../../../kit/formula/ruleParts';
import { text } from '../../../kit/translation';
import { strings } from './networkGraphTexts';
import { layers, network, state } from '../../state/store';

type Shape = readonly (number | string)[];

/** Names and shapes in the rules of a layer: `x` 100×784, `W` 784×50, `y` 100×50. */
interface RuleNames {
  readonly output: string;
  /** What the layer takes, and its parameters. */
  readonly operands: readonly string[];
  readonly shapes: ReadonlyMap<string, Shape>;
}

function shapeOfSample(layer: number): readonly number[] {
  return (layer === -1 ? network.value?.inputShape : layers.value[layer]?.shape) ?? [];
}

/** Before there is a run the size of its mini-batches is a letter. */
function ruleNames({
  forwardRule,
  backwardRules,
  parameters,
  inputs,
  nature,
  shape,
}: NetworkLayer): RuleNames {
  const batch = state.value?.run?.batch ?? 'N';
  const ofParameters = new Map<string, Shape>(
    parameters.map((parameter) => [parameter.name, parameter.shape]),
  );
  // The rules are one for each input and parameter, inputs
  // first; the target of a loss comes last and is not an input.
  const named = backwardRules.map((rule) => leftSide(rule).replace('∂L/∂', ''));
  const ofInputs = named.filter((name) => !ofParameters.has(name));
  const shapes = new Map<string, Shape>(ofParameters);
  inputs.forEach((input, at) => {
    const name = ofInputs[at];
    const sample = shapeOfSample(input);
    const flat = nature.flattens ? [sample.reduce((product, side) => product * side, 1)] : sample;
    if (name !== undefined) shapes.set(name, [batch, ...flat]);
  });
  const output = outputName(forwardRule);
  const [first = ''] = ofInputs;
  // What the first of several statements gives has the shape
  // of the input: the prediction of a loss, x̂ of BatchNorm.
  for (const statement of forwardRule.split(';').slice(0, -1)) {
    const between = shapes.get(first);
    if (between !== undefined) shapes.set(leftSide(statement), between);
  }
  if (shape.length > 0) shapes.set(output, [batch, ...shape]);
  return { output, operands: [...shapes.keys()].filter((name) => name !== output), shapes };
}

/** `∂L/∂W` with the shape of W, as its own gradient has. */
function gradientPart(left: string, { shapes }: RuleNames): RulePart {
  const shape = shapes.get(left.replace('∂L/∂', ''));
  return { text: left, role: 'upstream', ...(shape !== undefined && { shape: shapeText(shape) }) };
}

function backwardParts(rule: string, names: RuleNames): readonly RulePart[] {
  const { output, operands, shapes } = names;
  return [
    gradientPart(leftSide(rule), names),
    { text: ' = ', role: 'plain' },
    ...fillIn(rightSide(rule), output, operands, { names: new Map(), shapes }),
  ];
}

function forwardParts(rule: string, { output, operands, shapes }: RuleNames): readonly RulePart[] {
  return fillIn(rule, output, operands, { names: new Map(), shapes });
}

interface RulesProps {
  readonly layer: NetworkLayer;
  /** Only those of one way. */
  readonly phase?: 'forward' | 'backward';
}

/**
 * How a layer computes its output, and the gradients of
 * what it takes and of its parameters, with their shapes.
 */
export function Rules({ layer, phase }: RulesProps): JSX.Element {
  const names = ruleNames(layer);
  const rules = layer.backwardRules.filter((rule) => {
    // The target of a loss is given: nothing goes back to it.
    return names.shapes.has(leftSide(rule).replace('∂L/∂', ''));
  });
  return (
    <dl class="layer-rules">
      {phase !== 'backward' && (
        <>
          <dt>{text(strings.forward)}</dt>
          <dd data-rule="forward">
            <Formula parts={forwardParts(layer.forwardRule, names)} />
          </dd>
        </>
      )}
      {phase !== 'forward' && (
        <>
          <dt>{text(strings.backward)}</dt>
          {rules.map((rule) => (
            <dd key={rule} data-rule={leftSide(rule)}>
              <Formula parts={backwardParts(rule, names)} />
            </dd>
          ))}
        </>
      )}
    </dl>
  );
}

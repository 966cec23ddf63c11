import type { JSX } from 'preact';
import type { NetworkLayer } from '../../../../src/protocol/networkDescription';
import { Formula } from '../../../kit/formula/Formula';
import { fillIn, leftSide, rightSide, type RulePart } from '../../../kit/formula/ruleParts';
import { shapeText } from '../../../kit/numbers';
import { text } from '../../../kit/texts';
import { ruleNames, type RuleNames } from './ruleShapes';
import { strings } from './networkGraphTexts';

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

/** How a layer computes its output, and the gradients of what it takes and of its parameters, with their shapes. */
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

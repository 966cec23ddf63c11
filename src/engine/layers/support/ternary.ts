import { message } from '../../message';
import { broadcastShapes, type Shape, shapeValue } from '../../shape';
import type { Tensor } from '../../tensor';
import { broadcastIndices } from './broadcasting';
import type { FlatReason, InputSpec, Layer, LocalDerivative, ShapeResult } from './layer';
import { operand } from './operands';
import { fits, wrongInput } from './shapeRule';

/** A number made of one of each of the three operands. */
type OfThree = (first: number, second: number, third: number) => number;

/** Three numbers in, one number out. */
export interface TernaryRule {
  readonly forward: OfThree;
  /** ∂y/∂(the operand at this place); `undefined` where no gradient can pass to it. */
  readonly slopes: readonly [OfThree | undefined, OfThree, OfThree];
  /** Why the slope by an operand is zero here. */
  readonly whyFlat: (input: number, first: number, second: number, third: number) => FlatReason;
}

type Described = Pick<
  Layer,
  'name' | 'symbol' | 'documentation' | 'asFunction' | 'formulas' | 'source' | 'whyNoGradient'
>;

export interface TernaryDescription extends Described {
  readonly inputs: readonly [InputSpec, InputSpec, InputSpec];
  readonly rule: TernaryRule;
}

/**
 * A layer that applies one rule to every three entries that meet, broadcasting as NumPy does. The gradient of
 * an operand that was read several times is summed back to its shape, in the order of the output.
 */
export function ternaryLayer({ rule, ...described }: TernaryDescription): Layer {
  const { forward, slopes, whyFlat } = rule;
  return {
    ...described,
    settings: [],
    passesGradientTo: (input) => slopes[input] !== undefined,
    outputShape: (inputs) => broadcastAll(described.inputs, inputs),

    bind({ inputs, output, gradOutput, gradInputs }) {
      const [y, dy] = [output.data, gradOutput.data];
      const sources = sourcesOf(inputs, output);
      const [first, second, third] = sources;
      return {
        forward() {
          for (let i = 0; i < y.length; i++) {
            y[i] = forward(readBy(first, i), readBy(second, i), readBy(third, i));
          }
        },
        backward() {
          for (let input = 0; input < 3; input++) {
            const dx = gradInputs[input]?.data;
            const slope = slopes[input];
            if (dx === undefined || slope === undefined) continue;
            const { of } = operand(sources, input);
            for (let i = 0; i < y.length; i++) {
              const factor = slope(readBy(first, i), readBy(second, i), readBy(third, i));
              // What is not chosen gets nothing, whatever arrives: 0 × ∞ would be NaN.
              if (factor === 0) continue;
              const entry = of[i] ?? -1;
              dx[entry] = (dx[entry] ?? NaN) + (dy[i] ?? NaN) * factor;
            }
          }
        },
        savedForBackward: {},
      };
    },

    localDerivatives({ inputs, output }, input, entry) {
      const sources = sourcesOf(inputs, output);
      const [first, second, third] = sources;
      const { of } = operand(sources, input);
      const slope = slopes[input];
      const terms: LocalDerivative[] = [];
      for (let i = of.indexOf(entry); i !== -1; i = of.indexOf(entry, i + 1)) {
        const [x, y, z] = [readBy(first, i), readBy(second, i), readBy(third, i)];
        terms.push({ outputEntry: i, factor: slope?.(x, y, z) ?? 0, why: () => whyFlat(input, x, y, z) });
      }
      return terms;
    },
  };
}

interface Source {
  readonly data: ArrayLike<number>;
  /** By entry of the output the entry that is read for it. */
  readonly of: Int32Array;
}

function sourcesOf(inputs: readonly Tensor[], output: Tensor): readonly [Source, Source, Source] {
  const sourceOf = (input: number): Source => {
    const { shape, data } = operand(inputs, input);
    return { data, of: broadcastIndices(shape, output.shape) };
  };
  return [sourceOf(0), sourceOf(1), sourceOf(2)];
}

function readBy({ data, of }: Source, outputEntry: number): number {
  return data[of[outputEntry] ?? -1] ?? NaN;
}

/** The shape that all operands broadcast to; the first that does not fit those before it is to blame. */
function broadcastAll(specs: readonly InputSpec[], shapes: readonly Shape[]): ShapeResult {
  let result: Shape = [];
  for (const [index, shape] of shapes.entries()) {
    const wider = broadcastShapes(result, shape);
    if (wider === undefined) {
      return wrongInput(
        index,
        message(
          '{0} is {1}, which does not fit the {2} before it. Compared from the last axis, sizes must be equal, or one of them 1.',
          operand(specs, index).name,
          shapeValue(shape),
          shapeValue(result),
        ),
      );
    }
    result = wider;
  }
  return fits(result);
}

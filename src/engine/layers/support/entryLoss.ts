import type {
  EntryLossBackwardOperands,
  EntryLossOperands,
  EntryLossRule,
} from '../../kernels/operands/lossOperands';
import { message } from '../../message';
import type { Numbers } from '../../tensor';
import type { FlatReason, Layer } from './layer';
import { requireTarget, entryLossShape } from './lossTarget';
import type { NetworkForm } from './networkForm';
import { operand } from './operands';
import { fits } from './shapeRule';

type Described = Pick<
  Layer,
  'name' | 'symbol' | 'documentation' | 'inputs' | 'asFunction' | 'formulas' | 'source' | 'checkValues'
>;

export interface EntryLossDescription extends Described {
  readonly rule: EntryLossRule;
  /** ∂L/∂t of one entry, which only formulas ask for. */
  readonly targetSlope: (x: number, t: number) => number;
  /** Why ∂L/∂x is zero or tiny here. */
  readonly whyFlat: (y: number, t: number) => FlatReason;
  /** Why ∂L/∂t is. */
  readonly whyTargetFlat: (x: number, t: number, entry: number) => FlatReason;
  readonly inNetworks: Pick<NetworkForm, 'aliases' | 'decisionThreshold' | 'startsAtChance' | 'includes'>;
}

/** Why the derivative is 0 where a loss compares its x itself with t. */
export function meetsTarget(x: number, t: number): FlatReason {
  return {
    kind: 'meetsTarget',
    message: message('The prediction meets the target: x is {0} and t is {1}.', x, t),
  };
}

/**
 * Forward of formulas and of the reference kernels alike. `predictions`: where they are kept, if anywhere.
 */
export function entryLoss(
  { rule, input, targets, loss }: Omit<EntryLossOperands, 'name'>,
  predictions?: Numbers,
): void {
  loss[0] = rule.total(input, targets, predictions) / input.length;
}

/** Backward of formulas and of the reference kernels alike. `predictions`: where forward kept them. */
export function entryLossBackward(
  { rule, input, targets, gradLoss, gradInput, accumulate }: Omit<EntryLossBackwardOperands, 'name'>,
  predictions?: Numbers,
): void {
  const upstream = gradLoss?.[0] ?? 1;
  rule.backward({ x: input, t: targets, upstream, dx: gradInput, accumulate }, predictions);
}

/** A loss that compares entry by entry, and is the mean over all of them. */
export function entryLossLayer(description: EntryLossDescription): Layer {
  const { rule, targetSlope, whyFlat, whyTargetFlat, inNetworks, ...described } = description;
  const { prediction } = rule;
  return {
    ...described,
    settings: [],
    asLayer: entryLossForm(described.name, rule, inNetworks),

    outputShape: (inputs) => entryLossShape(operand(inputs, 0), operand(inputs, 1)),

    bind({ inputs, output, gradOutput, gradInputs, allocate }) {
      const [x, targets] = [operand(inputs, 0), operand(inputs, 1).data];
      const [gradInput, dt] = [operand(gradInputs, 0)?.data, operand(gradInputs, 1)?.data];
      const compared = { rule, input: x.data, targets };
      const saved = prediction && allocate(x.shape);
      const forward = { ...compared, loss: output.data };
      const backward = gradInput && { ...compared, gradLoss: gradOutput.data, gradInput, accumulate: true };
      return {
        forward() {
          entryLoss(forward, saved?.data);
        },
        backward() {
          if (backward) entryLossBackward(backward, saved?.data);
          if (!dt) return;
          const upstream = gradOutput.data[0] ?? NaN;
          for (let i = 0; i < dt.length; i++) {
            const gradient = targetSlope(x.data[i] ?? NaN, targets[i] ?? NaN) / x.data.length;
            dt[i] = (dt[i] ?? NaN) + gradient * upstream;
          }
        },
        savedForBackward: saved ? { y: saved } : {},
      };
    },

    localDerivatives({ inputs }, input, entry) {
      const { data } = operand(inputs, 0);
      const x = data[entry] ?? NaN;
      const t = operand(inputs, 1).data[entry] ?? NaN;
      if (input === 1) {
        const why = (): FlatReason => whyTargetFlat(x, t, entry);
        return [{ outputEntry: 0, factor: targetSlope(x, t) / data.length, why }];
      }
      const y = prediction ? prediction(x) : x;
      return [{ outputEntry: 0, factor: rule.slope(y, t) / data.length, why: () => whyFlat(y, t) }];
    },
  };
}

function entryLossForm(
  name: string,
  rule: EntryLossRule,
  inNetworks: EntryLossDescription['inNetworks'],
): NetworkForm {
  const { prediction } = rule;
  return {
    ...inNetworks,
    kind: 'loss',
    entryLossRule: rule,
    settings: [],
    targets: ['binary', 'oneHot', 'values'],
    outputShape: () => fits([]),

    bind({ kernels, inputs, output, gradInputs, target }) {
      const x = operand(inputs, 0);
      const compared = { name, rule, input: x.data, targets: requireTarget(target).values };
      const dx = gradInputs[0];
      const gradient = dx && {
        only: 0,
        run: kernels.entryLossBackward({ ...compared, gradInput: dx.data, accumulate: dx.accumulate }),
      };
      return {
        forward: [kernels.entryLoss({ ...compared, loss: output.data })],
        backward: gradient ? [gradient] : [],
        saved: () =>
          prediction ? { y: { shape: x.shape, data: Float64Array.from(x.data, prediction) } } : {},
      };
    },
  };
}

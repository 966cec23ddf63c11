import type {
  EntryLossBackwardOperands,
  EntryLossOperands,
  EntryLossRule,
} from '../../kernels/operands/lossOperands';
import { message } from '../../message';
import type { Numbers } from '../../tensor';
import type { FlatReason, Layer, Settings } from './layer';
import { requireTarget, entryLossShape } from './lossTarget';
import type { NetworkForm } from './networkForm';
import { operand } from './operands';
import { fits } from './shapeRule';

type Described = Pick<
  Layer,
  | 'name'
  | 'symbol'
  | 'documentation'
  | 'inputs'
  | 'settings'
  | 'asFunction'
  | 'formulas'
  | 'source'
  | 'checkValues'
>;

export interface EntryLossDescription extends Described {
  readonly rule: (settings: Settings) => EntryLossRule;
  /** ∂L/∂t of one entry, which only formulas ask for; absent where it is the opposite of ∂L/∂x. */
  readonly targetSlope?: (x: number, t: number) => number;
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
  const { rule: ruleOf, targetSlope: givenTargetSlope, ...rest } = description;
  const { whyFlat, whyTargetFlat, inNetworks, ...described } = rest;
  const targetSlopeOf = ({ slope }: EntryLossRule): ((x: number, t: number) => number) =>
    givenTargetSlope ?? ((x, t) => -slope(x, t));
  return {
    ...described,
    asLayer: entryLossForm({ ...described, rule: ruleOf, inNetworks }),

    outputShape: (inputs) => entryLossShape(operand(inputs, 0), operand(inputs, 1)),

    bind({ inputs, output, gradOutput, gradInputs, settings, allocate }) {
      const rule = ruleOf(settings);
      const targetSlope = targetSlopeOf(rule);
      const [x, targets] = [operand(inputs, 0), operand(inputs, 1).data];
      const [gradInput, dt] = [operand(gradInputs, 0)?.data, operand(gradInputs, 1)?.data];
      const compared = { rule, input: x.data, targets };
      const saved = rule.prediction && allocate(x.shape);
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

    localDerivatives({ inputs, settings }, input, entry) {
      const rule = ruleOf(settings);
      const { data } = operand(inputs, 0);
      const x = data[entry] ?? NaN;
      const t = operand(inputs, 1).data[entry] ?? NaN;
      if (input === 1) {
        const why = (): FlatReason => whyTargetFlat(x, t, entry);
        return [{ outputEntry: 0, factor: targetSlopeOf(rule)(x, t) / data.length, why }];
      }
      const y = rule.prediction ? rule.prediction(x) : x;
      return [{ outputEntry: 0, factor: rule.slope(y, t) / data.length, why: () => whyFlat(y, t) }];
    },
  };
}

function entryLossForm({
  name,
  settings,
  rule: ruleOf,
  inNetworks,
}: Pick<EntryLossDescription, 'name' | 'settings' | 'rule' | 'inNetworks'>): NetworkForm {
  return {
    ...inNetworks,
    kind: 'loss',
    entryLossRule: ruleOf,
    settings,
    targets: ['binary', 'oneHot', 'values'],
    outputShape: () => fits([]),

    bind({ kernels, inputs, output, gradInputs, settings: given, target }) {
      const rule = ruleOf(given);
      const { prediction } = rule;
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

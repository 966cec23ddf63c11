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

/** ∂L/∂t, which only formulas ask for. */
export interface TargetRule {
  /** Of one entry, times the number of entries. */
  readonly slope: (x: number, t: number) => number;
  /** Adds `slope(x, t) / n × upstream` to every entry of `dt`, with no call for any of them. */
  readonly backward: (operands: { x: Numbers; t: Numbers; upstream: number; dt: Numbers }) => void;
}

export interface EntryLossDescription extends Described {
  readonly rule: (settings: Settings) => EntryLossRule;
  /** Absent where exchanging x and t changes nothing: then ∂L/∂t is ∂L/∂x with them exchanged. */
  readonly ofTarget?: TargetRule;
  /** Why ∂L/∂x is zero or tiny here. */
  readonly whyFlat: (y: number, t: number) => FlatReason;
  /** Why ∂L/∂t is. */
  readonly whyTargetFlat: (x: number, t: number, entry: number) => FlatReason;
  readonly inNetworks: Pick<
    NetworkForm,
    'aliases' | 'decisionThreshold' | 'startsAtChance' | 'includes' | 'comparesProbabilities'
  >;
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
  const { rule: ruleOf, ofTarget, whyFlat, whyTargetFlat, inNetworks, ...described } = description;
  return {
    ...described,
    asLayer: entryLossForm({ ...described, rule: ruleOf, inNetworks }),

    outputShape: (inputs) => entryLossShape(operand(inputs, 0), operand(inputs, 1)),

    whyZero({ inputs }) {
      const [x, targets] = [operand(inputs, 0).data, operand(inputs, 1).data];
      return x.every((each, i) => each === targets[i])
        ? message('Every prediction meets its target: nothing is left to learn.')
        : message('Every prediction is so near its target that the loss cannot be told from 0.');
    },

    bind({ inputs, output, gradOutput, gradInputs, settings, allocate }) {
      const rule = ruleOf(settings);
      const { backward: targetBackward } = ofTarget ?? exchanged(rule);
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
          if (dt) targetBackward({ x: x.data, t: targets, upstream: gradOutput.data[0] ?? NaN, dt });
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
        return [{ outputEntry: 0, factor: (ofTarget ?? exchanged(rule)).slope(x, t) / data.length, why }];
      }
      const y = rule.prediction ? rule.prediction(x) : x;
      return [{ outputEntry: 0, factor: rule.slope(y, t, x) / data.length, why: () => whyFlat(y, t) }];
    },
  };
}

/** ∂L/∂t of a loss that is the same with x and t exchanged. */
function exchanged({ slope, backward }: EntryLossRule): TargetRule {
  return {
    slope: (x, t) => slope(t, x, t),
    backward: ({ x, t, upstream, dt }) => {
      backward({ x: t, t: x, upstream, dx: dt, accumulate: true });
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

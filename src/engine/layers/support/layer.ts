import type { ArgumentSpec, ArgumentValue, ArgumentValues } from '../../argumentSpec';
import type { Kernels } from '../../kernels/kernels';
import type { Message } from '../../message';
import type { Shape } from '../../shape';
import type { SavedTensor, Tensor } from '../../tensor';
import type { NetworkForm } from './networkForm';

/** A setting is known before anything runs: an axis, a stride, a slope. It has no gradient. */
export type SettingValue = ArgumentValue;
export type Settings = ArgumentValues;

/**
 * An input that leaves the value it is given without a
 * gradient, where that value has no other way to the target:
 * - `target`: what a loss compares with. Given data gets none; a computed target gets its true gradient.
 * - `exponent`: a number written in the expression (`x ** 2`) gets none; a named exponent does.
 */
export type InputRole = 'target' | 'exponent';

export interface InputSpec {
  readonly name: string;
  readonly documentation: string;
  readonly role?: InputRole;
  /** The last input may stand for any number of further ones. */
  readonly variadic?: boolean;
}

/** The description of a setting: layers know of no files. */
export interface SettingSpec extends ArgumentSpec {
  readonly type: Exclude<ArgumentSpec['type'], 'file' | 'folder' | 'columns'>;
}

/** How a formula calls the layer: `relu(x)`, or as an operator `a * b`. */
export interface FunctionForm {
  readonly name: string;
}

export type ComparisonOperator = '<' | '<=' | '>' | '>=' | '==' | '!=';

/** `[ ]` picks entries out of a value: `x[0]`. */
export type OperatorToken = '+' | '-' | '*' | '/' | '@' | '**' | 'unary -' | ComparisonOperator | '[ ]';

/** Why the inputs or settings do not fit, and which of them is to blame. */
export interface ShapeError {
  readonly message: Message;
  readonly blame:
    | { readonly kind: 'input'; readonly index: number }
    | { readonly kind: 'setting'; readonly name: string }
    /** One of those between the brackets of `x[0, 1:3]`. */
    | { readonly kind: 'index'; readonly index: number }
    | { readonly kind: 'call' };
}

export type ShapeResult =
  { readonly ok: true; readonly shape: Shape } | { readonly ok: false; readonly error: ShapeError };

/** Everything a layer needs to become two kernels that allocate nothing. */
export interface Binding {
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  /** The gradient of the target with respect to `output`. Backward reads it and never writes it. */
  readonly gradOutput: Tensor;
  /**
   * Where backward adds this layer's share of the gradient; `undefined` where nobody needs it.
   * Backward always adds (`+=`): the plan has set them to zero, and a value used twice gets the sum.
   */
  readonly gradInputs: readonly (Tensor | undefined)[];
  readonly settings: Settings;
  readonly kernels: Pick<Kernels, 'matmul' | 'unitSums'>;
  /** A buffer kept between forward and backward, in the precision of the plan. */
  readonly allocate: (shape: Shape) => Tensor;
  readonly allocateMask: (shape: Shape) => SavedTensor & { readonly data: Uint8Array };
  readonly allocateIntegers: (shape: Shape) => SavedTensor & { readonly data: Int32Array };
}

export interface BoundLayer {
  /** Computes `output` and what is saved for backward from `inputs`. */
  readonly forward: () => void;
  /** Adds to `gradInputs` from `gradOutput` and what was saved. */
  readonly backward: () => void;
  /** What views may show of it, by its name in the chapter: `mask`, `y`. */
  readonly savedForBackward: Readonly<Record<string, SavedTensor>>;
}

/** The numbers of one layer after a forward pass. */
export interface LayerValues {
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  readonly saved: Readonly<Record<string, SavedTensor>>;
  readonly settings: Settings;
}

/** What can make a local derivative zero or tiny. */
export type FlatKind =
  | 'blocked'
  | 'droppedOut'
  | 'multipliedByZero'
  | 'saturated'
  | 'notTheMaximum'
  | 'notChosen'
  | 'meetsTarget'
  | 'outside'
  | 'flat';

/** Why a local derivative is zero or tiny, in the layer's own words. */
export interface FlatReason {
  readonly kind: FlatKind;
  readonly message: Message;
  /** The entry of another input that is to blame: the zero it was multiplied by. */
  readonly operand?: { readonly input: number; readonly entry: number };
}

/** One term of the chain rule: ∂(entry of the output)/∂(entry of an input). */
export interface LocalDerivative {
  readonly outputEntry: number;
  readonly factor: number;
  /** Asked only where `factor` is zero or tiny. Absent where it cannot be. */
  readonly why?: () => FlatReason;
}

/** The entries of images that one entry of the output is made of. */
export interface SeenWindow {
  /** Its channels, rows and columns. */
  readonly shape: readonly [number, number, number];
  /** By place in the window, row-major, the entry of the first input; −1 in the padding. */
  readonly entries: readonly number[];
  /** Of a sum of products: where in W, the second input, the numbers begin that multiply them. */
  readonly weightsFrom?: number;
  /** The entry of the third input, b, that is added. */
  readonly biasAt?: number;
  /** Of a maximum: the place in the window of the entry that it takes. */
  readonly taken?: number;
}

/** Wrong values that no shape can tell: a label that is not a class. Checked before forward. */
export interface ValueError {
  readonly message: Message;
  readonly inputIndex: number;
}

/** A layer that networks can be built of. */
export type NetworkLayer = Layer & Required<Pick<Layer, 'asLayer'>>;

export function hasNetworkForm(layer: Layer): layer is NetworkLayer {
  return layer.asLayer !== undefined;
}

/**
 * What was blocked (`mask`), the curve with the place of each entry, or the probabilities of every class,
 * alone or beside what the target says.
 */
export type LayerPicture = 'mask' | 'sigmoid' | 'softmax' | 'softmaxWithTarget';

/**
 * How plainly the numbers of the output and of an input give each other away, whichever of them is known:
 * they are the same (`copy`), the same in another order or with the other sign (`rearranged`), the output
 * holds those of every input (`parts`), it holds
 * some of them (`selected`), or it is a multiple of an input where all others are single constants
 * (`multiple`). In each of these the gradients are related as the values are. Of a `sum` only the gradients
 * are: every entry of an input gets that of its output entry, times one constant.
 */
export type Likeness = 'copy' | 'rearranged' | 'parts' | 'selected' | 'multiple' | 'sum';

/** A layer that is computed with the one before it as a third, `fused`: log behind Softmax as LogSoftmax. */
export interface FusedAfter {
  readonly inner: Layer;
  readonly fused: Layer;
}

/**
 * Everything about one kind of node: what it is called, what it takes, its formulas, what it computes.
 * Completion, hover, diagnostics, the chain-rule card and the documentation read this and nothing else.
 */
export interface Layer {
  /** Key in the table, and the name in graphs and networks: `Affine`, `Mul`, `ReLU`. */
  readonly name: string;
  /** What a graph draws in the node: `×`, `+`, `ReLU`. */
  readonly symbol: string;
  /** Where the settings say it better, and all of them: `[0, 1:3]`. */
  readonly symbolOf?: (settings: Settings) => string;
  readonly documentation: string;
  readonly inputs: readonly InputSpec[];
  readonly settings: readonly SettingSpec[];
  /** What a node of it opens to in the graph of formulas; absent where its formula says it all. */
  readonly picture?: LayerPicture;
  readonly asFunction?: FunctionForm;
  readonly asOperator?: OperatorToken;
  /** How networks write it and train it; absent where only formulas use it. */
  readonly asLayer?: NetworkForm;
  readonly formulas: {
    /** `y = x · W + b` */
    readonly forward: string;
    /** By the name of the input: `{ x: '∂L/∂x = ∂L/∂y · Wᵀ' }`. */
    readonly backward: Readonly<Record<string, string>>;
  };
  /** The formulas where settings make them other ones: without a bias. `undefined`: those above. */
  readonly formulasOf?: (settings: Settings) => Layer['formulas'] | undefined;
  /** Where the formula comes from: the section of the chapter, or PyTorch's page. */
  readonly source: string;
  /** Absent where it takes work to get from one to the other. */
  readonly likeness?: Likeness;
  outputShape(inputs: readonly Shape[], settings: Settings): ShapeResult;
  checkValues?(inputs: readonly Tensor[], settings: Settings): ValueError | undefined;
  /**
   * How many products each entry of the output is the sum of, in a matrix product or a convolution: it tells
   * the work of the layer before it is done. Absent where the work grows with the entries alone.
   */
  summedProducts?(inputs: readonly Shape[]): number;
  /** False where no gradient can exist, whatever the values: class labels. Absent: every input gets one. */
  passesGradientTo?(input: number, inputs: readonly Shape[], settings: Settings): boolean;
  /** Why no gradient passes to an input; absent where that is as for the labels of a loss. */
  whyNoGradient?(): Message;
  /** Why an entry of an input goes into no entry of the output, in the layer's own words. */
  whyUnread?(settings: Settings): Message;
  /** Present where the layer and the one it is applied to are more exact when they are computed as one. */
  readonly fusedAfter?: FusedAfter;
  bind(binding: Binding): BoundLayer;
  /** Of a function of one number: why it gives NaN or infinity for this x, and what to do instead. */
  whyNotFinite?(x: number, result: number): Message | undefined;
  /** Why an entry of the output is 0, where no single zero that went into it says so. */
  whyZero?(values: LayerValues, entry: number): Message | undefined;
  /**
   * Every output entry that an entry of an input takes part in, with its local derivative.
   * The sum of `gradOutput × factor` over them is what `backward` adds to that entry.
   */
  localDerivatives(values: LayerValues, input: number, entry: number): readonly LocalDerivative[];
  /** Of a layer that slides a window over images: what an entry of its output sees of them. */
  windowOf?(values: LayerValues, outputEntry: number): SeenWindow;
}

/** The formulas of a layer with these settings. */
export function formulasFor({ formulas, formulasOf }: Layer, settings: Settings): Layer['formulas'] {
  return formulasOf?.(settings) ?? formulas;
}

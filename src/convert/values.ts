import type { Message } from '../engine/message';
import type { Memory, Share } from './sharedMemory';
import type { Expression, Parameter, Place, Statement } from './python/pythonSyntax';
import type { Start } from './networks/recipe';
import type { NetworkTrace } from './networks/networkTrace';
import type { Scheduler } from './torch/torchSchedules';

/** What a name of the Python source stands for while it is followed, statement by statement. */
export type Value =
  | Numeric
  | Constant
  | Sequence
  | Dictionary
  | Library
  | PythonFunction
  | PythonClass
  | Instance
  | Method
  | Flow
  | LayerValue
  | LayerList
  | LossFunction
  | LossValue
  | Optimizer
  | Parameters
  | Gradient
  | Opaque;

/** A number or an array, as an expression of the definition language. */
export interface Numeric {
  readonly kind: 'numeric';
  /** In the definition language. */
  readonly text: string;
  /** How tightly its outermost operator binds; `levels` names them. */
  readonly level: number;
  /** Of a single number that can be told without running anything. */
  readonly constant?: number;
  /** Where it can be told. */
  readonly shape?: readonly number[];
  /** How it was drawn, of an array of random numbers: what `init=` says. */
  readonly drawn?: Drawn;
  /** It begins as another array, whose entries an assignment to a part may change. */
  readonly copyOf?: string;
  /** Of an array: numbers of Python are not changed in place. */
  readonly shares?: Share;
  /** All its entries are whole numbers, so that an integer type takes none of them away. */
  readonly isWhole?: true;
  readonly range?: WholeRange;
  /** Its entries, of a row of whole numbers that are known: they may pick entries of another array. */
  readonly places?: readonly number[];
  /** Its entries are true or false, of which NumPy and PyTorch make no sums: `True + True` is `True`. */
  readonly isTruth?: true;
}

/** How far from 0 the entries are at most, and how far they may be: whole numbers of a type overflow. */
export interface WholeRange {
  readonly most: number;
  /** Of whole numbers; absent of others, which are rounded instead. */
  readonly limit?: number;
}

export interface Drawn {
  readonly distribution: 'normal' | 'constant';
  /** The standard deviation, or the number that all entries are. */
  readonly parameter: number;
}

export interface Constant {
  readonly kind: 'constant';
  readonly value: string | boolean | null;
}

export interface Sequence {
  readonly kind: 'sequence';
  readonly items: Value[];
  readonly isTuple: boolean;
}

export interface Dictionary {
  readonly kind: 'dictionary';
  readonly entries: Map<string, Value>;
}

/** A module, or what is in it: `torch.nn.Linear`. */
export interface Library {
  readonly kind: 'library';
  readonly path: string;
}

export interface PythonFunction {
  readonly kind: 'function';
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** Of its parameters, by their names: they are evaluated once, where the function is defined. */
  readonly defaults: ReadonlyMap<string, Value>;
  readonly body: readonly Statement[] | Expression;
  readonly scope: Scope;
  readonly place: Place;
  readonly isStatic: boolean;
  /** It computes without gradients, as `@torch.no_grad()` has it. */
  readonly isWithoutGradient?: boolean;
}

export interface PythonClass {
  readonly kind: 'class';
  readonly name: string;
  readonly bases: readonly Value[];
  readonly members: Map<string, Value>;
  readonly place: Place;
  /** Of a dataclass: what building it takes, in this order. */
  readonly fields?: readonly string[];
}

export interface Instance {
  readonly kind: 'instance';
  readonly of: PythonClass;
  readonly attributes: Map<string, Value>;
  readonly place: Place;
}

/** A function of a value, as `x.sum` before it is called. */
export interface Method {
  readonly kind: 'method';
  readonly object: Value;
  readonly name: string;
  /** Of an instance of a class in the source. */
  readonly definition?: PythonFunction;
}

/** What a layer of a network gives: the batch on its way through the network. */
export interface Flow {
  readonly kind: 'flow';
  readonly network: NetworkTrace;
  /** The layer that gives it; -1 is the input of the network. */
  readonly layer: number;
  /** What one sample is: a row of numbers, an image, or something whose last axis is not all of it. */
  readonly sample: 'row' | 'image' | 'sequence' | 'unknown';
  /** Arithmetic that is not a layer yet, in terms of `x`, which is what the layer gives. */
  readonly arithmetic?: Numeric;
  /** The line that the arithmetic stands in. */
  readonly line?: number;
  /** An affine layer that still lacks its bias. */
  readonly product?: Numeric;
  /** Its axes of one entry are gone. */
  readonly isSqueezed?: true;
  readonly shares?: Share;
}

export interface LayerValue {
  readonly kind: 'layer';
  readonly name: string;
  readonly place: Place;
  /** Passes a batch through the layer. */
  readonly apply: (inputs: readonly Flow[], place: Place) => Value;
  /** Whether it learns: used twice, it would share its parameters, which no layer of ours can. */
  readonly learns: boolean;
  readonly start?: Start;
  /** Its class in `torch.nn`. */
  readonly type?: string;
  uses: number;
}

/** Layers that follow one another: `nn.Sequential`, `nn.ModuleList`, a model of Keras. */
export interface LayerList {
  readonly kind: 'layers';
  readonly items: (readonly [name: string, layer: Value])[];
  /** Whether it can be called with a batch. */
  readonly isModel: boolean;
  readonly place: Place;
}

export interface LossFunction {
  readonly kind: 'lossFunction';
  /** In the definition language, or why there is none. */
  readonly loss: string | { readonly reason: Message };
  /** What has to stand in front of it and is part of our loss. */
  readonly absorbs?: 'Softmax' | 'LogSoftmax' | 'Sigmoid';
  readonly name: string;
}

export interface LossValue {
  readonly kind: 'loss';
  readonly network: NetworkTrace;
}

export interface Optimizer {
  readonly kind: 'optimizer';
  /** Arrays of the source that it changes, where it trains no network. */
  readonly arrays?: readonly Value[];
}

/** What a model or a layer learns, or one of it, or the gradients of it. */
export interface Parameters {
  readonly kind: 'parameters';
  readonly of: Value;
  /** `weight` or `bias` of a layer. */
  readonly part?: string;
  /** Whether a loop over them gives their names, too. */
  readonly isNamed?: true;
  readonly isGradient?: true;
}

/** `x.grad`. */
export interface Gradient {
  readonly kind: 'gradient';
  readonly of: string;
  /** Of the array. */
  readonly memory?: Memory;
}

/** Something that a definition has no word for: data, a figure, a device. */
export interface Opaque {
  readonly kind: 'opaque';
  /** A place in the data flow: the target that is the input itself is known by it. */
  readonly id: number;
  /** What it is called in something that is not known either. */
  readonly member?: string;
  /** Of what a definition would have a word for, had it been understood: why it was not, or nothing. */
  readonly lost?: Message | '';
  /** Arrays that it may be, or share its memory with. */
  readonly mayBe?: readonly Memory[];
  /** Where a training computes other numbers of data than those it was given. */
  altered?: Place;
  /** It came from a model or its parameters: what changes it may change them. */
  readonly isOfModel?: true;
  /** Of a `DataLoader`: what it says of a training that goes through it. */
  readonly loader?: Loader;
  /** Of a `TensorDataset`: how many samples it has. */
  readonly samples?: number;
  readonly scheduler?: Scheduler;
  /** Of `torch.no_grad()` and its like: what is done under it has no gradients, or may have none. */
  readonly gradients?: 'off' | 'perhaps off';
  /** Of data whose axes were put in order. */
  readonly isArranged?: true;
}

export interface Loader {
  readonly batch: number;
  readonly isShuffled: boolean;
  readonly place: Place;
  /** How many mini-batches it gives, where that is known. */
  readonly steps?: number;
  /** An argument that has no counterpart. */
  readonly left?: string | Message;
}

export interface Scope {
  readonly names: Map<string, Value>;
  readonly outer?: Scope;
  /** Names that `global` or `nonlocal` says are those of another scope. */
  elsewhere?: Map<string, Scope>;
}

/** Where a name is bound that a statement of this scope gives a value. */
export function scopeOf(scope: Scope, name: string): Scope {
  return scope.elsewhere?.get(name) ?? scope;
}

export function lookUp(scope: Scope, name: string): Value | undefined {
  for (let at: Scope | undefined = scopeOf(scope, name); at; at = at.outer) {
    const value = at.names.get(name);
    if (value) return value;
  }
  return undefined;
}

let lastOpaque = 0;

/** How many values were made that are not known: data of a higher number came into being later. */
export function latestOpaque(): number {
  return lastOpaque;
}

/** Data that are made of other data, and are altered where those are. */
export function dataOf(from: Value, altered?: Place): Opaque {
  const where = (from.kind === 'opaque' ? from.altered : undefined) ?? altered;
  const isOfModel = isPartOfModel(from);
  return { ...opaque(), ...(where && { altered: where }), ...(isOfModel && { isOfModel }) };
}

/** Whether a value is, or may be, something that a training changes. */
export function isPartOfModel(value: Value, seen = new Set<Value>()): boolean {
  if (value.kind === 'method') return isPartOfModel(value.object, seen);
  if (value.kind === 'sequence') {
    // A list may hold itself, or one list many times.
    if (seen.has(value)) return false;
    seen.add(value);
    return value.items.some((item) => isPartOfModel(item, seen));
  }
  if (value.kind === 'opaque') return value.isOfModel === true;
  return ['parameters', 'optimizer', 'layer', 'layers'].includes(value.kind);
}

export function opaque(): Opaque {
  return { kind: 'opaque', id: ++lastOpaque };
}

/** @param why a clause, as `x is not known here`; empty where a comment says it already */
export function lost(why: Message | '' = '', mayBe: readonly Memory[] = []): Opaque {
  return { kind: 'opaque', id: ++lastOpaque, lost: why, mayBe };
}

/** Whether something is not known that a definition would have a word for. */
export function isLost(value: Value | undefined): value is Opaque & { readonly lost: Message | '' } {
  return value?.kind === 'opaque' && value.lost !== undefined;
}

export const none: Constant = { kind: 'constant', value: null };

export function sequence(items: readonly Value[], isTuple = false): Sequence {
  return { kind: 'sequence', items: [...items], isTuple };
}

/** What a loop over a value goes through. */
export function itemsOf(value: Value | undefined): readonly Value[] | undefined {
  if (value?.kind === 'sequence') return value.items;
  if (value?.kind === 'layers') return value.items.map(([, layer]) => layer);
  if (value?.kind !== 'dictionary') return undefined;
  return [...value.entries.keys()].map((key) => ({ kind: 'constant', value: key }));
}

/** What a loop calls each of what nobody can count. */
export function itemOf(over: Value): Value {
  if (over.kind === 'parameters') return over.isNamed ? sequence([opaque(), over], true) : over;
  if (over.kind === 'optimizer') return over;
  return isPartOfModel(over) ? dataOf(over) : opaque();
}

/** The number that is known without running anything. */
export function numberOf(value: Value | undefined): number | undefined {
  return value?.kind === 'numeric' ? value.constant : undefined;
}

export function textOf(value: Value | undefined): string | undefined {
  return value?.kind === 'constant' && typeof value.value === 'string' ? value.value : undefined;
}

/** Whole numbers of a list or a tuple, or of a single number. */
export function integersOf(value: Value | undefined): readonly number[] | undefined {
  const items = value?.kind === 'sequence' ? value.items : [value];
  const numbers = items.map((item) => numberOf(item));
  return numbers.every((item): item is number => item !== undefined && Number.isInteger(item))
    ? numbers
    : undefined;
}

/** Whether a condition holds; `undefined` where that cannot be told. */
export function truthOf(value: Value): boolean | undefined {
  switch (value.kind) {
    case 'constant':
      return value.value !== null && value.value !== false && value.value !== '';
    case 'numeric':
      return value.constant === undefined ? undefined : value.constant !== 0;
    case 'sequence':
      return value.items.length > 0;
    case 'dictionary':
      return value.entries.size > 0;
    case 'opaque':
    case 'flow':
    case 'gradient':
    case 'loss':
      return undefined;
    case 'class':
    case 'function':
    case 'instance':
    case 'layer':
    case 'layers':
    case 'library':
    case 'lossFunction':
    case 'method':
    case 'optimizer':
    case 'parameters':
    default:
      return true;
  }
}

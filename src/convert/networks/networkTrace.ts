import type { Message } from '../../engine/message';
import { formatMessage, message } from '../../language';
import type { Place } from '../python/pythonSyntax';
import { copyOf, Memory } from '../sharedMemory';
import { binary, levels, literal, numeric } from '../numeric';
import type { Drawn, Flow, LossValue, Numeric, Opaque } from '../values';
import { layerNameOf, lossOf } from './arithmetic';

/** A layer in the order in which the source passes a batch through the network. */
export interface TracedLayer {
  readonly kind: 'layer';
  readonly id: number;
  /** As the definition writes it, without what it combines: `Affine(50)`, `Add`. */
  readonly call: string;
  /** Where its inputs come from: numbers of layers, -1 for the input of the network. */
  readonly inputs: readonly number[];
  /** Of a layer that combines several, whether their order is without meaning. */
  readonly combines?: 'in any order' | 'in order';
  readonly line: number;
}

export interface TracedComment {
  readonly kind: 'comment';
  readonly line: number;
  readonly text: Message;
  /** Something of the source is missing here; otherwise the comment explains what was written. */
  readonly isGap: boolean;
}

/** A network as it was passed through once, from its input to its loss. */
export class NetworkTrace {
  readonly items: (TracedLayer | TracedComment)[] = [];
  /** The call of the loss in the definition language. */
  loss: { readonly call: string; readonly line: number; readonly from: number } | undefined;
  /** Arithmetic on what comes out that may be a loss of a form we do not have. */
  unfinished: { readonly text: string; readonly line: number } | undefined;
  /** What comes out, where no loss says it. */
  output: number | undefined;
  /** Of the data: the source as the definition writes it, where it is in plain sight. */
  isAutoencoder = false;
  takesImagesChannelsLast = false;
  /** Of its comments. */
  readonly gapLines = new Set<number>();
  readonly #said = new Set<string>();
  #layers = 0;

  constructor(
    readonly name: string,
    readonly place: Place,
  ) {}

  /** Forgets what was passed through: it begins again. */
  restart(): void {
    this.items.length = 0;
    this.#said.clear();
    this.gapLines.clear();
    this.loss = undefined;
    this.unfinished = undefined;
    this.output = undefined;
  }

  input(sample: Flow['sample'] = 'unknown'): Flow {
    return { kind: 'flow', network: this, layer: -1, sample, shares: new Memory().whole };
  }

  layer(
    call: string,
    inputs: readonly Flow[],
    { line }: Place,
    sample: Flow['sample'],
    combines?: TracedLayer['combines'],
  ): Flow {
    const id = this.#layers++;
    const from = inputs.map((flow) => this.settle(flow, line).layer);
    this.items.push({ kind: 'layer', id, call, inputs: from, line, ...(combines && { combines }) });
    this.output = id;
    return { kind: 'flow', network: this, layer: id, sample, shares: new Memory().whole };
  }

  comment(line: number, text: Message, isGap: boolean): void {
    // An explanation is given once, a gap at each of its lines.
    const said = formatMessage(text);
    const key = isGap ? `${String(line)} ${said}` : said;
    if (this.#said.has(key)) return;
    this.#said.add(key);
    this.items.push({ kind: 'comment', line, text, isGap });
    if (isGap) this.gapLines.add(line);
  }

  gap({ line }: Place, text: string): void {
    this.comment(line, message('{0} is not understood', text), true);
  }

  /** Makes layers of arithmetic that waited for what comes after it. */
  settle(flow: Flow, line: number): Flow {
    const { arithmetic, product, sample, shares } = flow;
    const base: Flow = { kind: 'flow', network: this, layer: flow.layer, sample };
    const place = { line, start: 0, end: 0 };
    if (product) return this.layer(affineOf(product, undefined), [base], place, 'row');
    if (!arithmetic || arithmetic.text === 'x') return shares ? { ...base, shares } : base;
    const known = layerNameOf(arithmetic.text);
    if (known !== undefined) return this.layer(known, [base], place, sample);
    this.gap({ ...place, line: flow.line ?? line }, arithmetic.text);
    return base;
  }

  /**
   * Ends the network with a loss. A layer in front that is part of ours is taken back.
   * @param absorbs the layer that has to stand there: what the loss compares are its probabilities
   */
  setLoss(flow: Flow, call: string, place: Place, absorbs?: string): LossValue {
    const { line } = place;
    const value: LossValue = { kind: 'loss', network: this };
    const settled = this.settle(flow, line);
    const at = this.items.findIndex((item) => item.kind === 'layer' && item.id === settled.layer);
    const last = this.items[at];
    let from = settled.layer;
    if (absorbs !== undefined) {
      if (this.loss?.call === call) return value;
      if (last?.kind !== 'layer' || last.call !== absorbs) {
        this.comment(
          line,
          message('the loss is not understood: it compares probabilities, and {0} is not before it', absorbs),
          true,
        );
        return value;
      }
      this.items.splice(at, 1);
      from = last.inputs[0] ?? -1;
      this.comment(last.line, message('{0} is part of {1}', absorbs, call), false);
    }
    if (call.startsWith('Soft') && ['image', 'sequence'].includes(settled.sample)) {
      this.comment(line, message('the loss is not understood: it compares several places of a sample'), true);
      return value;
    }
    if (this.loss && this.loss.call !== call) {
      this.comment(
        line,
        message('a second loss, {0}, is not understood: line {1} has one', call, this.loss.line),
        true,
      );
      return value;
    }
    this.loss ??= { call, line, from };
    this.output = from;
    return value;
  }
}

/** `x @ W + b` with parameters that were drawn or are zero. */
export function affineOf(weights: Numeric, bias: Numeric | undefined): string {
  const units = weights.shape?.[1] ?? 0;
  const words = [String(units)];
  if (!bias) words.push('bias=false');
  else if (bias.drawn?.distribution === 'constant' && bias.drawn.parameter !== 0) {
    words.push(`bias=${literal(bias.drawn.parameter).text}`);
  }
  const [inputs = NaN, outputs = NaN] = weights.shape ?? [];
  const init = initialiserOf(weights.drawn, inputs, outputs);
  if (init !== undefined) words.push(`init=${init}`);
  return `Affine(${words.join(', ')})`;
}

/** What `init=` says of weights that were drawn with some deviation, of so many inputs and outputs. */
export function initialiserOf(drawn: Drawn | undefined, inputs: number, outputs: number): string | undefined {
  if (!drawn) return undefined;
  const { distribution, parameter } = drawn;
  if (distribution === 'constant') return parameter === 0 ? 'Zeros' : `Constant(${literal(parameter).text})`;
  const is = (deviation: number): boolean => Math.abs(parameter - deviation) <= 1e-12 * deviation;
  if (is(Math.sqrt(2 / inputs))) return 'He';
  if (is(Math.sqrt(1 / inputs))) return 'LeCun';
  if (is(Math.sqrt(2 / (inputs + outputs)))) return 'Xavier';
  return `Normal(std=${literal(parameter).text})`;
}

const itself = numeric('x', levels.whole);
/** What comes with the batch: its targets. */
const batchValue = numeric('t', levels.whole);

/** An operator between two values of which one at least is on its way through a network. */
export function flowOperator(
  operator: string,
  left: Flow | Numeric | Opaque,
  right: Flow | Numeric | Opaque,
  place: Place,
): Flow | LossValue | undefined {
  if (left.kind === 'flow' && right.kind === 'flow') return betweenFlows(operator, left, right, place);
  const flow = left.kind === 'flow' ? left : right.kind === 'flow' ? right : undefined;
  if (!flow) return undefined;
  if (left.kind === 'flow' && right.kind === 'numeric') {
    if (operator === '@') {
      if (right.shape?.length !== 2) return undefined;
      return copyOf({ ...flow.network.settle(left, place.line), product: right });
    }
    if (operator === '+' && left.product) return withBias(left, right, place);
  }
  if (left.kind === 'numeric' && right.kind === 'flow' && right.product && operator === '+') {
    return withBias(right, left, place);
  }
  // Each flow may be a whole layer already, which what follows takes the output of.
  const settled = withoutLayers(flow, place);
  const operand = (side: Flow | Numeric | Opaque): Numeric => {
    if (side.kind === 'opaque' || (operator === '-' && isTarget(side))) return batchValue;
    return side.kind === 'flow' ? (settled.arithmetic ?? itself) : side;
  };
  return arithmeticOn(settled, binary(operator, operand(left), operand(right)), place);
}

/** Targets that stand in the source under a name, a row for each sample. */
function isTarget(side: Flow | Numeric): boolean {
  if (side.kind !== 'numeric' || !/^\w+$/.test(side.text)) return false;
  return side.shape?.length === 2 && side.shape[0] !== 1;
}

/** What is computed by hand from the output of a layer: a loss, or what may become a layer. */
export function arithmeticOn(
  flow: Flow,
  arithmetic: Numeric | undefined,
  place: Place,
): Flow | LossValue | undefined {
  if (!arithmetic) return undefined;
  const { network, layer, sample } = flow;
  const base: Flow = { kind: 'flow', network, layer, sample };
  const loss = lossOf(arithmetic.text);
  if (loss) return network.setLoss(base, loss.call, place, loss.absorbs);
  network.unfinished = { text: arithmetic.text, line: place.line };
  return { ...base, arithmetic, line: place.line, shares: new Memory().whole };
}

/** Applies a function to arithmetic, or to what the layer gives. */
export function functionOf(
  flow: Flow,
  make: (x: Numeric) => Numeric | undefined,
  place: Place,
): Flow | LossValue | undefined {
  const settled = withoutLayers(flow, place);
  return arithmeticOn(settled, make(settled.arithmetic ?? itself), place);
}

/** What is a layer by itself becomes one before anything else is computed of it. */
function withoutLayers(flow: Flow, place: Place): Flow {
  const isLayer = flow.product ?? (flow.arithmetic && layerNameOf(flow.arithmetic.text));
  return isLayer === undefined ? flow : flow.network.settle(flow, place.line);
}

function withBias(flow: Flow, bias: Numeric, place: Place): Flow | undefined {
  const { network, product, layer } = flow;
  if (!product) return undefined;
  const base: Flow = { kind: 'flow', network, layer, sample: flow.sample };
  return network.layer(affineOf(product, bias), [base], place, 'row');
}

function betweenFlows(operator: string, left: Flow, right: Flow, place: Place): Flow | undefined {
  const { network } = left;
  if (right.network !== network) return undefined;
  if (
    left.layer === right.layer &&
    (left.arithmetic ?? right.arithmetic) &&
    !left.product &&
    !right.product
  ) {
    const arithmetic = binary(operator, left.arithmetic ?? itself, right.arithmetic ?? itself);
    return arithmetic && copyOf({ ...left, arithmetic });
  }
  const combined = operator === '+' ? 'Add' : operator === '*' ? 'Mul' : undefined;
  if (combined === undefined) return undefined;
  // Whatever waits is settled in the order in which it was written.
  const inputs = [left, right].map((flow) => network.settle(flow, place.line));
  const sample = left.sample === 'unknown' ? right.sample : left.sample;
  return network.layer(combined, inputs, place, sample, 'in any order');
}

import type { LayerInput } from '../../../engine/network/networkDefinition';
import type { Expression, LayerItem, LayerLine } from '../../ast';
import { initializers, networkLayerNamed } from './networkVocabulary';
import type { LayerOutline, PathStep } from './networkProgram';
import { evaluateConstant, type Constant, type ConstantScope } from '../constants';
import { Report } from '../report';
import type { Blocks } from './networkScope';

/** As many layers as a network may have. */
export const mostLayers = 1000;
/** Bodies without layers can be repeated and called too: this many lines are looked at in all. */
const mostVisits = 100 * mostLayers;

/** Blocks that call blocks: far more levels than people write, far fewer than the call stack holds. */
export const deepestBlocks = 64;

/** A layer line as it stands after blocks and repetitions were written out. */
export interface ExpandedLayer {
  readonly line: LayerLine;
  readonly type: string;
  readonly path: readonly PathStep[];
  /** The layer above, or the one `from` names, then those a combination names. */
  readonly inputs: readonly LayerInput[];
  /** What the parameters of the block around stand for in this call. */
  readonly bindings: Bindings;
}

export type Expansion =
  | { readonly kind: 'layers'; readonly layers: readonly ExpandedLayer[] }
  /** `at`: the line of the network itself where the limit was passed. */
  | { readonly kind: 'too many' | 'too deep'; readonly at: PathStep }
  /** Something in it is unknown, which has been reported. */
  | { readonly kind: 'broken' };

/** A parameter stands for a constant, or for an initialiser as it was written in the call. */
export type Bound =
  | { readonly kind: 'constant'; readonly value: Constant }
  | { readonly kind: 'written'; readonly expression: Expression; readonly bindings: Bindings };
export type Bindings = ReadonlyMap<string, Bound>;

/** Writes out the blocks and repetitions of a network's layers. */
export function expand(items: readonly LayerItem[], blocks: Blocks, scope: ConstantScope): Expansion {
  const writer = new Writer(blocks, scope);
  const place: Place = { bindings: new Map(), path: [], names: new Names(), input: 'input', depth: 0 };
  let above: LayerInput = 'input';
  for (const item of items) {
    const result = writer.write([item], place, above);
    if (result === 'too many' || result === 'too deep') return { kind: result, at: item };
    if (result === 'broken') return { kind: 'broken' };
    above = result.above;
  }
  return { kind: 'layers', layers: writer.layers };
}

/**
 * The constants a call's expressions may use: the parameters of the block around, and what formulas define.
 */
export function constantsIn(bindings: Bindings, scope: ConstantScope, report: Report): ConstantScope {
  return {
    report,
    constantOf: (name, range) => {
      const bound = bindings.get(name);
      return bound?.kind === 'constant' ? bound.value : scope.constantOf(name, range);
    },
  };
}

/** Names of layers that the lines of one body can point at, each with the place of what it gives. */
class Names {
  readonly #inputs = new Map<string, LayerInput>();

  constructor(private readonly around?: Names) {}

  find(name: string): LayerInput | undefined {
    return this.#inputs.get(name) ?? this.around?.find(name);
  }

  set(name: string, input: LayerInput): void {
    this.#inputs.set(name, input);
  }
}

/** Where a body stands. */
interface Place {
  readonly bindings: Bindings;
  readonly path: readonly PathStep[];
  readonly names: Names;
  /** What `input` means: what came into the block, or into the network. */
  readonly input: LayerInput;
  /** How many blocks it stands in. */
  readonly depth: number;
}

/** `above`: what the next line takes unless it says otherwise. */
type Result = { readonly above: LayerInput } | 'too many' | 'too deep' | 'broken';

class Writer {
  readonly layers: ExpandedLayer[] = [];
  #visits = 0;

  constructor(
    private readonly blocks: Blocks,
    private readonly scope: ConstantScope,
  ) {}

  write(items: readonly LayerItem[], place: Place, from: LayerInput): Result {
    let above = from;
    for (const item of items) {
      if (++this.#visits > mostVisits) return 'too many';
      const result =
        item.kind === 'layer' ? this.#line(item, place, above) : this.#repeat(item, place, above);
      if (typeof result === 'string') return result;
      above = result.above;
    }
    return { above };
  }

  #line(line: LayerLine, place: Place, above: LayerInput): Result {
    const { callee, damaged, from } = line;
    if (!callee || damaged || this.blocks.misread.has(line)) return 'broken';
    const taken = from ? this.#find(from.name, place) : above;
    if (taken === undefined) return 'broken';
    const spec = networkLayerNamed(callee.name);
    const result = spec
      ? this.#layer(line, spec.name, spec.combines, place, taken)
      : this.#block(line, callee.name, place, taken);
    if (typeof result !== 'string' && line.name) place.names.set(line.name.name, result.above);
    return result;
  }

  #layer(line: LayerLine, type: string, combines: boolean, place: Place, taken: LayerInput): Result {
    if (this.layers.length >= mostLayers) return 'too many';
    const inputs = [taken];
    if (combines) {
      for (const { value } of line.arguments) {
        const named = value.kind === 'name' ? this.#find(value.name, place) : undefined;
        if (named === undefined) return 'broken';
        inputs.push(named);
      }
    }
    const { path, bindings } = place;
    return { above: this.layers.push({ line, type, path, inputs, bindings }) - 1 };
  }

  #block(line: LayerLine, name: string, place: Place, taken: LayerInput): Result {
    const block = this.blocks.find(name);
    if (!block || block.damaged || block.start > line.start || block.end >= line.end) return 'broken';
    if (place.depth >= deepestBlocks) return 'too deep';
    const inner = new Map<string, Bound>();
    const byName = new Map(line.arguments.map((argument) => [argument.name?.name, argument]));
    block.parameters.forEach((parameter, position) => {
      const named = byName.get(parameter.name.name);
      const positional = line.arguments[position];
      const given = named ?? (positional?.name ? undefined : positional);
      const bound = this.#bind(given?.value ?? parameter.default, given ? place.bindings : new Map());
      if (bound) inner.set(parameter.name.name, bound);
    });
    const path = [...place.path, { start: line.start, end: line.end }];
    const inside = { bindings: inner, path, names: new Names(), input: taken, depth: place.depth + 1 };
    return this.write(block.items, inside, taken);
  }

  #repeat(item: Exclude<LayerItem, LayerLine>, place: Place, from: LayerInput): Result {
    const count = this.#evaluate(item.count, place.bindings);
    if (typeof count !== 'number' || !Number.isInteger(count) || count < 1) return 'broken';
    let above = from;
    for (let repetition = 0; repetition < count; repetition++) {
      const names = new Names(place.names);
      const round = { index: repetition, count };
      const path = [...place.path, { start: item.start, end: item.end, round }];
      const result = this.write(item.items, { ...place, path, names }, above);
      if (typeof result === 'string') return result;
      above = result.above;
      if (++this.#visits > mostVisits) return 'too many';
    }
    return { above };
  }

  #find(name: string, place: Place): LayerInput | undefined {
    return name === 'input' ? place.input : place.names.find(name);
  }

  /** An initialiser stays as it is written; a parameter that is only handed on is what the caller has. */
  #bind(expression: Expression | undefined, bindings: Bindings): Bound | undefined {
    if (!expression) return undefined;
    if (expression.kind === 'name') {
      const handedOn = bindings.get(expression.name);
      if (handedOn) return handedOn;
      if (initializers.some(({ name }) => name === expression.name)) {
        return { kind: 'written', expression, bindings };
      }
    }
    if (expression.kind === 'call') return { kind: 'written', expression, bindings };
    const value = this.#evaluate(expression, bindings);
    return value === undefined ? undefined : { kind: 'constant', value };
  }

  /** What is wrong with an expression was said where it stands; here it only has no value. */
  #evaluate(expression: Expression | undefined, bindings: Bindings): Constant | undefined {
    if (!expression) return undefined;
    return evaluateConstant(constantsIn(bindings, this.scope, new Report([])), expression);
  }
}

/**
 * Names by type and number in expanded order: `affine1 relu1 affine2`. A name the user gave wins, and the
 * number is skipped; a name inside a `repeat` or block occurs several times and gets a number too.
 */
export function nameLayers(layers: readonly ExpandedLayer[]): LayerOutline[] {
  const taken = new Set(
    layers.flatMap(({ line, path }) => (line.name && path.length === 0 ? [line.name.name] : [])),
  );
  const numbers = new Map<string, number>();
  return layers.map(({ line, type, path }) => {
    const range = { start: line.start, end: line.end };
    const own = line.name?.name;
    if (own !== undefined && path.length === 0) return { name: own, type, range, path };
    const base = own ?? type.toLowerCase();
    let number = numbers.get(base) ?? 0;
    do number++;
    while (taken.has(`${base}${number}`));
    numbers.set(base, number);
    const name = `${base}${number}`;
    taken.add(name);
    return { name, type, range, path };
  });
}

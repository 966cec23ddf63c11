import type { CallArguments } from './callArguments';
import { build, callFunction, withSelf } from './calls';
import type { Conversion } from './conversion';
import { binaryValue } from './operators';
import { callLibrary } from './libraries/callLibrary';
import { callMethod } from './libraries/methods';
import { callFromData, callModel } from './networks/models';
import { NetworkTrace } from './networks/networkTrace';
import { levels } from './numeric';
import type { Place, Statement } from './python/pythonSyntax';
import { execute, type Ended } from './statements';
import { opaque, type Instance, type Numeric, type Scope, type Value } from './values';

/** Of what a definition is made, nothing is longer: where this is reached, the rest is marked. */
const mostSteps = 60_000;
const mostNested = 40;

/** A function or a class of the source. */
interface Definition {
  readonly name: string;
  readonly place: Place;
  isUsed: boolean;
}

/**
 * Follows Python source once through, with arrays as expressions and batches as layers. What it does not
 * understand becomes a comment at its line; loops over data or epochs are followed once.
 */
export class Interpreter {
  readonly globals: Scope = { names: new Map() };
  /** Models and what they gave, so that one that is called again is not passed through again. */
  readonly calledModels = new Map<Value, { readonly output: Value; readonly input: Value | undefined }>();
  readonly builtModels: (Instance & { readonly kind: 'instance' })[] = [];
  readonly #definitions = new Map<number, Definition>();
  /** Values that a command line may change, with the argument they are the default of. */
  readonly defaults = new Map<Value, { readonly name: string; readonly place: Place }>();
  /** The network that a batch is being passed through. */
  passing: NetworkTrace | undefined;
  /** Modules of which every name was imported. */
  readonly starModules: string[] = [];
  readonly #randomLines = new Set<number>();
  #hasReset = false;
  #hasBackward = false;
  #steps = 0;
  #nested = 0;
  #hasStopped = false;

  constructor(
    readonly conversion: Conversion,
    readonly source: string,
  ) {}

  /** The source of something, short enough for a comment. */
  excerpt({ start, end }: Place): string {
    const text = this.source.slice(start, end).replaceAll(/\s+/g, ' ').trim();
    return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
  }

  /** Marks what is not understood, in the network it belongs to or beside the formulas. */
  gap(place: Place, near?: Value, reason?: string): Value {
    const text = `${this.excerpt(place)} is not understood${reason === undefined ? '' : `: ${reason}`}`;
    const network = near?.kind === 'flow' || near?.kind === 'loss' ? near.network : this.passing;
    if (network) network.comment(place.line, text, true);
    else this.conversion.comment(place, text, true);
    return near?.kind === 'flow' || near?.kind === 'loss' ? near : opaque();
  }

  run(statements: readonly Statement[], scope: Scope): Ended {
    for (const statement of statements) {
      if (this.#hasStopped) return undefined;
      if (++this.#steps > mostSteps) {
        this.#hasStopped = true;
        this.conversion.comment(statement, 'what follows is not understood: it takes too many steps', true);
        return undefined;
      }
      const ended = execute(this, statement, scope);
      if (ended) return ended;
    }
    return undefined;
  }

  /** Names and lines of classes that nothing builds: each is left out with one line. */
  unusedClasses(): readonly { readonly name: string; readonly place: Place }[] {
    return [...this.#definitions.values()].filter(({ name, isUsed }) => {
      return !isUsed && this.globals.names.get(name)?.kind === 'class';
    });
  }

  /** Whether a model is a layer of another one that is built. */
  isPartOfModel(model: Value): boolean {
    const holds = (value: Value): boolean => {
      if (value === model) return true;
      if (value.kind === 'sequence') return value.items.some((item) => holds(item));
      if (value.kind === 'layers') return value.items.some(([, item]) => holds(item));
      return value.kind === 'dictionary' && [...value.entries.values()].some((item) => holds(item));
    };
    const owners = [...this.builtModels, ...this.globals.names.values()].filter((owner) => owner !== model);
    return owners.some((owner) => {
      if (owner.kind === 'instance') return [...owner.attributes.values()].some((value) => holds(value));
      return owner.kind === 'layers' && owner.items.some(([, item]) => holds(item));
    });
  }

  noteDefinition(name: string, place: Place): void {
    this.#definitions.set(place.start, { name, place, isUsed: false });
  }

  noteUse(place: Place): void {
    const definition = this.#definitions.get(place.start);
    if (definition) definition.isUsed = true;
  }

  /** A line of the formulas; from here on the value is referred to by its name. */
  addValue(name: string, value: Numeric, { line }: Place): Numeric {
    const free = this.conversion.freeName(name);
    this.conversion.formulas.push({
      kind: 'value',
      name: free,
      text: value.text,
      line,
      isNumber: value.constant !== undefined,
    });
    this.conversion.valueNames.add(free);
    return { ...value, text: free, level: levels.whole };
  }

  /** A name for a value, for statements that take nothing else. */
  nameOf(value: Numeric, wanted: string, place: Place): string {
    return this.conversion.valueNames.has(value.text) ? value.text : this.addValue(wanted, value, place).text;
  }

  call(callee: Value, args: CallArguments, place: Place): Value {
    if (++this.#steps > mostSteps || this.#nested >= mostNested) {
      if (!this.#hasStopped)
        this.conversion.comment(place, 'what follows is not understood: it takes too many steps', true);
      this.#hasStopped = true;
      return opaque();
    }
    this.#nested++;
    try {
      return this.#call(callee, args, place);
    } finally {
      this.#nested--;
    }
  }

  #call(callee: Value, args: CallArguments, place: Place): Value {
    switch (callee.kind) {
      case 'library':
        return callLibrary(this, callee.path, args, place);
      case 'function':
        return callFunction(this, callee, args);
      case 'class':
        return build(this, callee, args, place);
      case 'method': {
        const { definition } = callee;
        const output = callFromData(this, callee, args);
        if (output) return output;
        if (!definition) return callMethod(this, callee, args, place);
        return callFunction(this, definition, withSelf(callee, args));
      }
      case 'instance':
      case 'layers':
      case 'layer':
      case 'lossFunction':
        return callModel(this, callee, args, place);
      case 'opaque': {
        // Whatever a batch or an array passes through changes it.
        const near = args.positional.find(({ kind }) => kind === 'flow');
        return near && callee.isMember !== true ? this.gap(place, near) : opaque();
      }
      case 'constant':
      case 'dictionary':
      case 'flow':
      case 'gradient':
      case 'loss':
      case 'numeric':
      case 'optimizer':
      case 'sequence':
      default:
        return this.gap(place, callee);
    }
  }

  operate(operator: string, left: Value, right: Value, place: Place): Value {
    return binaryValue(this, operator, left, right, place);
  }

  /** `backward` of a value that has a name. A further one adds to what the first left behind in PyTorch. */
  addBackward(target: string, upstream: string | undefined, place: Place): void {
    const { formulas } = this.conversion;
    if (this.#hasBackward && !this.#hasReset) {
      this.conversion.comment(
        place,
        'PyTorch adds these gradients to those of the backward above; here each has its own',
        false,
      );
    }
    this.#hasReset = false;
    this.#hasBackward = true;
    formulas.push({
      kind: 'backward',
      target,
      line: place.line,
      ...(upstream !== undefined && { upstream }),
    });
  }

  /** What a model is called in the source, as the name of a network. */
  networkName(model: Value): string {
    for (const [name, value] of this.globals.names) {
      if (value !== model || ['model', 'net', 'network', 'm'].includes(name)) continue;
      const words = name.split('_').filter((word) => word !== '');
      return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
    }
    return 'Network';
  }

  noteReset(): void {
    this.#hasReset = true;
  }

  noteRandom(place: Place): void {
    this.#randomLines.add(place.line);
  }

  /** Lines whose random numbers are others than those of the source. */
  get randomLines(): ReadonlySet<number> {
    return this.#randomLines;
  }

  trainingGap(place: Place, reason?: string): void {
    const text = `${this.excerpt(place)} is not understood${reason === undefined ? '' : `: ${reason}`}`;
    this.conversion.trainingComment(place, text, true);
  }

  /** A network that may turn out to belong to no model. */
  deferredNetwork(name: string, place: Place): NetworkTrace {
    return new NetworkTrace(name, place);
  }

  keepNetwork(network: NetworkTrace): void {
    if (!this.conversion.networks.includes(network)) this.conversion.networks.push(network);
  }

  /** A network that a batch is passed through from here on. */
  network(name: string, place: Place): NetworkTrace {
    const trace = new NetworkTrace(name, place);
    this.conversion.networks.push(trace);
    return trace;
  }
}

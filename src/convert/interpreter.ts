import type { Message } from '../engine/message';
import { message } from '../language';
import type { CallArguments } from './callArguments';
import { isNetworkClass } from './pythonClasses';
import type { Conversion } from './conversion';
import { Gradients } from './gradients';
import { memoriesOf, replaceInPlace, type Memory } from './sharedMemory';
import { FollowedTraining } from './networks/followedTraining';
import { NetworkTrace } from './networks/networkTrace';
import { levels } from './numeric';
import type { Place, Statement } from './python/pythonSyntax';
import {
  lost,
  opaque,
  type Flow,
  type Instance,
  type LossFunction,
  type Numeric,
  type Opaque,
  type Scope,
  type Value,
} from './values';

/** What is said of something that a definition does not have. */
function notUnderstood(source: string, reason: Message | undefined): Message {
  return reason
    ? message('{0} is not understood: {1}', source, reason)
    : message('{0} is not understood', source);
}

/** Of what a definition is made, nothing is longer: where this is reached, the rest is marked. */
const mostSteps = 60_000;
const mostNested = 40;
/** Of one expression of a definition: functions that use what they are given twice double it each time. */
export const mostLetters = 1_000_000;
/** How many entries of lists and letters of texts are put together in all. */
const mostEntries = 1_000_000;

/** A function or a class of the source. */
interface Definition {
  readonly name: string;
  readonly place: Place;
  isUsed: boolean;
}

/** How a run of statements ended; `unknown` where that cannot be told, and nothing behind it is followed. */
export type Ended =
  | { readonly how: 'return'; readonly value: Value }
  | { readonly how: 'break' | 'continue' | 'unknown'; readonly place?: Place }
  | undefined;

/** How a statement and a call are followed: handed in, so that the interpreter knows no library. */
export interface Steps {
  execute(interpreter: Interpreter, statement: Statement, scope: Scope): Ended;
  call(interpreter: Interpreter, callee: Value, args: CallArguments, place: Place): Value;
}

/**
 * Follows Python source once through, with arrays as expressions and batches as layers. What it does not
 * understand becomes a comment at its line; loops over data or epochs are followed once.
 */
export class Interpreter {
  readonly globals: Scope = { names: new Map() };
  /** Models and what they gave, so that one that is called again is not passed through again. */
  readonly calledModels = new Map<Value, { readonly output: Value; readonly input: Value | undefined }>();
  /** Losses that have a name in the source, each with its first one; and those that something calls. */
  readonly namedLosses = new Map<LossFunction, { readonly name: string; readonly place: Place }>();
  readonly calledLosses = new Set<LossFunction>();
  readonly builtModels: (Instance & { readonly kind: 'instance' })[] = [];
  readonly #definitions = new Map<number, Definition>();
  /** Values that a command line may change, with the argument they are the default of. */
  readonly defaults = new Map<Value, { readonly name: string; readonly place: Place }>();
  /** The network that a batch is being passed through. */
  passing: NetworkTrace | undefined;
  /** Modules of which every name was imported. */
  readonly starModules: string[] = [];
  /** Whatever may be a name in the source. */
  readonly words: ReadonlySet<string>;
  /** What the source gives another meaning in a library that it imports. */
  readonly overridden = new Set<string>();
  #draws = 0;
  /** Whether numbers may be tensors, which are changed in place where numbers of NumPy are not. */
  readonly usesTorch: boolean;
  /** What loops that are followed once have changed: behind them nobody knows what it is. */
  readonly #changedInLoops: Set<Memory>[] = [];
  /** Arrays and what is not known, in the order in which the expressions of a statement came upon them. */
  readonly met: (Numeric | Opaque)[] = [];
  readonly training = new FollowedTraining(this);
  #withoutGradients = 0;
  readonly gradients = new Gradients((value) => {
    this.forgetInPlace(value);
  });
  #steps = 0;
  #nested = 0;
  #entries = 0;
  #hasStopped = false;

  constructor(
    readonly conversion: Conversion,
    readonly source: string,
    private readonly steps: Steps,
  ) {
    this.words = new Set(source.match(/[\p{L}_][\p{L}\p{N}_]*/gu));
    this.usesTorch = /\btorch\b/.test(source);
  }

  /** The source of something, short enough for a comment. */
  excerpt({ start, end }: Place): string {
    const text = this.source.slice(start, end).replaceAll(/\s+/g, ' ').trim();
    return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
  }

  /** Marks what is not understood, in the network it belongs to or beside the formulas. */
  gap(place: Place, near?: Value, reason?: Message): Value {
    const text = notUnderstood(this.excerpt(place), reason);
    const network = near?.kind === 'flow' || near?.kind === 'loss' ? near.network : this.passing;
    if (network) network.comment(place.line, text, true);
    else this.conversion.comment(place, text, true);
    return near?.kind === 'flow' || near?.kind === 'loss' ? near : lost();
  }

  /** Says of what a definition cannot have, because of what it depends on, that it is not there. */
  noteLost(place: Place, { lost: why }: { readonly lost: Message | '' }): void {
    const { conversion } = this;
    const lines = this.source.slice(place.start, place.end).split('\n').length;
    if (conversion.hasGap(place.line, place.line + lines - 1)) return;
    const reason = why === '' ? undefined : why;
    conversion.dependentGap(place, notUnderstood(this.excerpt(place), reason));
  }

  /** An array, and all that lies in its memory, is another one from here on, and nobody knows which. */
  forgetInPlace(value: Value): void {
    for (const memory of memoriesOf(value)) {
      memory.change();
      for (const changed of this.#changedInLoops) changed.add(memory);
    }
  }

  /** @returns what is in the place of an array that changes where it lies */
  replaceInPlace<Kind extends Numeric | Flow>(before: Numeric | Flow, after: Kind): Kind {
    for (const changed of this.#changedInLoops) for (const memory of memoriesOf(before)) changed.add(memory);
    return replaceInPlace(before, after);
  }

  /** Follows one round of a loop that has others: what it changes in place is not known behind it. */
  oneRound<Result>(isTraining: boolean, since: number, follow: () => Result): Result {
    const changed = new Set<Memory>();
    this.#changedInLoops.push(changed);
    const result = this.training.inRound(isTraining, since, follow);
    this.#changedInLoops.pop();
    for (const memory of changed) memory.change();
    return result;
  }

  /** An array through which no gradient goes: definitions have none, but where nothing asks for gradients. */
  withoutGradient(value: Numeric): Value {
    const isAsked = /\.backward\(|autograd/.test(this.source);
    return isAsked && value.constant === undefined ? lost(message('no gradient goes through it')) : value;
  }

  /** Follows what stands in `with torch.no_grad():`. */
  withoutGradients<Result>(follow: () => Result): Result {
    this.#withoutGradients++;
    const result = follow();
    this.#withoutGradients--;
    return result;
  }

  get isWithoutGradients(): boolean {
    return this.#withoutGradients > 0;
  }

  run(statements: readonly Statement[], scope: Scope): Ended {
    for (const statement of statements) {
      if (this.#hasStopped) return undefined;
      if (this.#nested === 0) this.met.length = 0;
      if (++this.#steps > mostSteps) {
        this.#stop(statement);
        return undefined;
      }
      const ended = this.steps.execute(this, statement, scope);
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
    // A list may hold itself, or one list many times.
    const seen = new Set<Value>();
    const holds = (value: Value): boolean => {
      if (value === model) return true;
      if (seen.has(value)) return false;
      seen.add(value);
      if (value.kind === 'sequence') return value.items.some((item) => holds(item));
      if (value.kind === 'layers') return value.items.some(([, item]) => holds(item));
      return value.kind === 'dictionary' && [...value.entries.values()].some((item) => holds(item));
    };
    // What only trains or keeps a model, as a class around its loop does, is no larger model.
    const owners = [...this.builtModels, ...this.globals.names.values()].flatMap((owner) =>
      owner.kind === 'instance' && !isNetworkClass(owner.of) ? [...owner.attributes.values()] : [owner],
    );
    return owners.some((owner) => {
      if (owner === model) return false;
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
    });
    this.conversion.valueNames.add(free);
    return { ...value, text: free, level: levels.whole };
  }

  /** A name for a value, for statements that take nothing else. */
  nameOf(value: Numeric, requested: string, place: Place): string {
    return this.conversion.valueNames.has(value.text)
      ? value.text
      : this.addValue(requested, value, place).text;
  }

  call(callee: Value, args: CallArguments, place: Place): Value {
    if (++this.#steps > mostSteps || this.#nested >= mostNested) {
      this.#stop(place);
      return opaque();
    }
    this.#nested++;
    try {
      const made = this.steps.call(this, callee, args, place);
      return made.kind === 'numeric' && made.text.length > mostLetters ? this.gap(place) : made;
    } finally {
      this.#nested--;
    }
  }

  /** Whether so many entries more can be put together; where not, nothing that follows is looked at. */
  hasRoomFor(entries: number, place: Place): boolean {
    this.#entries += Math.max(0, entries);
    if (this.#entries <= mostEntries) return true;
    this.#stop(place);
    return false;
  }

  #stop(place: Place): void {
    if (!this.#hasStopped)
      this.conversion.comment(
        place,
        message('what follows is not understood: it takes too many steps'),
        true,
      );
    this.#hasStopped = true;
  }

  /** `backward` of a value that has a name. A further one adds to what the first left behind in PyTorch. */
  addBackward(target: string, upstream: string | undefined, place: Place): void {
    const { formulas } = this.conversion;
    if (this.gradients.backward()) {
      this.conversion.comment(
        place,
        message('PyTorch adds these gradients to those of the backward above; here each has its own'),
        false,
      );
    }
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

  /** @returns the seed of numbers that are drawn: those of each call are others */
  nextSeed(): number {
    return this.#draws++;
  }

  trainingGap(place: Place, reason?: Message): void {
    const text = notUnderstood(this.excerpt(place), reason);
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

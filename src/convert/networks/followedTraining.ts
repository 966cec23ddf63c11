import type { Message } from '../../engine/message';
import { message } from '../../language';
import type { CallArguments } from '../callArguments';
import type { Conversion } from '../conversion';
import type { Place } from '../python/pythonSyntax';
import { isPartOfModel, type Dictionary, type Value } from '../values';
import type { Scheduler } from '../torch/torchSchedules';
import { Modes } from './modes';
import { set } from './statedTraining';

/** A part of a round of a training. */
interface TrainingStep {
  /** `gradient`: a network of NumPy computes its gradients. */
  readonly what: 'reset' | 'backward' | 'clip' | 'step' | 'gradient';
  readonly place: Place;
}

interface Round {
  readonly steps: TrainingStep[];
  /** Data of a lower number are the same in every round. */
  readonly since: number;
  /** Where a network is given data that are the same in every round. */
  whole?: Place;
  /** Whether an optimizer took a step in it, or in a loop in it. */
  hasStepped?: true;
}

/** The source that a training is part of. */
interface FollowedSource {
  readonly conversion: Conversion;
  readonly isWithoutGradients: boolean;
  isPartOfModel(model: Value): boolean;
  trainingGap(place: Place, reason?: Message): void;
}

/**
 * The training that a source does: in which order its rounds go, what they are given, and whose parameters
 * they change. A definition trains all of a network in one order; what differs from it is marked.
 */
export class FollowedTraining {
  readonly #source: FollowedSource;
  readonly #rounds: Round[] = [];
  readonly #descents = new Map<Dictionary, { readonly keys: Set<string>; readonly place: Place }>();
  #loops = 0;
  /** Models whose parameters an optimizer was given. */
  readonly trainedModels = new Set<Value>();
  readonly modes = new Modes();
  /** Whether an optimizer takes steps anywhere in the source. */
  hasStepped = false;
  readonly schedulers: Scheduler[] = [];
  /** Whether the loop that was followed last takes all samples in each round. */
  takesAll = false;

  constructor(source: FollowedSource) {
    this.#source = source;
  }

  /**
   * Follows one round of a loop.
   * @param since data of a lower number are the same in every round
   */
  inRound<Result>(isTraining: boolean, since: number, follow: () => Result): Result {
    if (isTraining) this.#loops++;
    const round: Round = { steps: [], since };
    this.#rounds.push(round);
    this.modes.beginRound();
    const result = follow();
    this.#rounds.pop();
    const evaluated = this.modes.endRound();
    if (evaluated) this.#gap(evaluated, message('the model is in evaluation from the second round on'));
    this.#checkRound(round);
    if (isTraining) this.#loops--;
    return result;
  }

  /** What a loop does in one round of a training, in its order. */
  step(what: TrainingStep['what'], place: Place): void {
    this.#rounds.at(-1)?.steps.push({ what, place });
    if (what !== 'step') return;
    this.hasStepped = true;
    for (const round of this.#rounds) round.hasStepped = true;
  }

  /** `scheduler.step()`, and what stands around it. */
  stepSchedule(scheduler: Scheduler, { positional, named }: CallArguments): void {
    const round = this.#rounds.at(-1);
    const isPlain = !scheduler.stepped && round?.hasStepped && positional.length + named.size === 0;
    const isOfStep = round?.steps.some(({ what }) => what === 'step');
    scheduler.stepped = !isPlain ? 'elsewhere' : isOfStep ? 'each step' : 'each epoch';
  }

  /** A definition resets the gradients, goes back once and takes one step, over and over. */
  #checkRound({ steps, whole }: Round): void {
    const has = (what: TrainingStep['what']): readonly TrainingStep[] =>
      steps.filter((step) => step.what === what);
    const [backward, another] = has('backward');
    const [step, further] = has('step');
    const isUsed = backward !== undefined || has('gradient').length > 0;
    this.takesAll = whole !== undefined && isUsed;
    if (whole && isUsed) set(this.#source.conversion.training, 'batch', 'all', whole);
    if (!backward || !step) return;
    if (another) this.#gap(another.place, message('its gradients add up to those of another backward'));
    if (further) this.#gap(further.place, message('it is a further step with the same gradients'));
    const isClipped = (at: number): boolean => {
      const around = [steps.slice(0, at), steps.slice(at)].map((part) => part.map(({ what }) => what));
      return around[0]?.includes('backward') === true && around[1]?.includes('step') === true;
    };
    steps.forEach(({ what, place }, at) => {
      if (what === 'clip' && !isClipped(at))
        this.#gap(place, message('it does not stand between backward and step'));
    });
    const moves = steps.map(({ what }) => what).filter((what) => what !== 'clip');
    const order = moves.filter((what, at, all) => what !== all[at - 1]);
    const isPlain = ['reset backward step', 'backward step reset'].includes(order.join(' '));
    if (!isPlain && !another && !further) {
      const isReset = has('reset').length > 0;
      this.#gap(
        backward.place,
        isReset ? message('gradients are reset elsewhere') : message('gradients are never reset, and add up'),
      );
    }
  }

  /** Whether what is followed stands in a loop that trains a network. */
  get isFollowed(): boolean {
    return this.#loops > 0;
  }

  /** Marks layers that a model gets after an optimizer was given its parameters. */
  noteReplaced(model: Value, value: Value, place: Place): void {
    const isTrained =
      [...this.trainedModels].some((each) => each === model) || this.#source.isPartOfModel(model);
    const learns = isPartOfModel(value) || value.kind === 'instance';
    if (this.trainedModels.size > 0 && isTrained && learns)
      this.#gap(place, message('the optimizer has the parameters that were there before'));
  }

  /** Marks a model in training that no optimizer was given. */
  noteTrained(model: Value, place: Place): void {
    const isSeen = this.isFollowed && !this.#source.isWithoutGradients && this.trainedModels.size > 0;
    if (isSeen && !this.trainedModels.has(model))
      this.#gap(place, message('the optimizer has the parameters of another model'));
  }

  /**
   * Notes in how many bits a training computes, by the name that PyTorch has for them.
   * @param isWhole whether it is said of all that is trained
   */
  notePrecision(type: string, isWhole: boolean, place: Place): void {
    const { training } = this.#source.conversion;
    if (/^(float64|double|DoubleTensor)$/.test(type) && isWhole) set(training, 'precision', 'float64', place);
    else if (/^(float32|float|FloatTensor)$/.test(type) && !training.precision) return;
    else if (/^(b?float\w+|double|half|\w+Tensor)$/.test(type))
      this.#gap(place, message('a network has 32 bits everywhere, or 64'));
  }

  /** Marks data that a training makes of those it is given, and notes where it is given all at once. */
  noteData(value: Value | undefined, place: Place): void {
    const round = this.#rounds.at(-1);
    if (!value || !round || !this.isFollowed || this.#source.isWithoutGradients) return;
    const isName = value.kind === 'numeric' && this.#source.conversion.valueNames.has(value.text);
    const altered =
      value.kind === 'opaque' ? value.altered : value.kind === 'numeric' && !isName ? place : undefined;
    if (altered) this.#gap(altered, message('it changes what the network is trained with'));
    if (isName || (value.kind === 'opaque' && value.id <= round.since && !altered)) round.whole ??= place;
  }

  /** Marks targets that a training makes of those it is given. */
  noteTarget(value: Value | undefined, place: Place): void {
    const isComputed = value?.kind === 'numeric' && !this.#source.conversion.valueNames.has(value.text);
    const altered = value?.kind === 'opaque' ? value.altered : isComputed ? place : undefined;
    if (altered && this.isFollowed)
      this.#gap(altered, message('it changes what the network is trained with'));
  }

  /** A step that changes one of the parameters that a network has in a dictionary. */
  noteDescent(parameters: Dictionary, key: string, place: Place): void {
    const { keys } = this.#descents.get(parameters) ?? { keys: new Set<string>() };
    this.#descents.set(parameters, { keys: keys.add(key), place });
  }

  /** Marks steps that leave some of the parameters as they are. */
  checkDescents(): void {
    for (const [{ entries }, { keys, place }] of this.#descents) {
      const left = [...entries.keys()].filter((key) => !keys.has(key));
      if (left.length > 0)
        this.#gap(place, message('it leaves out {0}, and everything is trained here', left.join(', ')));
    }
  }

  #gap(place: Place, reason?: Message): void {
    this.#source.trainingGap(place, reason);
  }
}

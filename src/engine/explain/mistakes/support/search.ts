import type { Graph } from '../../../graph/graph';
import { layerOf } from '../../../graph/reach';
import { sizeOf } from '../../../shape';
import { allZero } from '../allZero';
import { mistakes as catalogue } from '../catalogue';
import type { Candidate, Mistake } from '../mistake';
import { fitOf, isRight, type Fit } from './evidence';
import { numbersIn } from './rewriting';
import type { Scene } from './scene';

/** A mistake that gives the answer, at one place. */
export interface FittingMistake {
  readonly mistake: Mistake;
  readonly candidate: Candidate;
  readonly fit: Fit;
}

/**
 * So many bits more than the number of tries accounts for: of answers that are wrong at random one in 32 is
 * given a name where every candidate comes as near as it can.
 */
export const certainty = 5;

/** What gives an answer. */
export interface FoundCandidates {
  /** Each says more than chance accounts for. */
  readonly named: readonly FittingMistake[];
  /** Where none does: the first that gives the answer all the same. */
  readonly possible?: FittingMistake;
}

/** Of one kind so many places are kept, for answers further on tell them apart. */
const mostPlaces = 4;

/** A mistake that fits so many times worse than the best is not what was made. */
const worse = 100;

/** What one question may cost: candidates, and numbers that are computed for them. */
const mostCandidates = 2000;
const mostWork = 30_000_000;

/** Numbers computed in one walk down a graph and up again. */
function workOf({ nodes }: Graph): number {
  return nodes.reduce((sum, node) => {
    const size = sizeOf(node.shape);
    if (node.kind !== 'layer') return sum + size;
    const shapes = node.inputs.map((input) => nodes[input]?.shape ?? []);
    return sum + 3 * size * (layerOf(node).summedProducts?.(shapes) ?? 1);
  }, 0);
}

/** What an answer would be with a mistake, and what it cost to find out. */
interface WorkedOut {
  readonly candidate: Candidate;
  readonly numbers: ArrayLike<number> | undefined;
  readonly work: number;
}

/** The candidates of one mistake, worked out as far as somebody has asked: one after the other. */
class Candidates {
  readonly #known: WorkedOut[] = [];
  readonly #others: Iterator<Candidate>;

  /** @param isKept whether somebody will begin again at the first */
  constructor(
    mistake: Mistake,
    private readonly scene: Scene,
    private readonly rewritingWork: number,
    private readonly isKept: boolean,
  ) {
    this.#others = mistake.candidates(scene)[Symbol.iterator]();
  }

  at(index: number): WorkedOut | undefined {
    const known = this.#known[index];
    if (known !== undefined) return known;
    const before = this.scene.walk?.visited ?? 0;
    const next = this.#others.next();
    if (next.done === true) return undefined;
    const candidate = next.value;
    const numbers = numbersOf(this.scene, candidate);
    const walked = (this.scene.walk?.visited ?? 0) - before;
    const work = walked + (candidate.how.kind === 'rewritten' ? this.rewritingWork : 0);
    const workedOut = { candidate, numbers, work };
    if (this.isKept) this.#known[index] = workedOut;
    return workedOut;
  }
}

/** What is worked out for one question, of which all answers to it that follow each other make use. */
export class Question {
  readonly #candidates = new Map<Mistake, Candidates>();
  #rewritingWork: number | undefined;

  /** @param isAskedAgain whether other answers follow; what is worked out once is forgotten */
  constructor(private readonly isAskedAgain = false) {}

  candidatesOf(mistake: Mistake, scene: Scene): Candidates {
    const known = this.#candidates.get(mistake);
    if (known !== undefined) return known;
    this.#rewritingWork ??= workOf(scene.graph);
    const isKept = this.isAskedAgain && mistake.looksAtAnswer !== true;
    const candidates = new Candidates(mistake, scene, this.#rewritingWork, isKept);
    if (isKept) this.#candidates.set(mistake, candidates);
    return candidates;
  }
}

/**
 * The mistakes that give an answer: all kinds that fit about as well as the best, the likelier first.
 * Stops, and is silent about the rest, where the candidates of a graph are too much work.
 * @param question that others have answered, in the same scene but for their answers
 */
export function search(scene: Scene, question = new Question()): FoundCandidates {
  const { compared } = scene;
  const found: FittingMistake[] = [];
  let possible: FittingMistake | undefined;
  let tried = 0;
  for (const { mistake, candidate, numbers } of candidatesOf(scene, question, () => found.length > 0)) {
    if (isRight(compared, numbers)) continue;
    tried++;
    const fit = fitOf(compared, numbers, candidate.freeNumbers);
    if (fit === undefined) continue;
    const places = found.filter((each) => each.mistake === mistake).length;
    if (fit.bits >= certainty + (mistake.doubt ?? 0) + Math.log2(1 + tried)) {
      if (places < mostPlaces) found.push({ mistake, candidate, fit });
    } else if (mistake.isLastResort !== true) possible ??= { mistake, candidate, fit };
  }
  const named = best(found);
  // Where there are other gradients, backward has been walked: what leaves zeros on its way is likelier.
  if (scene.hasOtherGradients && isZero(compared.answer)) {
    named.sort((a, b) => Number(a.mistake === allZero) - Number(b.mistake === allZero));
  }
  return { named, ...(named.length === 0 && possible && { possible }) };
}

/** Every candidate with its numbers, until they are too much work. */
function* candidatesOf(
  scene: Scene,
  question: Question,
  hasReason: () => boolean,
): Iterable<{
  readonly mistake: Mistake;
  readonly candidate: Candidate;
  readonly numbers: ArrayLike<number>;
}> {
  let made = 0;
  let work = 0;
  const hasOnlyZeros = isZero(scene.compared.answer);
  for (const mistake of catalogue) {
    if (hasOnlyZeros && mistake.leavesZeros !== true) continue;
    // What only says that there is a factor is no more to be said where one of them has a reason.
    if (mistake.isLastResort === true && hasReason()) continue;
    const candidates = question.candidatesOf(mistake, scene);
    for (let index = 0; ; index++) {
      if (made >= mostCandidates || work > mostWork) return;
      const each = candidates.at(index);
      if (each === undefined) break;
      made++;
      work += each.work;
      if (each.numbers !== undefined) yield { mistake, candidate: each.candidate, numbers: each.numbers };
    }
  }
}

function isZero(numbers: ArrayLike<number>): boolean {
  return Array.from(numbers).every((number) => number === 0);
}

function best(found: readonly FittingMistake[]): FittingMistake[] {
  const least = Math.min(...found.map(({ fit }) => fit.misfit));
  return found.filter(({ fit }) => fit.misfit <= Math.max(worse * least, 1e-9));
}

/** What an answer would be with a mistake in it; `undefined` where there would be none. */
export function numbersOf(scene: Scene, { how }: Candidate): ArrayLike<number> | undefined {
  switch (how.kind) {
    case 'numbers':
      return how.numbers;
    case 'change':
      return scene.walk?.gradientWith(scene.node, how.change);
    case 'rewritten':
      return numbersIn(how.rewritten, scene.node, scene.pass);
  }
}

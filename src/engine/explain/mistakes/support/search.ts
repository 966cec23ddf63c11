import type { Graph } from '../../../graph/graph';
import { layerOf } from '../../../graph/reach';
import { sizeOf } from '../../../shape';
import { mistakes as catalogue } from '../catalogue';
import type { Candidate, Mistake } from '../mistake';
import { fitOf, type Compared, type Fit } from './evidence';
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

/**
 * The mistakes that give an answer: all kinds that fit about as well as the best, the likelier first.
 * Stops, and is silent about the rest, where the candidates of a graph are too much work.
 */
export function search(scene: Scene, compared: Compared): readonly FittingMistake[] {
  const found: FittingMistake[] = [];
  const walkWork = scene.walk?.visited ?? 0;
  const rewritingWork = workOf(scene.graph);
  let tried = 0;
  let rewritten = 0;
  for (const mistake of catalogue) {
    // What only says that there is a factor is no more to be said where one of them has a reason.
    if (mistake.isLastResort === true && found.length > 0) continue;
    let places = 0;
    for (const candidate of mistake.candidates(scene)) {
      const work = (scene.walk?.visited ?? 0) - walkWork + rewritten;
      if (tried >= mostCandidates || work > mostWork) return best(found);
      tried++;
      if (candidate.how.kind === 'rewritten') rewritten += rewritingWork;
      const numbers = numbersOf(scene, candidate);
      const fit = numbers && fitOf(compared, numbers, candidate.freeNumbers);
      const needed = certainty + (mistake.doubt ?? 0) + Math.log2(1 + tried);
      if (fit === undefined || fit.bits < needed) continue;
      found.push({ mistake, candidate, fit });
      places++;
      if (places === mostPlaces) break;
    }
  }
  return best(found);
}

function best(found: readonly FittingMistake[]): readonly FittingMistake[] {
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

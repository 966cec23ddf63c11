import { message } from '../../message';
import type { BinaryRule } from './binary';
import type { FlatReason } from './layer';

/** Which of two numbers wins. NaN wins over every number, so that it is never lost. */
export interface Extremum {
  readonly kind: 'maximum' | 'minimum';
  /** `extremum` so far against the next `x`. */
  readonly beats: (x: number, extremum: number) => boolean;
}

export const largest: Extremum = { kind: 'maximum', beats: (x, extremum) => x > extremum || Number.isNaN(x) };
export const smallest: Extremum = {
  kind: 'minimum',
  beats: (x, extremum) => x < extremum || Number.isNaN(x),
};

/** Whether an entry is one of those that won; several may tie. */
export function isExtremum(x: number, extremum: number): boolean {
  return x === extremum || (Number.isNaN(x) && Number.isNaN(extremum));
}

export function whyNotChosen(kind: Extremum['kind'], x: number, extremum: number): FlatReason {
  return {
    kind: 'notTheMaximum',
    message:
      kind === 'maximum'
        ? message('Not the maximum: {0} is below {1}, so a small change of it changes nothing.', x, extremum)
        : message('Not the minimum: {0} is above {1}, so a small change of it changes nothing.', x, extremum),
  };
}

/**
 * The larger or smaller of two: the winner gets the gradient, at a tie each gets half. NaN passes on to both.
 */
export function extremumRule({ kind, beats }: Extremum): BinaryRule {
  const share = (gradOutput: number, own: number, other: number): number => {
    if (own === other) return gradOutput / 2;
    return beats(other, own) && !Number.isNaN(own) && !Number.isNaN(other) ? 0 : gradOutput;
  };
  return {
    forward: (x, y) => (beats(y, x) ? y : x),
    gradLeft: (gradOutput, x, y) => share(gradOutput, x, y),
    gradRight: (gradOutput, x, y) => share(gradOutput, y, x),
    whyFlat: (side, x, y) => (side === 0 ? whyNotChosen(kind, x, y) : whyNotChosen(kind, y, x)),
  };
}

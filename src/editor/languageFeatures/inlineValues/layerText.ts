import type { LayerScalarName } from '../../../protocol/trainingFrame';
import { figure, percent } from '../../training/figures';
import { scalarIn } from '../../training/history';
import type { RunHistory } from '../../training/history';
import { sparkline } from './sparkline';

/** As much of a run as is written behind its lines. */
export interface ShownRun {
  readonly history: RunHistory;
  /** Layers × `layerScalarNames`, of the step that is looked at. */
  readonly shownScalars: ArrayLike<number>;
  /** A step looked back at; absent: the newest. */
  readonly shownStep?: { readonly step: number } | undefined;
}

/** The words around the numbers, in the reader's language. */
export interface LayerWords {
  readonly norm: (number: string) => string;
  readonly ratio: (number: string) => string;
  readonly blocked: (share: string) => string;
  readonly saturated: (share: string) => string;
}

const sparkWidth = 12;

/**
 * `mean|dW| 0.0012 ▁▂▃`, `blocked 43 %`: what stands behind a line. Empty where its layers have no numbers yet.
 * @param layers those that the line makes; numbers that differ are given as from the least to the greatest
 */
export function layerText(
  run: ShownRun,
  layers: readonly number[],
  full: boolean,
  words: LayerWords,
): string {
  const range = (name: LayerScalarName, write: (value: number) => string): string | undefined => {
    const values = layers.flatMap((layer) => scalarIn(run.shownScalars, layer, name) ?? []);
    if (values.length === 0) return undefined;
    const [low, high] = [write(Math.min(...values)), write(Math.max(...values))];
    return low === high ? low : `${low}–${high}`;
  };
  const parts: (string | undefined)[] = [];
  const add = (text: string | undefined, say: (number: string) => string): void => {
    if (text !== undefined) parts.push(say(text));
  };
  add(range('meanAbsoluteGradient', figure), (number) => `mean|dW| ${number}`);
  if (full) {
    add(range('gradientNorm', figure), words.norm);
    add(range('updateToWeightRatio', figure), words.ratio);
  }
  add(range('blockedShare', percent), words.blocked);
  add(range('saturatedShare', percent), words.saturated);
  const curve = sparkline(normsUpTo(run, layers), sparkWidth);
  return [parts.join(' · '), curve].filter((part) => part !== '').join(' ');
}

/** The gradient norm of all these layers together, at each sampled step up to the one that is looked at. */
function normsUpTo({ history, shownStep }: ShownRun, layers: readonly number[]): number[] {
  const columns = layers
    .map((layer) => history.scalarsOf(layer, 'gradientNorm'))
    .filter((column) => column.some((value) => !Number.isNaN(value)));
  if (columns.length === 0) return [];
  const { steps } = history.scalars;
  const last = shownStep === undefined ? steps.length : steps.findIndex((step) => step > shownStep.step);
  return Array.from({ length: last < 0 ? steps.length : last }, (_, row) =>
    Math.hypot(...columns.map((column) => column[row] ?? NaN)),
  );
}

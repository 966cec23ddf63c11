import { percent, steadyNumber } from '../../../protocol/numberText';
import type { LayerScalarName } from '../../../protocol/trainingFrame';
import type { Shape } from '../../../engine/shape';
import { formatShape } from '../../../language';
import { scalarIn } from '../../training/history';
import type { RunHistory } from '../../training/history';
import type { NetworkText } from '../../training/networkText';
import type { ShownMoment } from '../../training/shownMoment';
import { columnsSeen, gap } from './formulaLines';
import type { LineText, Lines, LongLines } from './formulaLines';

/** A run as its lines need it. */
export interface RunOnLines extends ShownRun {
  readonly text: Pick<NetworkText, 'lineOf'> | undefined;
}

/** The layers of a run by the line they are written in now; those of a block or `repeat` share theirs. */
export function layersByLine({ text, history }: RunOnLines, document: Lines): Map<number, number[]> {
  const byLine = new Map<number, number[]>();
  for (let layer = 0; layer < history.layerCount; layer++) {
    const range = text?.lineOf(layer);
    if (range === undefined) continue;
    const { line } = document.positionAt(range.end);
    const here = byLine.get(line);
    if (here === undefined) byLine.set(line, [layer]);
    else here.push(layer);
  }
  return byLine;
}

/** What stands behind the lines of the layers. */
export function layerLineTexts(
  run: RunOnLines,
  document: LongLines,
  full: boolean,
  words: LayerWords,
): LineText[] {
  return [...layersByLine(run, document)].flatMap(([line, layers]) => {
    const room = columnsSeen - gap - document.lineAt(line).text.length;
    const text = layerText(run, layers, full, words, room);
    return text === '' ? [] : [{ line, value: '', gradient: text }];
  });
}

/** As much of a run as is written behind its lines. */
export interface ShownRun {
  readonly history: RunHistory;
  /** Absent before the first run. */
  readonly shown: Pick<ShownMoment, 'step' | 'scalars'> | undefined;
  /** Absent before the first run. */
  readonly description?: { readonly layers: readonly { readonly shape: Shape }[] } | undefined;
}

/** The words around the numbers, and the numbers, in the reader's language. */
export interface LayerWords {
  /** BCP 47. */
  readonly locale: string;
  readonly norm: (number: string) => string;
  readonly ratio: (number: string) => string;
  readonly blocked: (share: string) => string;
  readonly saturated: (share: string) => string;
}

/** In the width that an editor has beside a panel a layer's numbers are to be seen whole, or nearly. */
const sparkWidths = { least: 4, compact: 8, full: 12 };

/**
 * `∂ 0.0012 ▁▂▃`, `blocked 43 %`: what stands behind
 * a line. Empty where its layers have no numbers yet.
 * @param layers those that the line makes; numbers that differ are given as from the least to the greatest
 * @param room columns for it, unless it is told in full: the curve takes what the rest leaves
 */
export function layerText(
  run: ShownRun,
  layers: readonly number[],
  full: boolean,
  words: LayerWords,
  room = Infinity,
): string {
  const range = (
    name: LayerScalarName,
    write: (value: number, locale: string) => string,
  ): string | undefined => {
    const values = layers.flatMap((layer) => scalarIn(run.shown?.scalars ?? [], layer, name) ?? []);
    if (values.length === 0) return undefined;
    const low = write(Math.min(...values), words.locale);
    const high = write(Math.max(...values), words.locale);
    return low === high ? low : `${low}–${high}`;
  };
  const parts: (string | undefined)[] = [];
  const add = (text: string | undefined, describe: (number: string) => string): void => {
    if (text !== undefined) parts.push(describe(text));
  };
  add(range('meanAbsoluteGradient', steadyNumber), (number) => (full ? `mean|dW| ${number}` : `∂ ${number}`));
  if (full) {
    add(range('gradientNorm', steadyNumber), words.norm);
    add(range('updateToWeightRatio', steadyNumber), words.ratio);
  }
  add(range('blockedShare', percent), words.blocked);
  add(range('saturatedShare', percent), words.saturated);
  const numbers = parts.join(' · ');
  const shapes = shapesOf(run, layers);
  const left = room - numbers.length - 1 - (shapes === '' ? 0 : gap + shapes.length);
  const { least, compact } = sparkWidths;
  const width = full ? sparkWidths.full : Math.max(least, Math.min(compact, left));
  const text = [numbers, sparkline(normsUpTo(run, layers), width)].filter((part) => part !== '').join(' ');
  return text === '' ? '' : [text, shapes].filter((part) => part !== '').join(' '.repeat(gap));
}

/** Behind the numbers, not before them: the numbers change. */
function shapesOf({ description }: ShownRun, layers: readonly number[]): string {
  const shapes = layers.flatMap((layer) => {
    const shape = description?.layers[layer]?.shape ?? [];
    return shape.length === 0 ? [] : [formatShape(shape)];
  });
  return shapes.length === 0 ? '' : `→ ${[...new Set(shapes)].join(' · ')}`;
}

/** The gradient norm of all these layers together, at each sampled step up to the one that is shown. */
function normsUpTo({ history, shown }: ShownRun, layers: readonly number[]): number[] {
  const { steps, values } = history.scalarsOf(layers, 'gradientNorm');
  const last = steps.findIndex((step) => step > (shown?.step ?? 0));
  const rows = Array.from({ length: last < 0 ? steps.length : last }, (_, row) =>
    values.subarray(row * layers.length, (row + 1) * layers.length),
  );
  // A layer without parameters has no norm at any step, and one that came with an edit none before it.
  const begins = layers.map((_, column) => rows.findIndex((row) => !Number.isNaN(row[column])));
  return rows.flatMap((row, at) => {
    const norms = [...row].filter((_, column) => {
      const begin = begins[column] ?? -1;
      return begin >= 0 && begin <= at;
    });
    return norms.length === 0 ? [] : [Math.hypot(...norms)];
  });
}

const bars = '▁▂▃▄▅▆▇█';

/** Stands for a number that is not finite. */
const broken = '×';

/**
 * A curve in text, on a logarithmic scale: gradients shrink and grow by orders of magnitude.
 * @param values not negative; of several that share a place the largest is drawn
 * @param width the most characters
 */
export function sparkline(values: readonly number[], width: number): string {
  const places = Math.min(width, values.length);
  const highest = Array.from({ length: places }, (_, place) => {
    const from = Math.floor((place * values.length) / places);
    const to = Math.floor(((place + 1) * values.length) / places);
    return values
      .slice(from, to)
      .reduce((a, b) => (Number.isNaN(a) || Number.isNaN(b) ? NaN : Math.max(a, b)));
  });
  const sizes = highest.map((value) => (value > 0 && Number.isFinite(value) ? Math.log(value) : undefined));
  const measured = sizes.filter((size) => size !== undefined);
  const low = Math.min(...measured);
  const span = Math.max(...measured) - low;
  return highest
    .map((value, place) => {
      if (!Number.isFinite(value)) return broken;
      const size = sizes[place];
      // Zero has no logarithm: it is the lowest there is.
      const share = size === undefined ? 0 : span === 0 ? 0.5 : (size - low) / span;
      return bars.charAt(Math.min(bars.length - 1, Math.floor(share * bars.length)));
    })
    .join('');
}

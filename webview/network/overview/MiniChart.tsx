import { computed, effect, signal, useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { cancelScheduled, schedule } from '../../kit/pacing/scheduler';
import { clearedContext } from '../../kit/plot/canvasArea';
import { percent, steadyNumber } from '../../kit/numbers';
import { useWidth } from '../../kit/plot/plotScale';
import { themeVersion } from '../../kit/theme/themeColors';
import { text } from '../../kit/translation';
import { chartChoices } from '../sections/charts/chartChoices';
import { Swatch } from '../../charts/Swatch';
import { shownValueAt, type Line } from '../../charts/chartLines';
import { valueAt } from '../../charts/thin';
import { chartModel } from '../sections/charts/chartModels';
import { courseOf, marks } from '../sections/charts/runMarks';
import { shownLoss } from '../sections/graph/layerFigures';
import { series } from '../state/series';
import { liveViews, scrubbed, stepsDone } from '../state/store';
import { drawMiniPlot } from './miniPlot';
import { openChart } from './openParts';
import { strings } from './overviewTexts';

/** Between two drawings, and what one is taken to cost, as of `schedule`. */
const pace = { rest: 200, cost: 1 };

const names: Readonly<Record<string, string>> = {
  batch: strings.batch,
  train: strings.train,
  test: strings.test,
};

/** The loss or the accuracy over the run so far, with the values of now. */
export function MiniChart({ id }: { readonly id: 'loss' | 'accuracy' }): JSX.Element {
  const [place, width] = useWidth();
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useMemo(() => signal(0), []);
  size.value = width;
  const model = useMemo(
    () => computed(() => (series.version.value < 0 ? null : chartModel(id, chartChoices()))),
    [id],
  );
  useEffect(() => {
    const draw = (): void => {
      const { current } = canvas;
      const shown = model.peek();
      if (current === null || shown === null || size.peek() === 0) return;
      const [across, down] = [current.clientWidth, current.clientHeight];
      const context = clearedContext(current, across, down);
      if (context === undefined) return;
      const end = stepsDone.peek();
      drawMiniPlot(context, {
        model: shown,
        width: across,
        height: down,
        end,
        scrubbed: scrubbed.peek(),
        marks: marks.peek(),
      });
    };
    const stop = effect(() => {
      const changes = [model, stepsDone, scrubbed, themeVersion, size, marks];
      changes.forEach(({ value }) => value);
      schedule(draw, pace);
    });
    return () => {
      stop();
      cancelScheduled(draw);
    };
  }, [model]);
  const lines = model.value?.lines ?? [];
  const isSealed = useComputed(() => liveViews.value?.sealed !== undefined).value && lines.length === 0;
  const isShare = id === 'accuracy';
  const title = text(strings[id]);
  const valueOf = (line: Line): string => {
    const at = scrubbed.value ?? Infinity;
    // The same as beside the text; the bold line is a mean of this loss and of those before.
    const value = line.key === 'batch' ? (shownLoss() ?? valueAt(line.points, at)) : shownValueAt(line, at);
    return shortValue(value, isShare);
  };
  return (
    <button
      class="mini-chart"
      type="button"
      data-mini={id}
      onClick={() => {
        openChart(id);
      }}
    >
      <span class="mini-head">
        <b class="mini-title">{title}</b>{' '}
        {lines.map((line) => (
          <span key={line.key} class="mini-value" data-line={line.key}>
            <Swatch line={line} />
            <span class="mini-name">{nameOf(line)}</span>{' '}
            <span class="mini-number">{valueOf(line)}</span>{' '}
          </span>
        ))}
        {isSealed && <span class="mini-value">{text(strings.sealed)}</span>}
        <span class="visually-hidden">
          {marks.value.map((mark) => `${courseOf(mark)} `)}
          {text(strings.opensCharts)}
        </span>
      </span>
      <span ref={place} class="mini-place">
        <canvas ref={canvas} aria-hidden="true" />
      </span>
    </button>
  );
}

/** Three digits, always about as wide. */
function shortValue(value: number | undefined, isShare: boolean): string {
  if (value === undefined) return '–';
  return isShare ? percent(value, 1) : steadyNumber(value, 3);
}

function nameOf({ key, name }: Line): string {
  const short = names[key];
  return short === undefined ? name : text(short);
}

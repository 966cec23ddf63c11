import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useCallback, useMemo } from 'preact/hooks';
import { groupedNumber, percent, roundedNumber, shortNumber } from '../../../kit/numbers';
import type { DistributionHistory, DistributionKind } from '../../../../src/protocol/trainingViews';
import { text } from '../../../kit/translation';
import { Plot, type Place } from '../../../kit/plot/Plot';
import { scaleOf, type Scale, useWidth } from '../../../kit/plot/plotScale';
import { TableTwin, type TwinTable } from '../../../kit/table/TableTwin';
import { scrubTo } from '../../state/actions';
import { cursorStep, firstStep, scrubbed, stepsDone } from '../../state/store';
import { Histogram } from './Histogram';
import { binOf, columnOf, entriesAt, rowNear, sharesOf } from './histogramBins';
import { strings } from './distributionsTexts';
import { pixel } from '../../../tensor/palette';
import { cssColor, mix, themeColor } from '../../../kit/theme/themeColors';

const height = 260;

interface HistoryProps {
  readonly history: DistributionHistory;
  /** Of the layer. */
  readonly name: string;
}

/** The strip over the steps, and beside it the histogram of one of them. */
export function History({ history, name }: HistoryProps): JSX.Element {
  const [place, width] = useWidth();
  const pointed = useSignal<Place | null>(null);
  const { steps, limit, bins, nonFinite, kind } = history;
  const step = cursorStep.value ?? scrubbed.value ?? Infinity;
  const row = step === Infinity ? steps.length - 1 : rowNear(history, step);
  const shownStep = steps[row] ?? 0;
  const what = text(strings[kind]);

  const beside = Math.round(Math.min(220, Math.max(76, width * 0.22)));
  const stripWidth = width - beside;
  const x = {
    low: steps[0] ?? 0,
    high: columnOf(history, steps.length - 1).to,
    title: text(strings.step),
  };
  const y = { low: -limit, high: limit, title: text(strings.value) };
  const draw = useCallback(
    (context: CanvasRenderingContext2D, scale: Scale) => {
      drawStrip(context, scale, history);
    },
    [history],
  );
  const label = text(
    strings.stripLabel,
    what,
    name,
    steps.length,
    steps[0] ?? 0,
    steps.at(-1) ?? 0,
    shortNumber(-limit),
    shortNumber(limit),
  );
  const bin =
    pointed.value === null
      ? undefined
      : Math.min(bins - 1, Math.max(0, Math.floor(((pointed.value.y + limit) / (2 * limit)) * bins)));

  const source = useMemo(() => ({ history, row, name }), [history, row, name]);

  return (
    <div ref={place}>
      {width > 0 && (
        <div class="distribution">
          <Plot
            name="distribution"
            label={label}
            width={stripWidth}
            height={height}
            x={x}
            y={y}
            draw={draw}
            onMove={(to) => {
              pointed.value = to;
              cursorStep.value = to === null ? null : (steps[rowNear(history, to.x)] ?? null);
            }}
            onChoose={(to) => {
              scrubTo(steps[rowNear(history, to.x)] ?? stepsDone.value);
            }}
            overlay={(scale) => <Marks history={history} row={row} scale={scale} />}
          />
          <Histogram
            history={history}
            row={row}
            width={beside}
            scale={scaleOf(x, y, stripWidth, height)}
            label={text(strings.histogramLabel, what, name, shownStep, entriesAt(history, row))}
          />
        </div>
      )}
      <div class="distribution-step">
        <output class="distribution-readout">
          <b>{text(strings.stepIs, groupedNumber(shownStep))}</b>
          {' · '}
          {bin === undefined
            ? text(strings.entries, groupedNumber(entriesAt(history, row)))
            : describeBin(history, row, bin)}
          {(nonFinite[row] ?? 0) > 0 && (
            <span class="not-finite">
              <span class="icon icon-error" aria-hidden="true" />
              {text(strings.nonFinite, groupedNumber(nonFinite[row] ?? 0))}
            </span>
          )}
        </output>
        <WhatIsMissing step={step} shown={shownStep} />
      </div>
      <TableTwin id="distribution" source={source} make={tableOf} />
    </div>
  );
}

interface WhatIsMissingProps {
  /** That is asked for; `Infinity`: the newest. */
  readonly step: number;
  /** Whose histogram is shown. */
  readonly shown: number;
}

/** Why the histogram is of another step than the rest of the panel, and why the strip begins late. */
function WhatIsMissing({ step, shown }: WhatIsMissingProps): JSX.Element {
  const { value: first } = firstStep;
  return (
    <>
      {step !== Infinity && step !== shown && (
        <p class="hint">{text(strings.notSampled, groupedNumber(step), groupedNumber(shown))}</p>
      )}
      {first > 1 && <p class="hint">{text(strings.beforeEdit, groupedNumber(first))}</p>}
    </>
  );
}

function describeBin(history: DistributionHistory, row: number, bin: number): string {
  const { from, to } = binOf(history, bin);
  const count = history.counts[row * history.bins + bin] ?? 0;
  const entries = entriesAt(history, row);
  const share = entries === 0 ? 0 : count / entries;
  return text(strings.inBin, axisNumber(from), axisNumber(to), groupedNumber(count), percent(share, 1));
}

function axisNumber(value: number): string {
  return roundedNumber(value, 4);
}

interface MarksProps {
  readonly history: DistributionHistory;
  readonly row: number;
  readonly scale: Scale;
}

/** Zero, and which step the histogram beside is of. */
function Marks({ history, row, scale }: MarksProps): JSX.Element {
  const { from, to } = columnOf(history, row);
  const left = scale.toX(from);
  return (
    <>
      <line class="plot-zero" x2={scale.width} y1={scale.toY(0)} y2={scale.toY(0)} />
      <rect
        class="distribution-cursor"
        x={left}
        width={Math.max(2, scale.toX(to) - left)}
        y={-1}
        height={scale.height + 2}
      />
    </>
  );
}

function tableOf({ history, row, name }: HistoryProps & { readonly row: number }): TwinTable {
  const { bins, counts, kind, steps, nonFinite } = history;
  const entries = entriesAt(history, row);
  return {
    caption: text(strings.tableCaption, text(strings[kind]), name, steps[row] ?? 0, nonFinite[row] ?? 0),
    headings: [strings.from, strings.to, strings.count, strings.share].map((heading) => text(heading)),
    rows: Array.from({ length: bins }, (_, bin) => {
      const { from, to } = binOf(history, bin);
      const count = counts[row * bins + bin] ?? 0;
      return [axisNumber(from), axisNumber(to), count, entries === 0 ? '' : percent(count / entries, 1)];
    }),
  };
}

/** Activations are of the forward pass, gradients of the backward pass. */
const kindColors: Readonly<Record<DistributionKind, string>> = {
  activation: '--forward',
  gradient: '--backward',
  weights: '--negative',
};

/**
 * How strong a share is drawn: the square root lets rare values be seen beside a bin that holds half of all.
 */
function strength(share: number, largest: number): number {
  return largest === 0 ? 0 : Math.sqrt(share / largest);
}

/** Between the ground and the full colour. */
const shadeCount = 256;

/** Steps across, values up; the darker or brighter a cell, the more of the step's entries lie in it. */
function drawStrip(
  context: CanvasRenderingContext2D,
  { width, height, toX }: Scale,
  history: DistributionHistory,
): void {
  const { bins, steps, nonFinite } = history;
  const shares = sharesOf(history);
  const largest = shares.reduce((most, share) => Math.max(most, share), 0);
  const ground = themeColor('--ground');
  const ink = themeColor(kindColors[history.kind]);
  const shades = Uint32Array.from({ length: shadeCount }, (_, at) =>
    pixel(mix(ground, ink, at / (shadeCount - 1))),
  );
  const picture = new ImageData(Math.max(1, steps.length), bins);
  const pixels = new Uint32Array(picture.data.buffer);
  for (let row = 0; row < steps.length; row++) {
    for (let bin = 0; bin < bins; bin++) {
      const shade = Math.round(strength(shares[row * bins + bin] ?? 0, largest) * (shadeCount - 1));
      pixels[(bins - 1 - bin) * steps.length + row] = shades[shade] ?? 0;
    }
  }
  const source = new OffscreenCanvas(picture.width, picture.height);
  source.getContext('2d')?.putImageData(picture, 0, 0);
  context.clearRect(0, 0, width, height);
  context.imageSmoothingEnabled = false;
  for (let row = 0; row < steps.length; row++) {
    const { from, to } = columnOf(history, row);
    const left = toX(from);
    context.drawImage(source, row, 0, 1, bins, left, 0, Math.max(0.5, toX(to) - left), height);
  }
  context.fillStyle = cssColor(themeColor('--vscode-editorError-foreground'));
  for (let row = 0; row < steps.length; row++) {
    if ((nonFinite[row] ?? 0) === 0) continue;
    const { from, to } = columnOf(history, row);
    context.fillRect(toX(from), 0, Math.max(1, toX(to) - toX(from)), 5);
  }
}

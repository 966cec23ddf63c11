import { effect, useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { cellNumber, percent } from '../../../kit/numbers';
import type { Points } from '../../../../src/protocol/boundedSeries';
import { text } from '../../../kit/translation';
import { valueAt } from '../../../charts/thin';
import { palette, pixelRatio, type Palette } from '../../../tensor/palette';
import { series } from '../../state/series';
import { useSeen } from '../../state/sectionViews';
import { isBetween, scrubbed } from '../../state/store';
import { shownScalar } from '../graph/layerFigures';
import type { FollowedScalar } from './pictureKinds';
import { strings } from './layersTexts';
import { missingNumber } from './throttledPictures';

const size = { width: 96, height: 26 };

interface SparklineProps {
  readonly layer: number;
  readonly name: string;
  readonly scalar: FollowedScalar;
}

export const scalarNames: Readonly<Record<FollowedScalar, string>> = {
  gradientNorm: strings.gradientNorm,
  blockedShare: strings.blockedSeries,
  saturatedShare: strings.saturatedSeries,
};

/** A number of a layer over the run: norms on a logarithmic axis, shares from nothing to all. */
export function Sparkline({ layer, name, scalar }: SparklineProps): JSX.Element | null {
  const canvas = useRef<HTMLCanvasElement>(null);
  const isShare = scalar !== 'gradientNorm';
  const version = useSeen(series.version);
  const now = useComputed(() => {
    const line = lineOf(version.value, layer, scalar);
    // A pass whose update is still to come is of no step, and so not in the line.
    const isOfPass = isBetween.value && scrubbed.value === null;
    const value = isOfPass ? shownScalar(layer, scalar) : valueAt(line, scrubbed.value ?? Infinity);
    return value === undefined ? '' : isShare ? percent(value) : cellNumber(value);
  });
  useEffect(
    () =>
      effect(() => {
        draw(canvas.current, lineOf(version.value, layer, scalar), isShare, palette.value, scrubbed.value);
      }),
    [version, layer, scalar],
  );
  const heading = text(scalarNames[scalar]);
  return (
    <span class={now.value === '' ? 'sparkline is-empty' : 'sparkline'}>
      <span class="sparkline-name">
        {heading} <b>{now.value === '' ? text(missingNumber()) : now}</b>
      </span>
      <canvas
        ref={canvas}
        role="img"
        aria-label={text(strings.sparkline, heading, name, now.value)}
        style={{ width: `${size.width}px`, height: `${size.height}px` }}
      />
    </span>
  );
}

/** @param _version read by the caller, so that it is called again when the series have grown */
function lineOf(_version: number, layer: number, scalar: FollowedScalar): Points {
  return series.scalar(layer, scalar);
}

function draw(
  element: HTMLCanvasElement | null,
  { steps, values }: Points,
  isShare: boolean,
  colours: Palette,
  until: number | null,
): void {
  const ratio = pixelRatio.value;
  const context = element?.getContext('2d');
  if (element == null || context == null) return;
  const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
  if (element.width !== width || element.height !== height) {
    element.width = width;
    element.height = height;
  } else context.clearRect(0, 0, width, height);
  const place = isShare ? (value: number): number => value : logarithmicPlace(values);
  const first = steps[0] ?? 0;
  const span = Math.max(1, (steps.at(-1) ?? 0) - first);
  const inset = 1.5 * ratio;
  const toX = (step: number): number => inset + ((step - first) / span) * (width - 2 * inset);
  context.beginPath();
  let isDown = false;
  values.forEach((value, at) => {
    const share = place(value);
    const y = height - inset - share * (height - 2 * inset);
    if (!Number.isFinite(y)) isDown = false;
    else {
      const x = toX(steps[at] ?? first);
      if (isDown) context.lineTo(x, y);
      else context.moveTo(x, y);
      isDown = true;
    }
  });
  context.lineWidth = 1.5 * ratio;
  context.lineJoin = 'round';
  context.strokeStyle = `rgb(${(isShare ? colours.muted : colours.backward).join(' ')})`;
  context.stroke();
  if (until === null) return;
  context.fillStyle = `rgb(${colours.foreground.join(' ')})`;
  context.fillRect(toX(until) - ratio / 2, 0, ratio, height);
}

/** Between the smallest and the largest positive number, at least a decade. */
function logarithmicPlace(values: Float64Array): (value: number) => number {
  let [low, high] = [Infinity, 0];
  for (const value of values) {
    if (!(value > 0) || value === Infinity) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const [bottom, top] = [Math.log10(low), Math.log10(high)];
  const middle = (bottom + top) / 2;
  const reach = Math.max(0.5, (top - bottom) / 2);
  return (value) => (value > 0 ? (Math.log10(value) - middle + reach) / (2 * reach) : NaN);
}

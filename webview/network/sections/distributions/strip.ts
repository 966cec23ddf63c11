import type { DistributionHistory, DistributionKind } from '../../../../src/protocol/trainingViews';
import { pixel } from '../../../tensor/palette';
import type { Scale } from '../../../kit/plot/plotScale';
import { cssColor, mix, themeColor } from '../../../kit/theme/themeColors';
import { columnOf, sharesOf } from './histogramBins';

/** Activations are of the forward pass, gradients of the backward pass. */
export const kindColors: Readonly<Record<DistributionKind, string>> = {
  activation: '--forward',
  gradient: '--backward',
  weights: '--negative',
};

/** How strong a share is drawn: the square root lets rare values be seen beside a bin that holds half of all. */
function strength(share: number, largest: number): number {
  return largest === 0 ? 0 : Math.sqrt(share / largest);
}

/** Between the ground and the full colour. */
const shadeCount = 256;

/** Steps across, values up; the darker or brighter a cell, the more of the step's entries lie in it. */
export function drawStrip(
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

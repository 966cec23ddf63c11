import type { JSX } from 'preact';
import { cellNumber, exactNumber, typedNumber } from '../../kit/numbers';
import type { PanelNode, PanelTensor } from '../../../src/protocol/formulaPanelMessages';
import { text } from '../../kit/translation';
import { strings } from '../formulasTexts';
import { shownContribution, shownValue } from '../walkNumbers';
import { places, state } from '../formulaStore';
import { matrixSides } from '../../tensor/cells';
import { barsSize } from './pictureSize';

const mostClasses = 10;

/** What a sample's target says of a class: one-hot rows as they are, a label as one-hot. */
function targetOf(
  target: PanelTensor | undefined,
  sample: number,
  entry: number,
  classes: number,
): number | undefined {
  if (target?.kind !== 'whole') return undefined;
  if (target.data.length === classes && target.shape.length < 2 && classes > 1 && sample === 0) {
    return target.data[entry];
  }
  const labels = target.shape.length < 2;
  return labels ? Number(target.data[sample] === entry) : target.data[sample * classes + entry];
}

interface SoftmaxPictureProps {
  readonly node: PanelNode;
  readonly sample: number;
}

/** How many samples the node saw. */
export function samplesOf(node: PanelNode): number {
  const place = places.value.get(node.id);
  const prediction = place === undefined ? undefined : state.value?.run?.saved[place]?.['y'];
  const shape = prediction?.shape ?? node.shape;
  return shape.length < 2 ? 1 : matrixSides(shape).rows;
}

/**
 * Of one sample, every class: the prediction as a bar, the
 * target as a line, and the gradient that sends them together.
 */
export function SoftmaxPicture({ node, sample }: SoftmaxPictureProps): JSX.Element | null {
  const place = places.value.get(node.id);
  const value = shownValue(node.id);
  const saved = place === undefined ? undefined : state.value?.run?.saved[place]?.['y'];
  const output = node.picture === 'softmax' && typeof value === 'object' ? value : saved;
  const { width, height } = barsSize;
  if (typeof value === 'string' || output?.kind !== 'whole') {
    return (
      <text class="picture-note" x={width / 2} y={height / 2}>
        ?
      </text>
    );
  }
  const targetId = node.picture === 'softmaxWithTarget' ? node.inputs[1]?.node : undefined;
  const target = targetId === undefined ? undefined : shownValue(targetId);
  const gradient = shownContribution(node.id, 0);
  const { columns: classes } = matrixSides(output.shape);
  const shown = Math.min(classes, mostClasses);
  const top = 14;
  const bottom = height - 32;
  const slot = width / shown;
  const toY = (share: number): number => bottom - share * (bottom - top);
  return (
    <g class="bars">
      <line class="axis" x1={0} x2={width} y1={bottom} y2={bottom} />
      <line class="axis is-faint" x1={0} x2={width} y1={top} y2={top} />
      {Array.from({ length: shown }, (_, entry) => {
        const share = output.data[sample * classes + entry] ?? 0;
        const targetShare = targetOf(typeof target === 'object' ? target : undefined, sample, entry, classes);
        const slope =
          typeof gradient === 'object' && gradient.kind === 'whole'
            ? gradient.data[sample * classes + entry]
            : undefined;
        const left = entry * slot + slot * 0.2;
        const barWidth = slot * 0.6;
        return (
          <g key={entry} data-entry={entry} data-value={typedNumber(share)}>
            <title>{`y[${entry}] = ${exactNumber(share)}${targetShare === undefined ? '' : `, t[${entry}] = ${exactNumber(targetShare)}`}`}</title>
            {targetShare !== undefined && (
              <rect
                class="bar-target"
                x={left - 3}
                width={barWidth + 6}
                y={toY(targetShare)}
                height={Math.max(1.5, bottom - toY(targetShare))}
              />
            )}
            <rect
              class="bar-prediction"
              x={left}
              width={barWidth}
              y={toY(share)}
              height={bottom - toY(share)}
            />
            {shown <= 5 && (
              <text class="bar-number is-forward" x={left + barWidth / 2} y={Math.max(10, toY(share) - 3)}>
                {cellNumber(share)}
              </text>
            )}
            <text class="axis-label" text-anchor="middle" x={left + barWidth / 2} y={bottom + 12}>
              {entry}
            </text>
            {shown <= 5 && slope !== undefined && (
              <text class="bar-number is-backward" x={left + barWidth / 2} y={bottom + 27}>
                {cellNumber(slope)}
              </text>
            )}
          </g>
        );
      })}
      {node.picture === 'softmaxWithTarget' && (
        <title>{`${text(strings.softmaxPrediction)}; ${text(strings.softmaxTarget)}`}</title>
      )}
    </g>
  );
}

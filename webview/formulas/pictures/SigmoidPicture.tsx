import { reachOf } from '../../tensor/cells';
import type { JSX } from 'preact';
import { shortNumber } from '../../kit/numbers';
import type { PanelNode } from '../../../src/protocol/formulaPanelMessages';
import { text } from '../../kit/translation';
import { strings } from '../formulasTexts';
import { shownValue } from '../walkNumbers';
import { chosenRun, places } from '../formulaStore';
import { curveSize } from './pictureSize';

const most = 64;
const inset = 14;

/** The curve itself is the drawing's ground; the points and slopes on it are the run's own numbers. */
function curve(toX: (x: number) => number, toY: (y: number) => number, reach: number): string {
  const points: string[] = [];
  for (let step = 0; step <= 60; step++) {
    const x = (step / 30 - 1) * reach;
    points.push(`${toX(x).toFixed(1)} ${toY(1 / (1 + Math.exp(-x))).toFixed(1)}`);
  }
  return `M${points.join(' L')}`;
}

/** y over x, a point for every input, and the tangent whose slope is the local derivative there. */
export function SigmoidPicture({ node }: { readonly node: PanelNode }): JSX.Element {
  const source = node.inputs[0]?.node;
  const x = source === undefined ? undefined : shownValue(source);
  const y = shownValue(node.id);
  const place = places.value.get(node.id);
  const slopes = place === undefined ? null : (chosenRun.value?.edges[place]?.[0]?.local ?? null);
  const { width, height } = curveSize;
  const inputs = typeof x === 'object' && x.kind === 'whole' ? x.data : new Float64Array();
  const outputs = typeof y === 'object' && y.kind === 'whole' ? y.data : new Float64Array();
  const reach = Math.max(5, reachOf(inputs) * 1.1);
  const toX = (value: number): number => width / 2 + (value / reach) * (width / 2 - inset);
  const toY = (value: number): number => height - inset - value * (height - 2 * inset);
  const perX = (width / 2 - inset) / reach;
  const perY = height - 2 * inset;
  return (
    <g class="curve">
      <line class="axis" x1={inset} x2={width - inset} y1={toY(0)} y2={toY(0)} />
      <line class="axis" x1={toX(0)} x2={toX(0)} y1={toY(0)} y2={toY(1)} />
      <line class="axis is-faint" x1={inset} x2={width - inset} y1={toY(1)} y2={toY(1)} />
      <text class="axis-label" x={toX(0) + 4} y={toY(1) - 3}>
        1
      </text>
      <text class="axis-label" x={toX(0) + 4} y={toY(0) + 11}>
        0
      </text>
      <text class="axis-label" x={width - inset} y={toY(0) + 11} text-anchor="end">
        x
      </text>
      <path class="curve-line" d={curve(toX, toY, reach)} />
      {[...inputs.slice(0, most)].map((input, entry) => {
        const output = outputs[entry];
        if (output === undefined || !Number.isFinite(input)) return null;
        const slope = slopes?.kind === 'whole' ? slopes.data[entry] : undefined;
        const steepness = slope === undefined ? 0 : (slope * perY) / perX;
        const half = 15 / Math.hypot(1, steepness);
        return (
          <g key={entry}>
            <title>
              {slope === undefined
                ? `y = ${shortNumber(output)}`
                : text(strings.sigmoidSlope, shortNumber(slope), shortNumber(input))}
            </title>
            {slope !== undefined && (
              <line
                class="tangent"
                x1={toX(input) - half}
                x2={toX(input) + half}
                y1={toY(output) + half * steepness}
                y2={toY(output) - half * steepness}
              />
            )}
            <circle class="curve-point" cx={toX(input)} cy={toY(output)} r={4} data-entry={entry} />
          </g>
        );
      })}
    </g>
  );
}

import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { EdgePaths } from '../../../graph/EdgePaths';
import type { Flow } from '../../../graph/route';
import type { PlacedLink } from './networkLayout';
import { gradientNormBehind, lineWidth, shownScalar } from './layerFigures';
import { hasParameters, valueText } from './drawnGraph';
import { classes } from '../../../kit/classes';
import { lightPath } from '../../state/store';
import { normText } from './layerWords';
import type { GraphLink } from './networkStructure';
import { currentStep } from './passPlayback';

/** How an edge stands out: the pass goes through it, or it is on the way to the cause of a zero. */
function emphasisOf({ source, user }: GraphLink): string {
  const step = currentStep.value;
  const isActive = step?.layers.includes(user) === true;
  const isLit = lightPath.value.has(source) && lightPath.value.has(user);
  return classes('edge', isActive && `is-active-${step.phase}`, isLit && 'is-lit');
}

const above = -13;
const below = 14;

/**
 * An edge: forward with the shape of its value; back as
 * thick as the gradient, with the norm where it arrives.
 */
export function LayerEdge({ edge, flow }: { readonly edge: PlacedLink; readonly flow: Flow }): JSX.Element {
  const { link, label } = edge;
  const { source, key } = link;
  const look = useComputed(() => emphasisOf(link));
  // The gradient of the data is computed only when something shows it.
  const isOfData = source === -1;
  const width = useComputed(() => (isOfData ? undefined : lineWidth(gradientNormBehind(source))));
  const norm = useComputed(() => (hasParameters(source) ? shownScalar(source, 'gradientNorm') : undefined));
  const anchor = flow === 'right' ? 'middle' : 'start';
  const x = flow === 'right' ? label.x : label.x + 2;
  return (
    <g class={look} data-edge={key} data-norm={norm.value}>
      <EdgePaths
        lines={edge}
        backward={
          isOfData
            ? null
            : { absence: width.value === undefined ? 'notComputed' : undefined, width: width.value }
        }
      />
      <g aria-hidden="true">
        <text
          class="edge-note is-forward"
          x={x}
          y={label.y + (flow === 'right' ? above : -8)}
          text-anchor={anchor}
        >
          {valueText(source)}
        </text>
        {norm.value !== undefined && (
          <text
            class="edge-note is-backward"
            x={x}
            y={label.y + (flow === 'right' ? below : 9)}
            text-anchor={anchor}
          >
            {normText(norm.value)}
          </text>
        )}
      </g>
    </g>
  );
}

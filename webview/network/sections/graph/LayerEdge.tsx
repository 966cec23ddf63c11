import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import type { Flow } from '../../../graph/route';
import { edgeClasses } from './emphasis';
import type { PlacedEdge } from './networkLayout';
import { gradientNormBehind, lineWidth, shownScalar } from './layerFigures';
import { hasParameters, valueText } from './drawnGraph';
import { normText } from './layerWords';

const above = -13;
const below = 14;

/**
 * An edge: forward with the shape of its value; back as
 * thick as the gradient, with the norm where it arrives.
 */
export function EdgeView({ edge, flow }: { readonly edge: PlacedEdge; readonly flow: Flow }): JSX.Element {
  const { link, label } = edge;
  const { source, key } = link;
  const classes = useComputed(() => edgeClasses(link));
  // The gradient of the data is computed only when something shows it.
  const isOfData = source === -1;
  const width = useComputed(() => (isOfData ? undefined : lineWidth(gradientNormBehind(source))));
  const norm = useComputed(() => (hasParameters(source) ? shownScalar(source, 'gradientNorm') : undefined));
  const absence = useComputed(() => (width.value === undefined ? ' is-notComputed' : ''));
  const anchor = flow === 'right' ? 'middle' : 'start';
  const x = flow === 'right' ? label.x : label.x + 2;
  return (
    <g class={classes} data-edge={key} data-norm={norm.value}>
      <path class="edge-line is-forward" d={edge.forwardPath} />
      <path class="edge-arrow is-forward" d={edge.forwardArrow} />
      {!isOfData && (
        <>
          <path
            class={`edge-line is-backward${absence.value}`}
            d={edge.backwardPath}
            style={width.value === undefined ? undefined : { '--norm-width': width.value.toFixed(2) }}
            data-width={width.value?.toFixed(2)}
          />
          <path class={`edge-arrow is-backward${absence.value}`} d={edge.backwardArrow} />
        </>
      )}
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

import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { LegendOfLines } from '../../../graph/LegendOfLines';
import { strings as graphStrings } from '../../../graph/graphTexts';
import { text } from '../../../kit/texts';
import { layers } from '../../state/store';
import { shownScalar } from './layerFigures';
import { strings } from './networkGraphTexts';

/** What the two lines and their thickness mean. */
export function Legend(): JSX.Element {
  const isComputed = useComputed(() =>
    layers.value.some((_, layer) => shownScalar(layer, 'gradientNorm') !== undefined),
  );
  return (
    <ul class="legend" aria-label={text(graphStrings.legend)}>
      <LegendOfLines />
      <li>
        <svg class="legend-arrow" viewBox="0 0 26 8" aria-hidden="true">
          {isComputed.value ? (
            <path class="legend-wedge" d="M0 4 L26 0.5 L26 7.5 Z" />
          ) : (
            <path class="edge-line is-backward is-notComputed" d="M1 4 H25" />
          )}
        </svg>
        {isComputed.value ? text(strings.legendNorm) : text(strings.legendNotComputed)}
      </li>
    </ul>
  );
}

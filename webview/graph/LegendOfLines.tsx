import type { JSX } from 'preact';
import { text } from '../kit/texts';
import { strings } from './graphTexts';

/** What the two lines of an edge mean: the first entries of a graph's legend. */
export function LegendOfLines(): JSX.Element {
  return (
    <>
      <li>
        <svg class="legend-arrow" viewBox="0 0 26 8" aria-hidden="true">
          <path class="edge-line is-forward" d="M1 4 H20" />
          <path class="edge-arrow is-forward" d="M25 4 L18 0.5 L18 7.5 Z" />
        </svg>
        {text(strings.legendForward)}
      </li>
      <li>
        <svg class="legend-arrow" viewBox="0 0 26 8" aria-hidden="true">
          <path class="edge-line is-backward" d="M6 4 H25" />
          <path class="edge-arrow is-backward" d="M1 4 L8 0.5 L8 7.5 Z" />
        </svg>
        {text(strings.legendBackward)}
      </li>
    </>
  );
}

import type { ComponentChildren, JSX } from 'preact';
import { text } from '../kit/translation';
import { strings } from './graphTexts';

/** What the two lines of an edge mean, and what else the graph shows. */
export function GraphLegend({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return (
    <ul class="legend" aria-label={text(strings.legend)}>
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
      {children}
    </ul>
  );
}

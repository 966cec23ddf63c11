import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { GraphLegend } from '../../graph/GraphLegend';
import { text } from '../../kit/translation';
import { strings } from '../formulasTexts';
import { state } from '../formulaStore';
import { position } from '../formulaViewState';

/** What the two lines, the marks and the colours mean: only what this graph shows. */
export function FormulaLegend(): JSX.Element {
  const hasTensors = useComputed(
    () => state.value?.graph?.nodes.some(({ shape }) => shape.length > 0) === true,
  );
  const hasGaps = useComputed(() => state.value?.run == null || position.value !== null);
  const hasBlanks = useComputed(
    () =>
      state.value?.run?.values.some((value) => value?.kind === 'sealed') === true ||
      state.value?.run?.passes.some(({ gradients }) =>
        gradients.some((gradient) => gradient?.kind === 'sealed'),
      ) === true,
  );
  return (
    <GraphLegend>
      {hasGaps.value && (
        <li>
          <span class="legend-mark" aria-hidden="true">
            ?
          </span>
          {text(state.value?.run == null ? strings.legendNotComputed : strings.reached)}
        </li>
      )}
      {hasBlanks.value && (
        <li>
          <span class="legend-mark is-blank" aria-hidden="true">
            ?
          </span>
          {text(strings.legendBlank)}
        </li>
      )}
      {hasTensors.value && (
        <li>
          <svg class="legend-scale" viewBox="0 0 42 10" aria-hidden="true">
            <rect class="cell-negative" width="14" height="10" fill-opacity="0.9" />
            <rect class="cell-ground" x="14" width="14" height="10" />
            <rect class="cell-positive" x="28" width="14" height="10" fill-opacity="0.9" />
          </svg>
          {text(strings.legendScale)}
        </li>
      )}
    </GraphLegend>
  );
}

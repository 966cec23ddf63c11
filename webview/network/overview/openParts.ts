import { bringIntoView } from '../../kit/intoView';
import { choose } from '../../kit/viewChoices';
import type { ChartId } from '../sections/charts/chartModels';
import { groupKey } from '../sections/layers/layerRows';
import { select } from '../state/actions';
import { layers } from '../state/store';
import { hasTab, openTab } from '../tabs/openTabs';

/** Shows a layer in full, wherever its row is folded away. */
export function openLayer(layer: number): void {
  for (const { key } of layers.value[layer]?.groups ?? []) choose(groupKey(key), true);
  select(layer, false);
  if (!hasTab('layers')) {
    openTab('graph');
    return;
  }
  openTab('layers');
  bringIntoView(() => document.querySelector(`[data-layer="${layer}"]`));
}

export function openChart(id: ChartId): void {
  openTab('charts');
  bringIntoView(() => document.querySelector(`[data-chart="${id}"]`));
}

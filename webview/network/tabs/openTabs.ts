import { computed, signal } from '@preact/signals';
import { choose, chosen } from '../../kit/viewChoices';
import { network, recording } from '../state/store';

/** Everything that can be looked at more closely than in the overview, in the order of its tabs. */
const tabIds = [
  'layers',
  'charts',
  'distributions',
  'boundary',
  'confusion',
  'sample',
  'graph',
  'health',
] as const;
export type TabId = (typeof tabIds)[number];

/** Which column a tab is in where there are so many. */
const columnOf: Readonly<Record<2 | 3, Readonly<Record<TabId, number>>>> = {
  2: { layers: 0, graph: 0, health: 0, charts: 1, distributions: 1, boundary: 1, confusion: 1, sample: 1 },
  3: { layers: 0, graph: 0, health: 0, charts: 1, distributions: 1, boundary: 2, confusion: 2, sample: 2 },
};

/** Of the whole panel, in CSS pixels. */
export const panelWidth = signal(0);

/** How many columns there is room for. */
const columnCount = computed<1 | 2 | 3>(() => {
  const { value: width } = panelWidth;
  return width >= 1600 ? 3 : width >= 900 ? 2 : 1;
});

/** How many numbers a sample has. */
export const inputCount = computed(
  () => network.value?.inputShape.reduce((product, axis) => product * axis, 1) ?? 0,
);

/** Whether a network has something to show there: only what has few inputs can be drawn in a plane. */
export function hasTab(id: TabId): boolean {
  const recorded = recording.value;
  if (recorded !== undefined)
    return id === 'charts' || id === 'graph' || recorded.tabs.some((tab) => tab === id);
  if (id === 'boundary') return inputCount.value <= 2;
  return id !== 'confusion' || network.value?.task === 'classes';
}

const openedKey = 'tabs';

/** The tabs that were opened, the last of them first. */
function opened(): readonly string[] {
  return chosen(openedKey, '').split(' ');
}

/** A column, and which of its tabs is open: the one of them that was opened last, whatever the width was. */
export interface TabColumn {
  readonly tabs: readonly TabId[];
  readonly open: TabId;
}

export const tabColumns = computed<readonly TabColumn[]>(() => {
  const { value: count } = columnCount;
  const openedTabs = opened();
  const rank = (id: TabId): number => (openedTabs.includes(id) ? openedTabs.indexOf(id) : openedTabs.length);
  return Array.from({ length: count }, (_, column) =>
    tabIds.filter((id) => hasTab(id) && (count === 1 || columnOf[count][id] === column)),
  ).flatMap((tabs) => {
    if (tabs.length === 0) return [];
    const open = tabs.reduce((first, id) => (rank(id) < rank(first) ? id : first));
    return [{ tabs, open }];
  });
});

export function openTab(id: TabId): void {
  choose(openedKey, [id, ...opened().filter((other) => other !== id && other !== '')].join(' '));
}

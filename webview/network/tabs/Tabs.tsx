import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { text } from '../../kit/translation';
import { BoundarySection } from '../sections/boundary/BoundarySection';
import { Charts } from '../sections/charts/ChartsSection';
import { ConfusionSection } from '../sections/confusion/ConfusionSection';
import { DistributionsSection } from '../sections/distributions/DistributionsSection';
import { GraphSection } from '../sections/graph/GraphSection';
import { HealthSection } from '../sections/health/HealthSection';
import { LayersSection } from '../sections/layers/LayersSection';
import { SampleSection } from '../sections/sample/SampleSection';
import { network, openFindings } from '../state/store';
import { openTab, tabColumns, type TabColumn, type TabId } from './openTabs';
import { strings } from './tabsTexts';

const contents: Readonly<Record<TabId, () => JSX.Element | null>> = {
  layers: LayersSection,
  charts: Charts,
  distributions: DistributionsSection,
  boundary: BoundarySection,
  confusion: ConfusionSection,
  sample: SampleSection,
  graph: GraphSection,
  health: HealthSection,
};

/** What each tab shows, in one column, two or three. Only what is open is there, and costs anything. */
export function Tabs(): JSX.Element {
  return (
    <div class="columns">
      {tabColumns.value.map((column, at) => (
        <Column key={at} column={column} />
      ))}
    </div>
  );
}

function Column({ column: { tabs, open } }: { readonly column: TabColumn }): JSX.Element {
  const Content = contents[open];
  return (
    <div class="column">
      <div
        class="panel-tabs"
        role="tablist"
        aria-label={text(strings.tabs)}
        onKeyDown={(event) => {
          const to = destination(event.key, tabs, open);
          if (to === undefined) return;
          event.preventDefault();
          openTab(to);
          document.getElementById(`tab-${to}`)?.focus();
        }}
      >
        {tabs.map((id) => (
          <button
            key={id}
            class="panel-tab"
            type="button"
            role="tab"
            id={`tab-${id}`}
            aria-selected={id === open}
            aria-controls={id === open ? `panel-${id}` : undefined}
            tabIndex={id === open ? 0 : -1}
            onClick={() => {
              openTab(id);
            }}
          >
            {nameOf(id)}
            {id === 'health' && <FindingCount />}
          </button>
        ))}
      </div>
      <div class="sections">
        <Content key={open} />
      </div>
    </div>
  );
}

/** What the network draws decides what its picture is called. */
function nameOf(id: TabId): string {
  if (id === 'boundary' && network.value?.task === 'values') return text(strings.fit);
  return text(strings[id]);
}

/** That something is the matter is seen wherever somebody looks. */
function FindingCount(): JSX.Element | null {
  const worst = useComputed(() => openFindings.value[0]?.severity).value;
  const count = useComputed(() => openFindings.value.length).value;
  if (worst === undefined) return null;
  return (
    <span class={`tab-findings is-${worst}`}>
      <span class={`icon icon-${worst}`} aria-hidden="true" />
      {count}
    </span>
  );
}

/** Where a key leads from a tab; round and round. */
function destination(key: string, tabs: readonly TabId[], from: TabId): TabId | undefined {
  const at = tabs.indexOf(from);
  if (key === 'ArrowRight') return tabs[(at + 1) % tabs.length];
  if (key === 'ArrowLeft') return tabs.at(at - 1);
  if (key === 'Home') return tabs[0];
  return key === 'End' ? tabs.at(-1) : undefined;
}

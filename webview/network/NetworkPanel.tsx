import type { JSX } from 'preact';
import { text } from '../kit/translation';
import { Announcer } from './Announcer';
import { BoundarySection } from './sections/boundary/BoundarySection';
import { GraphSection } from './sections/graph/GraphSection';
import { Charts } from './sections/charts/ChartsSection';
import { ConfusionSection } from './sections/confusion/ConfusionSection';
import { DistributionsSection } from './sections/distributions/DistributionsSection';
import { ScrubBar } from './scrub/ScrubBar';
import { Notice } from '../kit/Notice';
import { NetworkStatus } from './NetworkStatus';
import { LayersSection } from './sections/layers/LayersSection';
import { CellTip } from '../tensor/CellTip';
import { SampleSection } from './sections/sample/SampleSection';
import { network, state } from './state/store';
import { strings } from './networkTexts';
import { NetworkToolbar } from './toolbar/NetworkToolbar';

export function NetworkPanel(): JSX.Element {
  const shown = state.value;
  if (shown === null) return <p class="empty">{text(strings.loading)}</p>;
  return (
    <main class={`panel is-${shown.status.kind}`}>
      <h1 class="visually-hidden">{network.value?.name ?? shown.fileName}</h1>
      <NetworkToolbar />
      <NetworkStatus />
      <div class="sections">
        <GraphSection />
        {network.value !== null && <LayersSection />}
        <Charts />
        {network.value !== null && (
          <>
            <DistributionsSection />
            <BoundarySection />
            <ConfusionSection />
            <SampleSection />
          </>
        )}
      </div>
      <ScrubBar />
      <CellTip />
      <Announcer />
      <Notice />
    </main>
  );
}

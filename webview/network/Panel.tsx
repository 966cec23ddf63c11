import type { JSX } from 'preact';
import { text } from '../kit/texts';
import { Announcer } from './Announcer';
import { BoundarySection } from './sections/boundary/Boundary';
import { GraphSection } from './sections/graph/GraphSection';
import { Charts } from './sections/charts/Charts';
import { ConfusionSection } from './sections/confusion/Confusion';
import { DistributionsSection } from './sections/distributions/Distributions';
import { ScrubBar } from './scrub/ScrubBar';
import { Notice, StandingStrip } from './StandingStrip';
import { LayersSection } from './sections/layers/LayersSection';
import { CellTip } from '../tensor/CellTip';
import { SampleSection } from './sections/sample/Sample';
import { network, state } from './state/store';
import { strings } from './frameTexts';
import { Toolbar } from './Toolbar';

export function Panel(): JSX.Element {
  const shown = state.value;
  if (shown === null) return <p class="empty">{text(strings.loading)}</p>;
  return (
    <main class={`panel is-${shown.standing.kind}`}>
      <h1 class="visually-hidden">{network.value?.name ?? shown.fileName}</h1>
      <Toolbar />
      <StandingStrip />
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

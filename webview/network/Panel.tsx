import type { JSX } from 'preact';
import { text } from '../shared/strings';
import { Announcer } from './Announcer';
import { BoundarySection } from './boundary/Boundary';
import { GraphSection } from './graph/GraphSection';
import { Charts } from './charts/Charts';
import { ConfusionSection } from './confusion/Confusion';
import { DistributionsSection } from './distributions/Distributions';
import { ScrubBar } from './scrub/ScrubBar';
import { Notice, StandingStrip } from './StandingStrip';
import { LayersSection } from './layers/LayersSection';
import { CellTip } from './pictures/CellTip';
import { SampleSection } from './sample/Sample';
import { network, state } from './store';
import { strings } from './strings';
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

import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import type { PanelNetwork } from '../../../../src/protocol/networkDescription';
import { ZoomButtons } from '../../../graph/ZoomButtons';
import { localNumber } from '../../../kit/numberFormats';
import { text } from '../../../kit/texts';
import { layersWalked } from '../../walk/walkPhase';
import { PhaseStrip } from '../../walk/PhaseStrip';
import { Section } from '../../Section';
import { TableToggle, TableTwin } from '../../../kit/table/TableTwin';
import { network, selected } from '../../state/store';
import { chosen } from '../../state/viewState';
import { GraphView } from './NetworkGraph';
import { Health } from './Health';
import { LayerCard } from './LayerCard';
import { figuresShown } from './layerFigures';
import { cardKey, graphLayout, tooManyNodes, zoom } from './drawnGraph';
import { strings } from './networkGraphTexts';
import { graphTable } from './twin';

/** What the network is made of, how strongly the gradient flows through it, and what is the matter with it. */
export function GraphSection(): JSX.Element | null {
  const layout = graphLayout.value;
  const shown = network.value;
  if (shown === null) return null;
  return (
    <Section
      id="graph"
      title={strings.title}
      aside={
        <span class="toolbar-group">
          {layout !== null && <ZoomButtons zoom={zoom} />}
          <TableToggle id="graph" />
        </span>
      }
    >
      <PhaseStrip />
      {layout === null ? (
        <p class="hint graph-not-drawn">{text(strings.tooMany, localNumber(tooManyNodes.value ?? 0))}</p>
      ) : (
        <GraphView layout={layout} />
      )}
      <Twin shown={shown} />
      <div class="graph-details">
        {layersWalked.value !== null ? null : selected.value === null || !chosen<boolean>(cardKey, false) ? (
          <p class="hint">{text(strings.chooseLayer)}</p>
        ) : (
          <LayerCard key={selected.value} layer={selected.value} />
        )}
        <Health />
      </div>
    </Section>
  );
}

/** A component of its own: the section is not rendered whenever the numbers are others. */
function Twin({ shown }: { readonly shown: PanelNetwork }): JSX.Element {
  const source = useComputed(() => ({ network: network.value, figures: figuresShown.value }));
  return <TableTwin id="graph" source={source.value} make={() => graphTable(shown)} />;
}

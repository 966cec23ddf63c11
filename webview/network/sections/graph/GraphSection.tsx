import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { groupedNumber, shapeText } from '../../../kit/numbers';
import type { PanelNetwork, NetworkLayer } from '../../../../src/protocol/networkDescription';
import { ZoomButtons } from '../../../graph/ZoomButtons';
import { text } from '../../../kit/translation';
import { layersWalked } from '../../walk/walkPhase';
import { PhaseStrip } from '../../walk/PhaseStrip';
import { Section } from '../../Section';
import { TableToggle, TableTwin, type TwinTable } from '../../../kit/table/TableTwin';
import { isRecorded, network, selected } from '../../state/store';
import { chosen } from '../../../kit/viewChoices';
import { NetworkGraph } from './NetworkGraph';
import { LayerCard } from './LayerCard';
import { figuresShown } from './layerFigures';
import { cardKey, graphLayout, tooManyNodes, zoom, layerName } from './drawnGraph';
import { strings } from './networkGraphTexts';
import { healthText, scalarsOf, scalarText } from './layerWords';

/**
 * What the network is made of, how strongly the gradient flows through it, and what is the matter with it.
 */
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
      {!isRecorded.value && <PhaseStrip />}
      {layout === null ? (
        <p class="hint graph-not-drawn">{text(strings.tooMany, groupedNumber(tooManyNodes.value ?? 0))}</p>
      ) : (
        <NetworkGraph layout={layout} />
      )}
      <Twin shown={shown} />
      <div class="graph-details">
        {layersWalked.value !== null ? null : selected.value === null || !chosen<boolean>(cardKey, false) ? (
          <p class="hint">{text(strings.chooseLayer)}</p>
        ) : (
          <LayerCard key={selected.value} layer={selected.value} />
        )}
      </div>
    </Section>
  );
}

/** A component of its own: the section is not rendered whenever the numbers are others. */
function Twin({ shown }: { readonly shown: PanelNetwork }): JSX.Element {
  const source = useComputed(() => ({ network: network.value, figures: figuresShown.value }));
  return <TableTwin id="graph" source={source.value} make={() => graphTable(shown)} />;
}

function rowOf(
  { name, type, inputs, shape, parameterCount }: NetworkLayer,
  layer: number,
): readonly string[] {
  return [
    name,
    type,
    inputs.map(layerName).join(', '),
    shape.length === 0 ? text(strings.none) : shapeText(shape),
    parameterCount === 0 ? text(strings.none) : groupedNumber(parameterCount),
    scalarsOf(layer).includes('gradientNorm') ? scalarText(layer, 'gradientNorm') : text(strings.none),
    healthText(layer),
  ];
}

/** The graph as a table: every layer, also those of folded groups. */
function graphTable({ name, layers }: PanelNetwork): TwinTable {
  return {
    caption: text(strings.twin, name),
    headings: [
      strings.layer,
      strings.type,
      strings.inputs,
      strings.shape,
      strings.parameterCount,
      strings.gradientNorm,
      strings.health,
    ].map((heading) => text(heading)),
    rows: layers.map(rowOf),
  };
}

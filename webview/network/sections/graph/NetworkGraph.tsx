import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { GraphArea, type Stop } from '../../../graph/GraphArea';
import { GraphLegend } from '../../../graph/GraphLegend';
import { fittingScale } from '../../../graph/zoom';
import { text } from '../../../kit/translation';
import { select } from '../../state/actions';
import { explanation, network, revealed, selected, layers } from '../../state/store';
import { choose } from '../../../kit/viewChoices';
import { LayerEdge } from './LayerEdge';
import { GroupFrame } from './GroupFrame';
import type { NetworkLayout } from './networkLayout';
import { LayerNode } from './LayerNode';
import { currentStep } from './passPlayback';
import { cardKey, highest, leastScale, nodeOfLayer, setFolded, zoom } from './drawnGraph';
import { strings } from './networkGraphTexts';
import type { GraphNode } from './networkStructure';
import { shownScalar } from './layerFigures';

const lowest = 170;

/** As high as the graph needs at its width, within reason; the rest is a drag away. */
function heightOf({ width, height, flow }: NetworkLayout, room: number): number {
  const scale = room === 0 ? 1 : fittingScale(room / width, leastScale);
  return Math.round(Math.max(lowest, Math.min(highest[flow], height * scale + 8)));
}

/** The graph of a network, whose layers and groups can be walked by keyboard. */
export function NetworkGraph({ layout }: { readonly layout: NetworkLayout }): JSX.Element {
  const stops = useMemo(() => stopsOf(layout), [layout]);
  /** The node that stands for what is chosen: the keyboard begins there. */
  const chosenNode = useComputed(
    () => (selected.value === null ? undefined : nodeOfLayer(selected.value)?.id) ?? stops[0]?.id,
  );
  const reached = useRef<number | undefined>(undefined);
  const boxOf = (id: number): GraphNode | undefined => layout.nodes.find(({ node }) => node.id === id)?.node;
  const onReach = (id: number): void => {
    reached.current = id;
    const first = boxOf(id)?.members[0];
    if (first === undefined) return;
    choose(cardKey, true);
    select(first, false);
  };
  const onKey = (key: string, id: number): boolean => {
    const node = boxOf(id);
    const first = node?.members[0];
    if ((key === 'Enter' || key === ' ') && first !== undefined) select(first, true);
    else if (key === 'o' && node?.group !== undefined) setFolded(node.group, false);
    else if (key === 'Escape' && explanation.value !== null) explanation.value = null;
    else return false;
    return true;
  };
  const pointedAt = (): number | undefined => {
    const at = currentStep.value?.layers[0] ?? revealed.value;
    if (at === null) return undefined;
    return layout.nodes.find(({ node }) => node.id === at || node.members.includes(at))?.node.id;
  };
  return (
    <GraphArea
      zoom={zoom}
      drawing={layout}
      label={text(strings.label, network.value?.name ?? '')}
      help={text(strings.help)}
      stops={stops}
      last={stops.at(-1)?.id}
      current={() => reached.current ?? chosenNode.value}
      pointedAt={pointedAt}
      pointedMargin={{ width: 150, height: 60 }}
      onReach={onReach}
      onKey={onKey}
      frame={{
        class: `graph-room${currentStep.value === undefined ? '' : ' is-walked'}`,
        height: heightOf(layout, zoom.room.value.width),
      }}
      beside={<NetworkLegend />}
    >
      {layout.frames.map((placed) => (
        <GroupFrame key={placed.frame.key} placed={placed} />
      ))}
      {layout.edges.map((edge) => (
        <LayerEdge key={edge.key} edge={edge} flow={layout.flow} />
      ))}
      {layout.nodes.map((placed) => (
        <LayerNode
          // A folded group has the place of its first layer, and is another node.
          key={`${placed.node.id}/${placed.node.group ?? ''}`}
          placed={placed}
          flow={layout.flow}
          focusable={chosenNode.value === placed.node.id}
        />
      ))}
    </GraphArea>
  );
}

/** The loss that comes out is not a stop: its layer stands before it. */
function stopsOf({ nodes, edges }: NetworkLayout): readonly Stop[] {
  return nodes
    .filter(({ node }) => node.kind !== 'loss')
    .map(({ node: { id }, size, x, y }) => ({
      id,
      x,
      y,
      size,
      inputs: edges.filter(({ link }) => link.to === id).map(({ link }) => link.from),
    }));
}

/** What the two lines and their thickness mean. */
function NetworkLegend(): JSX.Element {
  const isComputed = useComputed(() =>
    layers.value.some((_, layer) => shownScalar(layer, 'gradientNorm') !== undefined),
  );
  return (
    <GraphLegend>
      <li>
        <svg class="legend-arrow" viewBox="0 0 26 8" aria-hidden="true">
          {isComputed.value ? (
            <path class="legend-wedge" d="M0 4 L26 0.5 L26 7.5 Z" />
          ) : (
            <path class="edge-line is-backward is-notComputed" d="M1 4 H25" />
          )}
        </svg>
        {isComputed.value ? text(strings.legendNorm) : text(strings.legendNotComputed)}
      </li>
    </GraphLegend>
  );
}

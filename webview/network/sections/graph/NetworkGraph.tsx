import { useComputed, useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { GraphCanvas } from '../../../graph/GraphCanvas';
import { isDirection, neighbour } from '../../../graph/neighbours';
import { fittingScale } from '../../../graph/zoom';
import { text } from '../../../kit/texts';
import { select } from '../../state/actions';
import { explanation, network, revealed, selected, layers } from '../../state/store';
import { choose } from '../../state/viewState';
import { EdgeView } from './LayerEdge';
import { FrameView } from './GroupFrame';
import type { GraphLayout } from './networkLayout';
import { NodeView } from './LayerNode';
import { currentStep } from './passPlayback';
import { cardKey, highest, nodeOfLayer, setFolded, zoom } from './drawnGraph';
import { strings } from './networkGraphTexts';
import { LegendOfLines } from '../../../graph/LegendOfLines';
import { strings as graphStrings } from '../../../graph/graphTexts';
import { shownScalar } from './layerFigures';

const lowest = 170;

/** As high as the graph needs at its width, within reason; the rest is a drag away. */
function heightOf({ width, height, flow }: GraphLayout, room: number): number {
  const scale = room === 0 ? 1 : fittingScale(room / width);
  return Math.round(Math.max(lowest, Math.min(highest[flow], height * scale + 8)));
}

export function GraphView({ layout }: { readonly layout: GraphLayout }): JSX.Element {
  const svg = useRef<SVGSVGElement>(null);
  const height = heightOf(layout, zoom.room.value.width);
  const nodes = layout.nodes.filter(({ node }) => node.kind !== 'loss');
  /** The node that stands for what is chosen: the keyboard begins there. */
  const chosenNode = useComputed(
    () => (selected.value === null ? undefined : nodeOfLayer(selected.value)?.id) ?? nodes[0]?.node.id,
  );
  const focused = useRef<number | undefined>(undefined);

  useSignalEffect(() => {
    // What the pass or the editor points at must be seen, wherever the graph was dragged to.
    const at = currentStep.value?.layers[0] ?? revealed.value;
    const placed = layout.nodes.find(
      ({ node }) => at !== null && (node.id === at || node.members.includes(at)),
    );
    if (placed !== undefined)
      zoom.bringIntoView(placed, { width: placed.size.width + 150, height: placed.size.height + 60 });
  });

  const goTo = (id: number): void => {
    const placed = layout.nodes.find(({ node }) => node.id === id);
    if (placed !== undefined)
      zoom.bringIntoView(placed, { width: placed.size.width + 40, height: placed.size.height + 60 });
    const element = svg.current?.querySelector(`[data-button="${id}"]`);
    if (element instanceof SVGElement) element.focus({ preventScroll: true });
  };
  const onFocusIn = ({ target }: FocusEvent): void => {
    const id = target instanceof SVGElement ? target.dataset['button'] : undefined;
    focused.current = id === undefined ? undefined : Number(id);
    const first = layout.nodes.find(({ node }) => node.id === focused.current)?.node.members[0];
    if (first === undefined) return;
    choose(cardKey, true);
    select(first, false);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const from = focused.current ?? chosenNode.value;
    const node = nodes.find((placed) => placed.node.id === from)?.node;
    if (from === undefined || node === undefined) return;
    const [first] = node.members;
    if (isDirection(event.key)) {
      const spots = nodes.map(({ node: { id }, x, y }) => ({
        id,
        x,
        y,
        inputs: layout.edges.filter(({ link }) => link.to === id).map(({ link }) => link.from),
      }));
      const to = neighbour(spots, layout.flow, from, event.key);
      if (to !== undefined) goTo(to);
    } else if (event.key === 'Home' || event.key === 'End') {
      const end = event.key === 'Home' ? nodes[0] : nodes.at(-1);
      if (end !== undefined) goTo(end.node.id);
    } else if ((event.key === 'Enter' || event.key === ' ') && first !== undefined) select(first, true);
    else if (event.key === 'o' && node.group !== undefined) setFolded(node.group, false);
    else if (event.key === 'Escape' && explanation.value !== null) explanation.value = null;
    else if (!zoom.byKey(event.key)) return;
    event.preventDefault();
  };

  return (
    <div class="graph-area" onFocusIn={onFocusIn}>
      <p class="visually-hidden" id="graph-help">
        {text(strings.help)}
      </p>
      <div
        class={`graph-room${currentStep.value === undefined ? '' : ' is-walked'}`}
        style={{ height: `${height}px` }}
      >
        <GraphCanvas
          svg={svg}
          zoom={zoom}
          drawing={layout}
          wheel="scrolls"
          label={text(strings.label, network.value?.name ?? '')}
          describedBy="graph-help"
          onKeyDown={onKeyDown}
        >
          {layout.frames.map((placed) => (
            <FrameView key={placed.frame.key} placed={placed} />
          ))}
          {layout.edges.map((edge) => (
            <EdgeView key={edge.link.key} edge={edge} flow={layout.flow} />
          ))}
          {layout.nodes.map((placed) => (
            <NodeView
              // A folded group has the place of its first layer, and is another node.
              key={`${placed.node.id}/${placed.node.group ?? ''}`}
              placed={placed}
              flow={layout.flow}
              focusable={chosenNode.value === placed.node.id}
            />
          ))}
        </GraphCanvas>
      </div>
      <Legend />
    </div>
  );
}

/** What the two lines and their thickness mean. */
function Legend(): JSX.Element {
  const isComputed = useComputed(() =>
    layers.value.some((_, layer) => shownScalar(layer, 'gradientNorm') !== undefined),
  );
  return (
    <ul class="legend" aria-label={text(graphStrings.legend)}>
      <LegendOfLines />
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
    </ul>
  );
}

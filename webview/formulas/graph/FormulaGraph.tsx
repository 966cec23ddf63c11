import { useComputed, useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import type { PanelGraph } from '../../../src/protocol/panel';
import { GraphCanvas } from '../../graph/GraphCanvas';
import { isDirection, neighbour, type Spot } from '../../graph/neighbours';
import { strings, text } from '../../kit/texts';
import { select, startEditing, toggleOpen } from '../formulaActions';
import { pictureKindOf } from '../pictures/pictureSize';
import { chosenPass, currentStep, explanation, nodeOf, revealed, state } from '../formulaStore';
import { openNodes, pass, selected, zoom } from '../formulaViewState';
import { EdgeView } from './FormulaEdge';
import { EditBox } from './EditBox';
import { connectedTo, layOut, type GraphLayout } from './formulaLayout';
import { Legend } from './FormulaLegend';
import { NodeView } from './FormulaNode';

/** Below this width there is more room downwards than to the right. */
const narrow = 520;

function useLayout(graph: PanelGraph): GraphLayout {
  const flow = useComputed(() =>
    zoom.room.value.width > 0 && zoom.room.value.width < narrow ? 'down' : 'right',
  );
  const target = graph.passes[pass.value]?.target;
  const open = openNodes.value;
  // Shapes and names decide the layout; a run with new numbers brings an equal structure in new objects.
  const structure = JSON.stringify([
    graph.nodes.map(({ id, name, symbol, shape, inputs, expression }) => [
      id,
      name,
      symbol,
      shape,
      inputs.map(({ node }) => node),
      name === '' ? expression : '',
    ]),
    target,
  ]);
  return useMemo(
    () => layOut(connectedTo(graph, target), open, flow.value, (id) => id === target),
    [structure, open, flow.value, state.value?.language],
  );
}

function spotsOf({ nodes }: GraphLayout): readonly Spot[] {
  return nodes
    .filter(({ form }) => form !== 'result')
    .map(({ node, x, y }) => ({ id: node.id, x, y, inputs: node.inputs.map((input) => input.node) }));
}

export function GraphView({ graph }: { readonly graph: PanelGraph }): JSX.Element {
  const svg = useRef<SVGSVGElement>(null);
  const layout = useLayout(graph);

  useSignalEffect(() => {
    // What the walk or the editor points at must be seen, wherever the graph was dragged to.
    const id = currentStep.value?.node ?? revealed.value;
    const placed = layout.nodes.find(({ node, form }) => node.id === id && form !== 'result');
    if (placed !== undefined)
      zoom.bringIntoView(placed, { width: placed.size.width + 190, height: placed.size.height + 90 });
  });
  const bring = (id: number): void => {
    const placed = layout.nodes.find(({ node, form }) => node.id === id && form !== 'result');
    if (placed !== undefined)
      zoom.bringIntoView(placed, { width: placed.size.width + 40, height: placed.size.height + 40 });
  };
  const goTo = (id: number): void => {
    bring(id);
    const element = svg.current?.querySelector(`[data-button="${id}"]`);
    if (element instanceof SVGElement) element.focus({ preventScroll: true });
  };
  const onFocusIn = ({ target }: FocusEvent): void => {
    if (!(target instanceof SVGElement)) return;
    const id = target.dataset['button'];
    if (id === undefined) return;
    // Nothing moves away under a pointer that is pressed; the keyboard must see where it is.
    if (target.matches(':focus-visible')) bring(Number(id));
    select(Number(id), false);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLInputElement) return;
    const from = selected.value ?? graph.nodes[0]?.id;
    if (from === undefined) return;
    const node = nodeOf(from);
    if (isDirection(event.key)) {
      const to = neighbour(spotsOf(layout), layout.flow, from, event.key);
      if (to !== undefined) goTo(to);
    } else if (event.key === 'Home' || event.key === 'End') {
      const end =
        event.key === 'Home' ? graph.nodes[0] : graph.nodes.find(({ id }) => id === chosenPass.value?.target);
      if (end !== undefined) goTo(end.id);
    } else if (event.key === 'Enter' || event.key === ' ') select(from, true);
    else if (event.key === 'F2') startEditing(from, 0);
    else if (event.key === 'o' && node !== undefined && pictureKindOf(node) !== undefined) toggleOpen(from);
    else if (event.key === 'Escape' && explanation.value !== null) explanation.value = null;
    else if (!zoom.byKey(event.key)) return;
    event.preventDefault();
  };

  return (
    <div class="graph-area" onFocusIn={onFocusIn}>
      <p class="visually-hidden" id="graph-help">
        {text(strings.graphHelp)}
      </p>
      <GraphCanvas
        svg={svg}
        zoom={zoom}
        drawing={layout}
        wheel="zooms"
        label={text(strings.graphLabel, chosenPass.value?.title ?? state.value?.fileName ?? '')}
        describedBy="graph-help"
        onKeyDown={onKeyDown}
      >
        {layout.edges.map((edge) => (
          <EdgeView key={edge.key} edge={edge} flow={layout.flow} />
        ))}
        {layout.nodes.map((placed) => (
          <NodeView key={`${placed.form}/${placed.node.id}`} placed={placed} flow={layout.flow} />
        ))}
      </GraphCanvas>
      <EditBox layout={layout} />
      <Legend />
    </div>
  );
}

import { useComputed } from '@preact/signals';
import { dequal } from 'dequal/lite';
import type { JSX } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import type { PanelGraph } from '../../../src/protocol/formulaPanelMessages';
import { GraphArea, type Stop } from '../../graph/GraphArea';
import { locale, text } from '../../kit/translation';
import { strings } from '../formulasTexts';
import { select, startEditing, toggleOpen } from '../formulaActions';
import { chosenPass, currentStep, explanation, nodeOf, revealed, state } from '../formulaStore';
import { openNodes, pass, selected, zoom } from '../formulaViewState';
import { FormulaEdge } from './FormulaEdge';
import { EditBox } from './EditBox';
import { connectedTo, layOutFormulas, type FormulaLayout } from './formulaLayout';
import { FormulaLegend } from './FormulaLegend';
import { FormulaNode } from './FormulaNode';

/** Below this width there is more room downwards than to the right. */
const narrow = 520;

function useLayout(graph: PanelGraph): FormulaLayout {
  const flow = useComputed(() =>
    zoom.room.value.width > 0 && zoom.room.value.width < narrow ? 'down' : 'right',
  );
  const target = graph.passes[pass.value]?.target;
  const open = openNodes.value;
  // Shapes and names decide the layout; a run with new numbers brings an equal structure in new objects.
  const structure = useRef<unknown>(null);
  const now = [
    target,
    graph.nodes.map(({ id, name, symbol, shape, inputs, expression }) => ({
      id,
      name,
      symbol,
      shape,
      inputs: inputs.map(({ node }) => node),
      label: name === '' ? expression : '',
    })),
  ];
  if (!dequal(structure.current, now)) structure.current = now;
  return useMemo(
    () => layOutFormulas(connectedTo(graph, target), open, flow.value, (id) => id === target),
    [structure.current, open, flow.value, locale()],
  );
}

function stopsOf({ nodes }: FormulaLayout): readonly Stop[] {
  return nodes
    .filter(({ form }) => form !== 'result')
    .map(({ node, size, x, y }) => ({
      id: node.id,
      x,
      y,
      size,
      inputs: node.inputs.map((input) => input.node),
    }));
}

/** Keys that do something with a node. */
function onKey(key: string, id: number): boolean {
  const node = nodeOf(id);
  if (key === 'Enter' || key === ' ') select(id, true);
  else if (key === 'F2') startEditing(id, 0);
  else if (key === 'o' && node !== undefined && node.picture !== 'none') toggleOpen(id);
  else if (key === 'Escape' && explanation.value !== null) explanation.value = null;
  else return false;
  return true;
}

/** The computational graph of one pass, with its numbers on the edges. */
export function FormulaGraph({ graph }: { readonly graph: PanelGraph }): JSX.Element {
  const layout = useLayout(graph);
  const stops = useMemo(() => stopsOf(layout), [layout]);
  return (
    <GraphArea
      zoom={zoom}
      drawing={layout}
      wheel="zooms"
      label={text(strings.graphLabel, chosenPass.value?.title ?? state.value?.fileName ?? '')}
      help={text(strings.graphHelp)}
      stops={stops}
      last={chosenPass.value?.target}
      current={() => selected.value ?? graph.nodes[0]?.id}
      pointedAt={() => currentStep.value?.node ?? revealed.value ?? undefined}
      pointedMargin={{ width: 190, height: 90 }}
      onReach={(id) => {
        select(id, false);
      }}
      onKey={onKey}
      beside={
        <>
          <EditBox layout={layout} />
          <FormulaLegend />
        </>
      }
    >
      {layout.edges.map((edge) => (
        <FormulaEdge key={edge.key} edge={edge} flow={layout.flow} />
      ))}
      {layout.nodes.map((placed) => (
        <FormulaNode key={placed.key} placed={placed} flow={layout.flow} />
      ))}
    </GraphArea>
  );
}

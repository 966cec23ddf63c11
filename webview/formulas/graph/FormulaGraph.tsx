import { computed } from '@preact/signals';
import { dequal } from 'dequal/lite';
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { PanelNode } from '../../../src/protocol/formulaPanelMessages';
import { bestWay, type Way } from '../../graph/bestFlow';
import { GraphArea, type Stop } from '../../graph/GraphArea';
import { locale, text } from '../../kit/translation';
import { strings } from '../formulasTexts';
import { discardEdits, select, startEditing, toggleOpen } from '../formulaActions';
import { chosenPass, currentStep, explanation, nodeOf, revealed, state } from '../formulaStore';
import { leastScale, openNodes, selected, zoom } from '../formulaViewState';
import { FormulaEdge } from './FormulaEdge';
import { EditStatus } from '../FormulaStatus';
import { shownNodes, shownPart } from '../formulaParts';
import { EditBox } from './EditBox';
import { layOutFormulas, type FormulaLayout } from './formulaLayout';
import { FormulaLegend } from './FormulaLegend';
import { FormulaNode } from './FormulaNode';

const noneOpen: ReadonlySet<number> = new Set();

/** Shapes and names decide the layout; a run with new numbers brings an equal structure in new objects. */
function useStructure(shown: readonly PanelNode[], target: number | undefined): unknown {
  const structure = useRef<unknown>(null);
  const now = [
    target,
    shown.map(({ id, name, symbol, shape, inputs, expression }) => ({
      id,
      name,
      symbol,
      shape,
      inputs: inputs.map(({ node }) => node),
      label: name === '' ? expression : '',
    })),
  ];
  if (!dequal(structure.current, now)) structure.current = now;
  return structure.current;
}

function useLayout(): FormulaLayout {
  const target = (shownPart.value ?? chosenPass.value)?.target;
  const structure = useStructure(shownNodes.value, target);
  const { nodes, layOut } = useMemo(() => {
    const shown = shownNodes.peek();
    return {
      nodes: shown,
      layOut: (open: ReadonlySet<number>, way: Way) =>
        layOutFormulas(shown, open, way, (id) => id === target),
    };
  }, [structure, locale()]);
  // What opens does not turn the graph around: that is for the graph as it is by itself.
  const closed = useMemo(() => {
    const known = new Map<Way, FormulaLayout>();
    return (way: Way): FormulaLayout => {
      const layout = known.get(way) ?? layOut(noneOpen, way);
      known.set(way, layout);
      return layout;
    };
  }, [layOut]);
  const way = useMemo(
    () =>
      computed(() => {
        const { width, height } = zoom.room.value;
        const scaleOf = (each: Way): number =>
          Math.min(width / closed(each).width, height / closed(each).height);
        return bestWay(width, nodes.length, scaleOf, leastScale);
      }),
    [closed],
  );
  const open = openNodes.value;
  const fitted = useRef<unknown>(undefined);
  useLayoutEffect(() => {
    // Another graph than the one that was zoomed into, which a reload of the same is not.
    if (fitted.current !== undefined && fitted.current !== structure) zoom.fit();
    fitted.current = structure;
  }, [structure]);
  return useMemo(
    () => (nodes.some(({ id }) => open.has(id)) ? layOut(open, way.value) : closed(way.value)),
    [layOut, open, way.value],
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

/** Escape takes back what was tried wherever the focus is: a drag leaves it on no element of the graph. */
function useTakeBackKey(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const { key, target, defaultPrevented } = event;
      if (key !== 'Escape' || defaultPrevented || (state.peek()?.edits.length ?? 0) === 0) return;
      if (target instanceof Element && target.matches('input, select, .menu *')) return;
      event.preventDefault();
      discardEdits();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => {
      document.removeEventListener('keydown', onKeyDown);
    };
  }, []);
}

/** The computational graph of what one result is computed from, with its numbers on the edges. */
export function FormulaGraph(): JSX.Element {
  useTakeBackKey();
  const layout = useLayout();
  const stops = useMemo(() => stopsOf(layout), [layout]);
  return (
    <GraphArea
      zoom={zoom}
      drawing={layout}
      label={text(strings.graphLabel, shownPart.value?.title ?? state.value?.fileName ?? '')}
      help={text(strings.graphHelp)}
      stops={stops}
      last={(shownPart.value ?? chosenPass.value)?.target}
      current={() => (stops.some(({ id }) => id === selected.value) ? selected.value : null) ?? stops[0]?.id}
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
          <EditStatus />
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

import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { EdgePaths } from '../../graph/EdgePaths';
import { isDirection, neighbour } from '../../graph/GraphArea';
import { useWidth } from '../../kit/plot/plotScale';
import { text } from '../../kit/translation';
import { graphStructure, nodeOfLayer, tooManyNodes } from '../sections/graph/drawnGraph';
import { gradientNormBehind, lineWidth } from '../sections/graph/layerFigures';
import type { GraphNode } from '../sections/graph/networkStructure';
import { network, selected } from '../state/store';
import { strings } from './overviewTexts';
import { layOutStrip, type StripLayout, type StripTitle } from './stripLayout';
import { StripNode } from './StripNode';

/** The whole network in a row: pictures in its nodes, and edges as thick as the gradient that comes back. */
export function NetworkStrip(): JSX.Element | null {
  const [place, width] = useWidth();
  const structure = graphStructure.value;
  const layout = useMemo(
    () =>
      structure === null || width === 0 || tooManyNodes.value !== undefined
        ? null
        : layOutStrip(structure, titleOf, width),
    [structure, width, tooManyNodes.value],
  );
  return (
    <div ref={place} class="strip">
      {layout !== null && <Drawing layout={layout} />}
    </div>
  );
}

/** Above a picture there is room for a word. */
function titleOf({ kind, lines, members }: GraphNode): StripTitle {
  if (kind === 'group') return { name: lines[0] ?? '', holdsNumber: false };
  const isLoss = members[0] === (network.value?.layers.length ?? 0) - 1;
  return { name: isLoss ? text(strings.loss) : lines.join(' '), holdsNumber: isLoss };
}

function Drawing({ layout }: { readonly layout: StripLayout }): JSX.Element {
  const element = useRef<HTMLDivElement>(null);
  const { bounds } = layout;
  const chosen = useComputed(
    () => (selected.value === null ? undefined : nodeOfLayer(selected.value)?.id) ?? -1,
  ).value;
  const stops = layout.nodes.map(({ node: { id }, x, y }) => ({
    id,
    x,
    y,
    inputs: layout.edges.filter(({ link }) => link.to === id).map(({ link }) => link.from),
  }));
  const focused = stops.some(({ id }) => id === chosen) ? chosen : stops[0]?.id;
  const goTo = (id: number | undefined): void => {
    const node = element.current?.querySelector<HTMLElement>(`[data-strip="${id}"]`);
    node?.focus();
    node?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const { target, key } = event;
    if (!(target instanceof HTMLElement)) return;
    const from = Number(target.dataset['strip']);
    if (isDirection(key)) goTo(neighbour(stops, layout.flow, from, key));
    else if (key === 'Home') goTo(stops[0]?.id);
    else if (key === 'End') goTo(stops.at(-1)?.id);
    else return;
    event.preventDefault();
  };
  return (
    <div
      ref={element}
      class="strip-drawing"
      role="group"
      aria-label={text(strings.network, network.value?.name ?? '')}
      aria-description={text(strings.keys)}
      style={{ width: `${bounds.width}px`, height: `${bounds.height}px` }}
      onKeyDown={onKeyDown}
    >
      <svg
        class="strip-edges"
        viewBox={`${bounds.x} ${bounds.y} ${bounds.width} ${bounds.height}`}
        aria-hidden="true"
      >
        {layout.edges.map((edge) => (
          <StripEdge key={edge.key} edge={edge} />
        ))}
      </svg>
      {layout.nodes.map((place) => (
        <StripNode
          key={`${place.node.id}/${place.node.group ?? ''}`}
          place={place}
          origin={bounds}
          focusable={place.node.id === focused}
        />
      ))}
    </div>
  );
}

function StripEdge({ edge }: { readonly edge: StripLayout['edges'][number] }): JSX.Element {
  const { source, key } = edge.link;
  // The gradient of the data is computed only when something shows it.
  const isOfData = source === -1;
  const width = useComputed(() => (isOfData ? undefined : lineWidth(gradientNormBehind(source)))).value;
  return (
    <g data-strip-edge={key}>
      <EdgePaths
        lines={edge}
        backward={isOfData ? null : { absence: width === undefined ? 'notComputed' : undefined, width }}
      />
    </g>
  );
}

import { computed, effect, signal } from '@preact/signals';
import { dequal } from 'dequal/lite';
import { groupedNumber, shapeText } from '../../../kit/numbers';
import { bestFlow } from '../../../graph/bestFlow';
import type { Flow } from '../../../graph/route';
import { Zoom, type Viewport } from '../../../graph/zoom';
import { text } from '../../../kit/translation';
import { layers, network } from '../../state/store';
import { choose, chosen } from '../../../kit/viewChoices';
import { layOutNetwork, type NetworkLayout } from './networkLayout';
import { strings } from './networkGraphTexts';
import { structureOf, type GraphNode, type GraphStructure } from './networkStructure';

const foldKey = (group: string): string => `graph/fold/${group}`;

/**
 * Under which it is kept whether the card of the chosen layer is shown. A choice in the graph opens it: one
 * elsewhere would move what was pointed at away from under the pointer.
 */
export const cardKey = 'graph/card';

export function setFolded(group: string, isFolded: boolean): void {
  choose(foldKey(group), isFolded);
}

/** `hidden`, `data`. */
export function layerName(layer: number): string {
  return layer === -1 ? text(strings.data) : (layers.value[layer]?.name ?? text(strings.loss));
}

function captionsOf({ kind, members, parameterCount }: GraphNode): readonly string[] {
  const parameters = parameterCount > 0 ? [text(strings.parametersShort, groupedNumber(parameterCount))] : [];
  if (kind === 'group') return [text(strings.layersIn, members.length), ...parameters];
  const [layer] = members;
  // There is one loss, and its symbol names it.
  const isLoss = layer === layers.value.length - 1;
  return layer === undefined || isLoss ? parameters : [layerName(layer), ...parameters];
}

/** The shape of what a layer gives for one sample. */
function shapeOf(layer: number): string {
  return shapeText((layer === -1 ? network.value?.inputShape : layers.value[layer]?.shape) ?? []);
}

export function hasParameters(layer: number): boolean {
  return (layers.value[layer]?.parameterCount ?? 0) > 0;
}

/** All that decides where things stand. */
interface Drawn {
  readonly structure: GraphStructure;
  /** By node. */
  readonly captions: Readonly<Record<number, readonly string[]>>;
  /** By link. */
  readonly values: Readonly<Record<string, string>>;
  /** Keys of the links that come from a layer with parameters. */
  readonly withNorm: readonly string[];
}

let last: Drawn | null = null;

/** The same object as long as it is equal: it leaves everything where it is. */
const drawn = computed<Drawn | null>(() => {
  const shown = network.value;
  if (shown === null) return null;
  const structure = structureOf(shown, (group, startsFolded) => chosen(foldKey(group), startsFolded));
  const now: Drawn = {
    structure,
    captions: Object.fromEntries(structure.nodes.map((node) => [node.id, captionsOf(node)])),
    values: Object.fromEntries(structure.links.map(({ key, source }) => [key, shapeOf(source)])),
    withNorm: structure.links.filter(({ source }) => hasParameters(source)).map(({ key }) => key),
  };
  if (!dequal(last, now)) last = now;
  return last;
});

/** What is drawn of the network; the same object while that is the same. */
export const graphStructure = computed<GraphStructure | null>(() => drawn.value?.structure ?? null);

const nodeCount = computed(() => drawn.value?.structure.nodes.length ?? 0);

const kept = /^(\S+) (\S+) (\S+)$/.exec(chosen('graph/viewport', ''))?.slice(1).map(Number);
const viewport = signal<Viewport | null>(
  kept?.every(Number.isFinite) === true ? { x: kept[0] ?? 0, y: kept[1] ?? 0, scale: kept[2] ?? 1 } : null,
);
const keepAfter = 300;
let timer: ReturnType<typeof setTimeout> | undefined;
effect(() => {
  const place = viewport.value;
  clearTimeout(timer);
  timer = setTimeout(() => {
    const written = place === null ? '' : `${place.x} ${place.y} ${place.scale}`;
    if (written !== chosen('graph/viewport', '')) choose('graph/viewport', written);
  }, keepAfter);
});

/** None of the graph's texts is smaller than 11 px as it is drawn, and none is fitted below that. */
export const leastScale = 1;

/** Which part of the graph is seen. */
export const zoom = new Zoom(viewport, leastScale);

/** As high as a graph is drawn at most, in CSS pixels. */
export const highest: Readonly<Record<Flow, number>> = { right: 400, down: 680 };

/** Both ways as far as they were needed: a width that goes up and down lays nothing out again. */
const layouts = computed(() => {
  const layouts = new Map<Flow, NetworkLayout>();
  const task = drawn.value;
  return (flow: Flow): NetworkLayout | null => {
    const layout = layouts.get(flow) ?? (task && layOutDrawn(task, flow));
    if (layout !== null) layouts.set(flow, layout);
    return layout;
  };
});

/** To the right, unless it can be read there no more and more of it is seen when it goes down. */
const flow = computed<Flow>(() => {
  const { width } = zoom.room.value;
  if (drawn.value === null) return 'right';
  const scaleOf = (way: Flow): number => {
    const layout = layouts.value(way);
    return layout === null ? 0 : Math.min(width / layout.width, highest[way] / layout.height);
  };
  return bestFlow(width, nodeCount.value, scaleOf, leastScale);
});

/** More can neither be laid out while somebody waits nor be told apart. */
const mostDrawn = 500;

/** How many nodes there would be, where that is too many to draw. */
export const tooManyNodes = computed(() => (nodeCount.value > mostDrawn ? nodeCount.value : undefined));

export const graphLayout = computed<NetworkLayout | null>(() =>
  drawn.value === null || tooManyNodes.value !== undefined ? null : layouts.value(flow.value),
);

function layOutDrawn({ structure, captions, values, withNorm }: Drawn, way: Flow): NetworkLayout {
  return layOutNetwork(
    structure,
    {
      captions: ({ id }) => captions[id] ?? [],
      value: ({ key }) => values[key] ?? '',
      hasNorm: ({ key }) => withNorm.includes(key),
    },
    way,
  );
}

/** What is written above the line of a link. */
export function valueText(source: number): string {
  return shapeOf(source);
}

/** The node that draws a layer: itself, or the folded group it is in. */
export function nodeOfLayer(layer: number): GraphNode | undefined {
  return graphLayout.value?.nodes.find(({ node }) => node.members.includes(layer))?.node;
}

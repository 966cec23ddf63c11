import { useComputed, useSignal } from '@preact/signals';
import { Fragment, type JSX } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { shapeText, steadyNumber } from '../../kit/numbers';
import { useOnScreen } from '../../kit/useOnScreen';
import { text } from '../../kit/translation';
import type { Palette } from '../../tensor/palette';
import type { Raster } from '../../tensor/raster';
import { useRaster } from '../../tensor/useRaster';
import type { Point } from '../../graph/route';
import type { Size } from '../../graph/textWidth';
import { classes } from '../../kit/classes';
import type { GraphNode } from '../sections/graph/networkStructure';
import { shownLoss } from '../sections/graph/layerFigures';
import { describeNode, findingOf } from '../sections/graph/layerWords';
import { emphasisOf } from '../sections/graph/LayerNode';
import { chosenSample } from '../sections/sample/sampleChoice';
import { InputImage } from '../sections/sample/InputImage';
import { hover } from '../state/actions';
import { useViewRequest } from '../state/requests';
import { isRecorded, layers, network, shownPicture, shownViews } from '../state/store';
import { openTab } from '../tabs/openTabs';
import {
  batchRaster,
  contentOf,
  followedTensor,
  mapGrid,
  mapsRaster,
  nodePictureSide,
  type NodeContent,
} from './nodePictures';
import { openLayer } from './openParts';
import { strings } from './overviewTexts';
import type { StripPlace } from './stripLayout';

/** What scrolls by in a wide network requests its pictures only while it can be seen. */
const nearStrip = { scroller: '.strip', margin: '0px 80px' };

interface StripNodeProps {
  readonly place: StripPlace;
  /** The upper left corner of the drawing, in the places of the layout. */
  readonly origin: Point;
  /** Of all nodes the one that Tab reaches. */
  readonly focusable: boolean;
}

/** A layer of the strip: what it is called above what it gives. */
export function StripNode({ place, origin, focusable }: StripNodeProps): JSX.Element {
  const { node, title, size, picture, x, y } = place;
  const element = useRef<HTMLButtonElement>(null);
  const isOnScreen = useSignal(false);
  useOnScreen(element, isOnScreen, nearStrip);
  const content = contentOf(node);
  useViewRequest(`overview/${node.id}`, isOnScreen.value ? requestOf(content) : undefined);
  const look = useComputed(() => lookOf(node));
  const description = useComputed(() => text(strings.opens, describeNode(node)));
  const severity = useComputed(() => findingOf(node)?.severity).value;
  const [first] = node.members;
  return (
    <button
      ref={element}
      class={look}
      type="button"
      tabIndex={focusable ? 0 : -1}
      title={description}
      data-strip={node.id}
      style={{
        left: `${x - size.width / 2 - origin.x}px`,
        top: `${y - size.height / 2 - origin.y}px`,
        width: `${size.width}px`,
        height: `${size.height}px`,
      }}
      onClick={() => {
        if (first === undefined) openTab(isRecorded.value ? 'graph' : 'sample');
        else openLayer(first);
      }}
      onPointerEnter={() => {
        if (first !== undefined) hover(first);
      }}
      onPointerLeave={() => {
        hover(null);
      }}
    >
      <span class="strip-title" style={{ height: `${size.height - picture.height}px` }}>
        {title.map((line) => (
          <span key={line} class="strip-title-line">{`${line} `}</span>
        ))}
      </span>
      <span class="strip-picture">
        <Content content={content} size={picture} />
      </span>
      {severity !== undefined && (
        <span class={`strip-finding is-${severity}`} aria-hidden="true">
          <span class={`icon icon-${severity}`} />
        </span>
      )}
      <span class="visually-hidden">{description}</span>
    </button>
  );
}

/** As of a node in the graph, but for an element with a look of its own. */
function lookOf(node: GraphNode): string {
  const { isSelected, isPointed, phase, isLit } = emphasisOf(node);
  return classes(
    'strip-node',
    isSelected && 'is-selected',
    isPointed && 'is-pointed',
    phase !== undefined && `is-current-${phase}`,
    isLit && 'is-lit',
  );
}

function requestOf(content: NodeContent): Parameters<typeof useViewRequest>[1] {
  if (content.kind === 'maps') return { samples: [chosenSample()] };
  if (content.kind !== 'mask' && content.kind !== 'activation') return undefined;
  return { pictures: [{ layer: content.layer, kinds: [content.kind], side: nodePictureSide }] };
}

interface ContentProps {
  readonly content: NodeContent;
  readonly size: Size;
}

function Content({ content, size }: ContentProps): JSX.Element {
  switch (content.kind) {
    case 'input':
      return <Input size={size} />;
    case 'loss':
      return <Loss />;
    case 'maps':
      return <Maps layer={content.layer} size={size} />;
    case 'mask':
    case 'activation':
      return <Batch kind={content.kind} layer={content.layer} size={size} />;
  }
}

/** The sample that is followed where it is an image that is there anyway, else what one is made of. */
function Input({ size }: { readonly size: Size }): JSX.Element {
  const input = useComputed(() => shownViews.value?.samples?.at(-1)?.input).value;
  if (input?.values !== undefined && input.shape.length > 1) {
    const side = Math.min(size.width, size.height);
    return <InputImage values={input.values} shape={input.shape} side={side} />;
  }
  return <Shape shape={network.value?.inputShape ?? []} />;
}

/** @param isComing a picture will take its place */
function Shape({
  shape,
  isComing = false,
}: {
  readonly shape: readonly number[];
  readonly isComing?: boolean;
}): JSX.Element {
  return (
    <span class="strip-shape" data-coming={isComing ? '' : undefined}>
      {shape.map((length, axis) => (
        // A shape that is too wide for its node goes on below.
        <Fragment key={axis}>
          {axis > 0 && <wbr />}
          {axis < shape.length - 1 ? `${length}×` : length}
        </Fragment>
      ))}
    </span>
  );
}

function Loss(): JSX.Element {
  const loss = useComputed(() => shownLoss()).value;
  return <b class="strip-loss">{loss === undefined ? '–' : steadyNumber(loss, 3)}</b>;
}

function Maps({ layer, size }: { readonly layer: number; readonly size: Size }): JSX.Element {
  const isThere = useComputed(() => followedTensor(layer)?.values !== undefined).value;
  const shape = layers.value[layer]?.shape ?? [];
  const grid = useMemo(() => mapGrid(shape, size), [shapeText(shape), size.width, size.height]);
  if (!isThere) return <Shape shape={shape} isComing={shownViews.value !== null} />;
  return (
    <Drawn size={grid.size} draw={(colours) => mapsRaster(layer, grid, colours)} inputs={[layer, grid]} />
  );
}

interface BatchProps {
  readonly kind: 'mask' | 'activation';
  readonly layer: number;
  readonly size: Size;
}

function Batch({ kind, layer, size }: BatchProps): JSX.Element {
  const isThere = useComputed(() => shownPicture(layer, kind) !== undefined).value;
  if (!isThere)
    return <Shape shape={layers.value[layer]?.shape ?? []} isComing={shownViews.value !== null} />;
  return (
    <Drawn
      size={size}
      draw={(colours, pixels) => batchRaster({ kind, layer }, colours, pixels)}
      inputs={[layer, kind]}
    />
  );
}

interface DrawnProps {
  readonly size: Size;
  readonly draw: (colours: Palette, pixels: Size) => Raster | undefined;
  readonly inputs: readonly unknown[];
}

/** What it shows is said by its node. */
function Drawn({ size, draw, inputs }: DrawnProps): JSX.Element {
  const canvas = useRaster(size, draw, inputs);
  return (
    <canvas
      ref={canvas}
      aria-hidden="true"
      style={{ width: `${size.width}px`, height: `${size.height}px` }}
    />
  );
}

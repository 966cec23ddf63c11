import { useComputed, useSignal, type ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { groupedNumber } from '../../../kit/numbers';
import type { NetworkLayer } from '../../../../src/protocol/networkDescription';
import type { Picture, PictureKind, SampleView } from '../../../../src/protocol/trainingViews';
import { text } from '../../../kit/translation';
import { limitOf } from '../../state/pictureLimits';
import { isExact } from '../../../tensor/cellReading';
import { niceLimit } from '../../../tensor/colorScale';
import { reachOf } from '../../../tensor/cells';
import { isSame } from '../sample/sampleChoice';
import { useWidth } from '../../../kit/plot/plotScale';
import { layers, network, shownPicture, shownViews } from '../../state/store';
import { workOutEntry } from '../../state/actions';
import { useViewRequest } from '../../state/requests';
import { comingMark, comingOrNot, missingPicture, throttledPicture } from './throttledPictures';
import { Images, type ImageNumbers } from './ImageMosaic';
import { strings } from './layersTexts';

interface ImagesViewProps {
  readonly at: number;
  readonly layer: NetworkLayer;
  readonly tableShown: boolean;
}

/**
 * Of one sample of the mini-batch, what a layer gives as images, its gradient, the input, and the filters.
 */
export function ImagesView({ at, layer, tableShown }: ImagesViewProps): JSX.Element {
  const [place, width] = useWidth();
  const column = useSignal(0);
  const samples = useComputed(() => shownPicture(at, 'activation')?.fullColumns ?? 0);
  const exact = useComputed(() => {
    const picture = shownPicture(at, 'activation');
    return picture === undefined ? undefined : isExact(picture);
  });
  const inBatch = useComputed(() => Math.min(column.value, Math.max(0, samples.value - 1)));
  const inputShape = network.value?.inputShape ?? [];
  const takesInput = layer.inputs.includes(-1) && inputShape.length === 3;
  const needsSample = takesInput || exact.value === false;
  useViewRequest(
    `layers/sample/${at}`,
    needsSample && samples.value > 0 ? { samples: [{ part: 'miniBatch', index: inBatch.value }] } : undefined,
  );
  if (exact.value === undefined) {
    const reason = missingPicture(at, 'activation') ?? comingOrNot();
    return (
      <p class="hint" data-coming={comingMark(reason)}>
        {text(reason)}
      </p>
    );
  }
  const room = Math.max(0, width - 8);
  // People count from 1, the pictures from 0.
  const ofBatch = text(strings.sampleOfBatch, inBatch.value + 1, samples.value, inBatch.value);
  const name = (kind: PictureKind): string =>
    text(kind === 'gradient' ? strings.gradientMaps : strings.featureMaps, layer.name);
  return (
    <div class="images-view" ref={place}>
      <label class="picture-tools">
        {text(strings.chooseSample)}
        <input
          type="range"
          min={0}
          max={Math.max(0, samples.value - 1)}
          value={inBatch.value}
          aria-valuetext={ofBatch}
          onInput={({ currentTarget }) => {
            column.value = Number(currentTarget.value);
          }}
        />
        <output>{ofBatch}</output>
      </label>
      {width > 0 && (
        <>
          {takesInput && (
            <SampleImages
              inBatch={inBatch}
              room={room}
              layer={undefined}
              shape={inputShape}
              shown={tableShown}
            />
          )}
          {layer.parameters[0]?.shape.length === 4 && (
            <>
              <Filters at={at} layer={layer} kind="weights" room={room} shown={tableShown} />
              <Filters at={at} layer={layer} kind="weightGradient" room={room} shown={tableShown} />
            </>
          )}
          {exact.value ? (
            (['activation', 'gradient'] as const).map((kind) => (
              <BatchImages
                key={kind}
                at={at}
                layer={layer}
                kind={kind}
                room={room}
                title={name(kind)}
                sample={inBatch.value}
                shown={tableShown}
              />
            ))
          ) : (
            <SampleImages inBatch={inBatch} room={room} layer={at} shape={layer.shape} shown={tableShown} />
          )}
        </>
      )}
    </div>
  );
}

interface BatchImagesProps {
  readonly at: number;
  readonly layer: NetworkLayer;
  readonly kind: 'activation' | 'gradient';
  readonly title: string;
  readonly sample: number;
  readonly room: number;
  readonly shown: boolean;
}

/**
 * Cut out of the exact picture: its rows are channels,
 * rows and columns of the images, its columns the samples.
 */
function BatchImages({ at, layer, kind, title, sample, room, shown }: BatchImagesProps): JSX.Element | null {
  const has = useComputed(() => {
    const picture = shownPicture(at, kind);
    return picture !== undefined && isExact(picture);
  });
  if (!has.value) return null;
  const [images = 1, height = 1, imageWidth = 1] = layer.shape;
  const numbersOf = (picture: Picture | undefined): ImageNumbers | undefined =>
    picture && { values: picture.cells, limit: limitOf(picture), stride: picture.columns, from: sample };
  return (
    <Images
      title={title}
      layout={{ images, height, width: imageWidth }}
      room={room}
      numbers={() => numbersOf(shownPicture(at, kind))}
      throttledNumbers={() => numbersOf(throttledPicture(at, kind))}
      inputs={[at, kind, sample]}
      place={(image, y, x) => text(strings.channelPlace, image, y, x)}
      shown={shown}
      onPixel={
        kind === 'activation' && layer.nature.slides
          ? (pixel) => {
              const entry = sample * images * height * imageWidth + pixel;
              workOutEntry({ layer: at, kind, entry });
            }
          : undefined
      }
    />
  );
}

interface SampleImagesProps {
  /** The place of the sample in the mini-batch. */
  readonly inBatch: ReadonlySignal<number>;
  /** `undefined`: the input of the network. */
  readonly layer: number | undefined;
  readonly shape: readonly number[];
  readonly room: number;
  readonly shown: boolean;
}

interface Followed {
  readonly view: SampleView;
  /** In the training data. */
  readonly index: number;
}

/** The sample in a place of the mini-batch; until that of another place is there, the one before. */
function useFollowed(inBatch: ReadonlySignal<number>): ReadonlySignal<Followed | undefined> {
  const last = useRef<Followed | undefined>(undefined);
  return useComputed(() => {
    const { samples = [], miniBatch } = shownViews.value ?? {};
    const requested = { part: 'miniBatch', index: inBatch.value } as const;
    const view = samples.find(({ choice }) => isSame(choice, requested));
    if (view !== undefined) last.current = { view, index: miniBatch?.[requested.index] ?? -1 };
    return last.current;
  });
}

/** What the sample view has: one sample as it is evaluated now. */
function SampleImages({ inBatch, layer, shape, room, shown }: SampleImagesProps): JSX.Element {
  const followed = useFollowed(inBatch);
  const tensor = useComputed(() => {
    const view = followed.value?.view;
    return layer === undefined ? view?.input : (view?.layers[layer] ?? undefined);
  });
  const state = useComputed(() =>
    tensor.value === undefined ? 'coming' : tensor.value.values === undefined ? 'large' : 'here',
  );
  const index = useComputed(() => followed.value?.index ?? -1);
  const [images = 1, height = 1, width = 1] = shape;
  const title = text(layer === undefined ? strings.inputImages : strings.featureMaps);
  if (state.value !== 'here') {
    return (
      <p class="hint">
        {title}:{' '}
        {state.value === 'coming'
          ? text(strings.coming)
          : text(strings.imagesTooLarge, groupedNumber(images * height * width))}
      </p>
    );
  }
  const numbers = (): ImageNumbers | undefined => {
    const values = tensor.value?.values;
    if (values === undefined) return undefined;
    return { values, limit: niceLimit(reachOf(values)), stride: 1, from: 0 };
  };
  return (
    <Images
      title={`${title} · ${text(strings.ofSample, index.value)}`}
      layout={{ images, height, width }}
      room={room}
      numbers={numbers}
      throttledNumbers={numbers}
      inputs={[layer]}
      place={(image, y, x) => text(strings.channelPlace, image, y, x)}
      shown={shown}
      onPixel={
        layer !== undefined && layers.value[layer]?.nature.slides === true
          ? (pixel) => {
              const entry = inBatch.value * images * height * width + pixel;
              workOutEntry({ layer, kind: 'activation', entry });
            }
          : undefined
      }
    />
  );
}

interface FiltersProps {
  readonly at: number;
  readonly layer: NetworkLayer;
  readonly kind: 'weights' | 'weightGradient';
  readonly room: number;
  readonly shown: boolean;
}

/** Filters down, the channels they look at across. */
function Filters({ at, layer, kind, room, shown }: FiltersProps): JSX.Element | null {
  const has = useComputed(() => {
    const picture = shownPicture(at, kind);
    return picture !== undefined && isExact(picture);
  });
  const [filters = 1, channels = 1, height = 1, width = 1] = layer.parameters[0]?.shape ?? [];
  if (!has.value) return null;
  const numbersOf = (picture: Picture | undefined): ImageNumbers | undefined =>
    picture && { values: picture.cells, limit: limitOf(picture), stride: 1, from: 0 };
  return (
    <Images
      title={text(
        kind === 'weights' ? strings.filterTitle : strings.filterGradientTitle,
        filters,
        channels,
        height,
        width,
      )}
      layout={{ images: filters * channels, height, width, ...(channels > 1 && { across: channels }) }}
      room={room}
      numbers={() => numbersOf(shownPicture(at, kind))}
      throttledNumbers={() => numbersOf(throttledPicture(at, kind))}
      inputs={[at, kind]}
      place={(image, y, x) => text(strings.filterPlace, Math.floor(image / channels), image % channels, y, x)}
      shown={shown}
      onPixel={
        kind === 'weightGradient'
          ? (entry) => {
              workOutEntry({ layer: at, kind, entry });
            }
          : undefined
      }
    />
  );
}

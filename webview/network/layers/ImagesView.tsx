import { useComputed, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { NetworkLayer } from '../../../src/protocol/networkDescription';
import type { Picture, PictureKind } from '../../../src/protocol/trainingFrame';
import { localNumber } from '../../shared/numberFormats';
import { text } from '../../shared/strings';
import { limitOf } from '../pictures/limits';
import { isExact } from '../pictures/places';
import { niceLimit } from '../pictures/scale';
import { useWidth } from '../shared/plot/useWidth';
import { network, shownPicture, shownViews } from '../store';
import { useWish } from '../wishes';
import { calmPicture } from './calm';
import { Images, type ImageNumbers } from './Images';
import { comingOrNot, isNothingComputed } from './missing';
import { strings } from './strings';

interface ImagesViewProps {
  readonly at: number;
  readonly layer: NetworkLayer;
  readonly tableShown: boolean;
}

/** Of one sample of the mini-batch, what a layer gives as images, its gradient, the input, and the filters. */
export function ImagesView({ at, layer, tableShown }: ImagesViewProps): JSX.Element {
  const [place, width] = useWidth();
  const column = useSignal(0);
  const samples = useComputed(() => shownPicture(at, 'activation')?.fullColumns ?? 0);
  const exact = useComputed(() => {
    const picture = shownPicture(at, 'activation');
    return picture === undefined ? undefined : isExact(picture);
  });
  const inBatch = Math.min(column.value, Math.max(0, samples.value - 1));
  const index = useComputed(() => shownViews.value?.miniBatch?.[column.value] ?? -1);
  const inputShape = network.value?.inputShape ?? [];
  const takesInput = layer.inputs.includes(-1) && inputShape.length === 3;
  const needsSample = takesInput || exact.value === false;
  useWish(
    `layers/sample/${at}`,
    needsSample && index.value >= 0 ? { sample: { part: 'train', index: index.value } } : undefined,
  );
  if (exact.value === undefined)
    return <p class="hint">{text(isNothingComputed() ? strings.notComputed : comingOrNot())}</p>;
  const room = Math.max(0, width - 8);
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
          value={inBatch}
          aria-valuetext={text(strings.sampleOfBatch, inBatch, samples.value)}
          onInput={({ currentTarget }) => {
            column.value = Number(currentTarget.value);
          }}
        />
        <output>{text(strings.sampleOfBatch, inBatch, samples.value)}</output>
      </label>
      {width > 0 && (
        <>
          {takesInput && <SampleImages layer={undefined} shape={inputShape} room={room} shown={tableShown} />}
          {layer.parameters[0]?.shape.length === 4 && (
            <Filters at={at} layer={layer} room={room} shown={tableShown} />
          )}
          {exact.value ? (
            (['activation', 'gradient'] as const).map((kind) => (
              <BatchImages
                key={kind}
                {...{ at, layer, kind, room }}
                title={name(kind)}
                sample={inBatch}
                shown={tableShown}
              />
            ))
          ) : (
            <SampleImages layer={at} shape={layer.shape} room={room} shown={tableShown} />
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

/** Cut out of the exact picture: its rows are channels, rows and columns of the images, its columns the samples. */
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
      calmNumbers={() => numbersOf(calmPicture(at, kind))}
      inputs={[at, kind, sample]}
      place={(image, y, x) => text(strings.channelPlace, image, y, x)}
      shown={shown}
    />
  );
}

interface SampleImagesProps {
  /** `undefined`: the input of the network. */
  readonly layer: number | undefined;
  readonly shape: readonly number[];
  readonly room: number;
  readonly shown: boolean;
}

/** What the sample view has: one sample as it is evaluated now. */
function SampleImages({ layer, shape, room, shown }: SampleImagesProps): JSX.Element {
  const tensor = useComputed(() => {
    const { sample } = shownViews.value ?? {};
    return layer === undefined ? sample?.input : (sample?.layers[layer] ?? undefined);
  });
  const state = useComputed(() =>
    tensor.value === undefined ? 'coming' : tensor.value.values === undefined ? 'large' : 'here',
  );
  const index = useComputed(() => shownViews.value?.sample?.choice.index ?? 0);
  const [images = 1, height = 1, width = 1] = shape;
  const title = text(layer === undefined ? strings.inputImages : strings.featureMaps);
  if (state.value !== 'here') {
    return (
      <p class="hint">
        {title}:{' '}
        {state.value === 'coming'
          ? text(strings.coming)
          : text(strings.imagesTooLarge, localNumber(images * height * width))}
      </p>
    );
  }
  const numbers = (): ImageNumbers | undefined => {
    const values = tensor.value?.values;
    if (values === undefined) return undefined;
    return { values, limit: niceLimit(largest(values)), stride: 1, from: 0 };
  };
  return (
    <Images
      title={`${title} · ${text(strings.ofSample, index.value)}`}
      layout={{ images, height, width }}
      room={room}
      numbers={numbers}
      calmNumbers={numbers}
      inputs={[layer]}
      place={(image, y, x) => text(strings.channelPlace, image, y, x)}
      shown={shown}
    />
  );
}

function largest(values: Float32Array): number {
  let most = 0;
  for (const value of values) if (Number.isFinite(value)) most = Math.max(most, Math.abs(value));
  return most;
}

interface FiltersProps {
  readonly at: number;
  readonly layer: NetworkLayer;
  readonly room: number;
  readonly shown: boolean;
}

/** Filters down, the channels they look at across. */
function Filters({ at, layer, room, shown }: FiltersProps): JSX.Element | null {
  const has = useComputed(() => {
    const picture = shownPicture(at, 'weights');
    return picture !== undefined && isExact(picture);
  });
  const [filters = 1, channels = 1, height = 1, width = 1] = layer.parameters[0]?.shape ?? [];
  if (!has.value) return null;
  const numbersOf = (picture: Picture | undefined): ImageNumbers | undefined =>
    picture && { values: picture.cells, limit: limitOf(picture), stride: 1, from: 0 };
  return (
    <Images
      title={text(strings.filterTitle, filters, channels, height, width)}
      layout={{ images: filters * channels, height, width, ...(channels > 1 && { across: channels }) }}
      room={room}
      numbers={() => numbersOf(shownPicture(at, 'weights'))}
      calmNumbers={() => numbersOf(calmPicture(at, 'weights'))}
      inputs={[at]}
      place={(image, y, x) => text(strings.filterPlace, Math.floor(image / channels), image % channels, y, x)}
      shown={shown}
    />
  );
}

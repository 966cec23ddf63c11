import type { JSX } from 'preact';
import { cellNumber, groupedNumber, percent } from '../../../kit/numbers';
import type { NetworkLayer } from '../../../../src/protocol/networkDescription';
import type { Picture, PictureKind } from '../../../../src/protocol/trainingViews';
import { text } from '../../../kit/translation';
import { figureOf } from '../../state/pictureLimits';
import { chosen } from '../../../kit/viewChoices';
import { missingPicture, useThrottledPicture } from './throttledPictures';
import { kindNames } from './pictureKinds';
import { strings } from './layersTexts';

type Figures = readonly { readonly short: string; readonly long: string; readonly value: string }[];

/** The numbers of a whole tensor, however coarse its picture is. */
export function figuresOf(picture: Picture, format: (value: number) => string): Figures {
  const size = picture.fullRows * picture.fullColumns;
  const figure = (name: Parameters<typeof figureOf>[1]): string => format(figureOf(picture, name));
  const zeros = figureOf(picture, 'zeros');
  return [
    { short: strings.mean, long: strings.meanLong, value: figure('mean') },
    { short: strings.deviation, long: strings.deviationLong, value: figure('standardDeviation') },
    { short: strings.zeros, long: strings.zerosLong, value: percent(size === 0 ? 0 : zeros / size) },
    { short: strings.minimum, long: strings.minimumLong, value: figure('minimum') },
    { short: strings.maximum, long: strings.maximumLong, value: figure('maximum') },
    {
      short: strings.nonFinite,
      long: strings.nonFiniteLong,
      value: groupedNumber(figureOf(picture, 'nonFinite')),
    },
  ];
}

/** Of which tensor the rows say the numbers. */
export const statisticsKinds = ['activation', 'gradient', 'weights', 'weightGradient'] as const;

export function statisticsKind(): (typeof statisticsKinds)[number] {
  const kind = chosen<string>('layers/statistics', 'activation');
  return statisticsKinds.find((statisticsKind) => statisticsKind === kind) ?? 'activation';
}

interface RowStatisticsProps {
  readonly at: number;
  readonly layer: NetworkLayer;
  readonly kind: PictureKind;
}

export function RowStatistics({ at, layer, kind }: RowStatisticsProps): JSX.Element | null {
  const shown = useThrottledPicture(at, kind);
  const isOfWeights = kind === 'weights' || kind === 'weightGradient';
  if (isOfWeights && layer.parameters.length === 0)
    return <p class="figures hint">{text(strings.noParameters)}</p>;
  if (shown?.statistics === undefined)
    return <p class="figures hint">{text(missingPicture(at, kind) ?? strings.notComputed)}</p>;
  return (
    <dl class="figures" title={text(kindNames[kind])}>
      {figuresOf(shown, cellNumber).map(({ short, long, value }) => (
        <div key={short} class="figure" title={text(long)}>
          <dt>{text(short)}</dt>
          <dd class={short === strings.nonFinite && value !== '0' ? 'is-bad' : ''}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

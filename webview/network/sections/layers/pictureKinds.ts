import type { NetworkLayer } from '../../../../src/protocol/networkDescription';
import type { LayerScalarName } from '../../../../src/protocol/trainingFrame';
import type { PictureKind } from '../../../../src/protocol/trainingViews';
import { strings } from './layersTexts';
import { isRecorded } from '../../state/store';
import { chosen } from '../../../kit/viewChoices';

export const kindNames: Readonly<Record<PictureKind, string>> = {
  activation: strings.activation,
  gradient: strings.gradient,
  mask: strings.mask,
  weights: strings.weights,
  weightGradient: strings.weightGradient,
};

/** The loss is one number: it has no pictures. */
export function isLoss({ shape }: NetworkLayer): boolean {
  return shape.length === 0;
}

/** Which pictures a layer can have. */
export function kindsOf(layer: NetworkLayer): readonly PictureKind[] {
  if (isLoss(layer)) return ['activation'];
  return [
    'activation',
    'gradient',
    ...(layer.nature.blocks ? (['mask'] as const) : []),
    ...(layer.parameters.length > 0 ? (['weights', 'weightGradient'] as const) : []),
  ];
}

/** Of one sample, channels × height × width. */
function isImage({ shape }: NetworkLayer): boolean {
  return shape.length === 3;
}

/** What a sparkline shows. */
export type FollowedScalar = Extract<LayerScalarName, 'blockedShare' | 'saturatedShare' | 'gradientNorm'>;

/** Which number of a layer is followed over the run beside its pictures. */
export function scalarOf({ nature, parameters }: NetworkLayer): FollowedScalar | undefined {
  if (nature.blocks) return 'blockedShare';
  if (nature.saturates) return 'saturatedShare';
  return parameters.length > 0 ? 'gradientNorm' : undefined;
}

/** What an opened row shows large: one of its pictures, or images of a convolution. */
export type Tab = PictureKind | 'images';

/** The most telling first: a ReLU's mask, a convolution's images. */
export function tabsOf(layer: NetworkLayer): readonly Tab[] {
  const kinds = kindsOf(layer);
  const rest = kinds.filter((kind) => kind !== 'mask');
  return [
    ...(kinds.includes('mask') ? (['mask'] as const) : []),
    // Images of a batch are more than what is kept of a tensor.
    ...(isImage(layer) && !isRecorded.value ? (['images'] as const) : []),
    ...rest,
  ];
}

export function openedTab(layer: NetworkLayer): Tab {
  const tabs = tabsOf(layer);
  const chosenTab = chosen<string>(`layers/tab/${layer.name}`, '');
  return tabs.find((tab) => tab === chosenTab) ?? tabs[0] ?? 'activation';
}

/** Pictures that a tab shows in full. */
export function wholeKinds(layer: NetworkLayer): readonly PictureKind[] {
  const tab = openedTab(layer);
  if (tab === 'mask') return ['mask', 'gradient', 'activation'];
  if (tab !== 'images') return [tab];
  return [
    'activation',
    'gradient',
    ...(layer.parameters.length > 0 ? (['weights', 'weightGradient'] as const) : []),
  ];
}

import type { NetworkLayer } from '../../../../src/protocol/networkDescription';
import type { PictureKind } from '../../../../src/protocol/trainingFrame';
import { chosen } from '../../state/viewState';
import { isImage, kindsOf } from './pictureKinds';

/** What an opened row shows large: one of its pictures, or images of a convolution. */
export type Tab = PictureKind | 'images';

/** The most telling first: a ReLU's mask, a convolution's images. */
export function tabsOf(layer: NetworkLayer): readonly Tab[] {
  const kinds = kindsOf(layer);
  const rest = kinds.filter((kind) => kind !== 'mask');
  return [
    ...(kinds.includes('mask') ? (['mask'] as const) : []),
    ...(isImage(layer) ? (['images'] as const) : []),
    ...rest,
  ];
}

export function openedTab(layer: NetworkLayer): Tab {
  const tabs = tabsOf(layer);
  const known = chosen<string>(`layers/tab/${layer.name}`, '');
  return tabs.find((tab) => tab === known) ?? tabs[0] ?? 'activation';
}

/** Pictures that a tab shows in full. */
export function wholeKinds(layer: NetworkLayer): readonly PictureKind[] {
  const tab = openedTab(layer);
  if (tab === 'mask') return ['mask', 'gradient', 'activation'];
  if (tab !== 'images') return [tab];
  return ['activation', 'gradient', ...(layer.parameters.length > 0 ? (['weights'] as const) : [])];
}

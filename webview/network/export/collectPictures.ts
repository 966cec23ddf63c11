import type { Picture, PictureRequest } from '../../../src/protocol/trainingViews';
import { kindsOf } from '../sections/layers/pictureKinds';
import { isNothingComputed } from '../sections/layers/throttledPictures';
import { requestViews } from '../state/requests';
import { layers, scrubbed, shownViews, state } from '../state/store';
import { untilThere } from './waiting';

export interface CollectedPictures {
  readonly pictures: readonly Picture[];
  /** How many were requested and did not come. */
  readonly missing: number;
}

/**
 * The pictures of all layers, those of no open tab too: they are requested, and waited for as long as some
 * still come.
 * @returns `undefined` where a person did not want to wait
 */
export async function collectPictures(): Promise<CollectedPictures | undefined> {
  const requests = layers.value.map((layer, at): PictureRequest => ({ layer: at, kinds: kindsOf(layer) }));
  const total = requests.reduce((sum, { kinds }) => sum + kinds.length, 0);
  const collected = (): Picture[] =>
    (shownViews.value?.pictures ?? []).filter(({ layer, kind }) => requests[layer]?.kinds.includes(kind));
  const nothingComes = scrubbed.value === null && isNothingComputed();
  if (nothingComes || state.value?.status.kind === 'lost' || collected().length === total) {
    const pictures = collected();
    return { pictures, missing: nothingComes ? 0 : total - pictures.length };
  }
  const release = requestViews('export', { pictures: requests });
  try {
    const isThere = await untilThere(() => ({ done: collected().length, total }));
    const pictures = collected();
    return isThere ? { pictures, missing: total - pictures.length } : undefined;
  } finally {
    release();
  }
}

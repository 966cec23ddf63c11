import { effect, signal } from '@preact/signals';
import type { Picture, PictureRequest } from '../../../src/protocol/trainingFrame';
import { kindsOf } from '../sections/layers/pictureKinds';
import { isNothingComputed } from '../sections/layers/throttledPictures';
import { requestViews } from '../state/requests';
import { layers, scrubbed, shownViews, state } from '../state/store';

/** What an export waits for; `null` while none does. */
export const waiting = signal<{
  readonly done: number;
  readonly total: number;
  readonly cancel: () => void;
} | null>(null);

/** Milliseconds without a new picture after which the rest does not come any more. */
const patience = 4000;

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
    return await new Promise((resolve) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      let most = -1;
      const stop = effect(() => {
        const pictures = collected();
        if (pictures.length <= most) return;
        most = pictures.length;
        clearTimeout(timer);
        const end = (result: CollectedPictures | undefined): void => {
          clearTimeout(timer);
          // Not while the effect still runs for the first time.
          queueMicrotask(() => {
            stop();
          });
          resolve(result);
        };
        waiting.value = {
          done: most,
          total,
          cancel: () => {
            end(undefined);
          },
        };
        if (most === total) end({ pictures, missing: 0 });
        else {
          timer = setTimeout(() => {
            const last = collected();
            end({ pictures: last, missing: total - last.length });
          }, patience);
        }
      });
    });
  } finally {
    waiting.value = null;
    release();
  }
}

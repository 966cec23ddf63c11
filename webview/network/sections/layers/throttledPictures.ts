import { computed } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Picture, PictureKind } from '../../../../src/protocol/trainingFrame';
import { calmed, calmedUntil } from '../../../kit/pacing/throttled';
import { shownPicture, shownViews } from '../../state/store';

/** Milliseconds between two changes of a number while it trains: more often nobody can read it. */
const readable = 200;
/** The numbers of one picture are little work. */
const cost = 1;

const calmViews = calmed(shownViews, readable);

const byPlace = computed(
  () => new Map(calmViews.value?.pictures.map((picture) => [`${picture.layer}/${picture.kind}`, picture])),
);

export function calmPicture(layer: number, kind: PictureKind): Picture | undefined {
  return byPlace.value.get(`${layer}/${kind}`);
}

/** A picture whose numbers follow by themselves, so that those of all layers do not change in the same frame. */
export function useCalmPicture(
  layer: number,
  kind: PictureKind,
  milliseconds = readable,
): Picture | undefined {
  const followed = useMemo(
    () =>
      calmedUntil(
        computed(() => shownPicture(layer, kind) ?? null),
        milliseconds,
        cost,
      ),
    [layer, kind, milliseconds],
  );
  useEffect(() => followed.stop, [followed]);
  return followed.calm.value ?? undefined;
}

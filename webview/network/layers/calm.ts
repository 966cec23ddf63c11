import { computed } from '@preact/signals';
import type { Picture, PictureKind } from '../../../src/protocol/trainingFrame';
import { calmed } from '../shared/calmed';
import { shownViews } from '../store';

/** Milliseconds between two changes of a number while it trains: more often nobody can read it. */
const readable = 200;

const calmViews = calmed(shownViews, readable);

const byPlace = computed(
  () => new Map(calmViews.value?.pictures.map((picture) => [`${picture.layer}/${picture.kind}`, picture])),
);

export function calmPicture(layer: number, kind: PictureKind): Picture | undefined {
  return byPlace.value.get(`${layer}/${kind}`);
}

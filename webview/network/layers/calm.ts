import { computed, effect, signal } from '@preact/signals';
import type { Picture, PictureKind } from '../../../src/protocol/trainingFrame';
import type { TrainingViews } from '../../../src/protocol/trainingViews';
import { shownViews, status } from '../store';

/** Milliseconds between two changes of a number while it trains: more often nobody can read it. */
const readable = 200;

/** What the sections show, but no oftener than a person can read; at once when nothing runs. */
const calmViews = signal<TrainingViews | null>(null);
let last = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

effect(() => {
  const views = shownViews.value;
  const wait = last + readable - performance.now();
  if (views === null || status.value?.state !== 'running' || wait <= 0) {
    clearTimeout(timer);
    timer = undefined;
    last = performance.now();
    calmViews.value = views;
  } else {
    timer ??= setTimeout(() => {
      timer = undefined;
      last = performance.now();
      calmViews.value = shownViews.peek();
    }, wait);
  }
});

const byPlace = computed(
  () => new Map(calmViews.value?.pictures.map((picture) => [`${picture.layer}/${picture.kind}`, picture])),
);

export function calmPicture(layer: number, kind: PictureKind): Picture | undefined {
  return byPlace.value.get(`${layer}/${kind}`);
}

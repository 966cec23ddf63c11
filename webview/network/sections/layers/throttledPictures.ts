import { computed } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { Picture, PictureKind, TrainingViews } from '../../../../src/protocol/trainingViews';
import { throttled, useThrottledSignal } from '../../../kit/pacing/throttled';
import {
  shownPicture,
  shownViews,
  canLookBack,
  isBetween,
  isRecorded,
  liveViews,
  lookBack,
  scrubbed,
  state,
} from '../../state/store';
import { strings } from './layersTexts';

/** Milliseconds between two changes of a number while it trains: more often nobody can read it. */
const readable = 200;
/** The numbers of one picture are little work. */
const cost = 1;

const throttledViews = throttled(shownViews, readable);

const byPlace = computed(
  () =>
    new Map(throttledViews.value?.pictures.map((picture) => [`${picture.layer}/${picture.kind}`, picture])),
);

export function throttledPicture(layer: number, kind: PictureKind): Picture | undefined {
  return byPlace.value.get(`${layer}/${kind}`);
}

/**
 * A picture whose numbers follow by themselves, so that those of all layers do not change in the same frame.
 */
export function useThrottledPicture(
  layer: number,
  kind: PictureKind,
  milliseconds = readable,
): Picture | undefined {
  const picture = useMemo(() => computed(() => shownPicture(layer, kind) ?? null), [layer, kind]);
  return useThrottledSignal(picture, milliseconds, cost).value ?? undefined;
}

/** Nor after an edit, until its first step: what was computed before it is of another definition. */
export function isNothingComputed(): boolean {
  return !canLookBack.value && !isBetween.value;
}

/** What is requested is on its way, unless it can no longer be computed. */
export function comingOrNot(): string {
  if (state.value?.status.kind === 'lost') return strings.lostWithRun;
  const isUnknown = scrubbed.value !== null && typeof lookBack.value?.answer === 'string';
  return isUnknown ? strings.notComputed : strings.coming;
}

/** A mark at the sentence in the place of a picture that an export waits for. */
export function comingMark(reason: string): '' | undefined {
  return reason === strings.coming ? '' : undefined;
}

/** Why a number of a layer is not there. */
export function missingNumber(): string {
  return liveViews.value?.sealed === undefined ? strings.notComputed : strings.sealed;
}

/** Why there is no picture; `undefined` where there is one. Never a zero or an empty picture in its place. */
export function missingPicture(layer: number, kind: PictureKind): string | undefined {
  if (shownPicture(layer, kind) !== undefined) return undefined;
  if (scrubbed.value === null && isNothingComputed()) return strings.notComputed;
  const isAmong = (list: TrainingViews['withoutPicture']): boolean =>
    list?.some((absent) => absent.layer === layer && absent.kind === kind) ?? false;
  if (isAmong(shownViews.value?.sealed?.pictures)) return strings.sealed;
  if (isAmong(shownViews.value?.withoutPicture))
    return isRecorded.value ? strings.notRecorded : strings.noneHere;
  return comingOrNot();
}

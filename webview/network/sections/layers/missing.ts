import type { PictureKind } from '../../../../src/protocol/trainingFrame';
import {
  canLookBack,
  isBetween,
  lookBack,
  scrubbed,
  shownPicture,
  shownViews,
  state,
} from '../../state/store';
import { strings } from './layersTexts';

/** Nor after an edit, until its first step: what was computed before it is of another definition. */
export function isNothingComputed(): boolean {
  return !canLookBack.value && !isBetween.value;
}

/** What is asked for is on its way, unless nobody can tell it any more. */
export function comingOrNot(): string {
  if (state.value?.standing.kind === 'lost') return strings.lostWithRun;
  const isUnknown = scrubbed.value !== null && typeof lookBack.value?.answer === 'string';
  return isUnknown ? strings.notComputed : strings.coming;
}

/** Why there is no picture; `undefined` where there is one. Never a zero or an empty picture in its place. */
export function missingPicture(layer: number, kind: PictureKind): string | undefined {
  if (shownPicture(layer, kind) !== undefined) return undefined;
  if (scrubbed.value === null && isNothingComputed()) return strings.notComputed;
  const hasOthers = shownViews.value?.pictures.some((picture) => picture.layer === layer) ?? false;
  return hasOthers ? strings.noneHere : comingOrNot();
}

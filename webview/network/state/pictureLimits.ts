import { computed } from '@preact/signals';
import type { statisticsEntries } from '../../../src/engine/kernels/operands/statisticsOperands';
import type { Picture, PictureKind } from '../../../src/protocol/trainingViews';
import { network, scrubbed, shownViews } from './store';
import { chosen } from '../../kit/viewChoices';
import { niceLimit } from '../../tensor/colorScale';

type Figure = (typeof statisticsEntries)[number];
/** In the order of the engine's `statisticsEntries`: its types are known here, its values are not. */
const places: Readonly<Record<Figure, number>> = {
  mean: 0,
  standardDeviation: 1,
  minimum: 2,
  maximum: 3,
  norm: 4,
  meanAbsolute: 5,
  zeros: 6,
  nonFinite: 7,
};

/** NaN where there is no finite entry, or no such figure. */
export function figureOf({ statistics }: Picture, figure: Figure): number {
  return statistics?.[places[figure]] ?? NaN;
}

/** The entry farthest from zero, of the whole tensor; 0 where none is finite. */
function reachOf(picture: Picture): number {
  const reach = Math.max(-figureOf(picture, 'minimum'), figureOf(picture, 'maximum'));
  return Number.isFinite(reach) ? reach : 0;
}

/** What pictures were seen last, by layer and kind: layers scrolled away still count for the common scale. */
const seen = { of: null as unknown, scrubbed: null as number | null, reaches: new Map<string, number>() };

const reaches = computed<ReadonlyMap<string, number>>(() => {
  if (seen.of !== network.value || seen.scrubbed !== scrubbed.value) {
    seen.of = network.value;
    seen.scrubbed = scrubbed.value;
    seen.reaches = new Map();
  }
  if (shownViews.value === null) seen.reaches.clear();
  for (const picture of shownViews.value?.pictures ?? [])
    seen.reaches.set(`${picture.kind}/${picture.layer}`, reachOf(picture));
  return new Map(seen.reaches);
});

/** By kind the end of the scale that all layers share. */
const commonLimits = computed<ReadonlyMap<string, number>>(() => {
  const limits = new Map<string, number>();
  for (const [key, reach] of reaches.value) {
    const kind = key.slice(0, key.indexOf('/'));
    limits.set(kind, Math.max(limits.get(kind) ?? 0, reach));
  }
  return new Map([...limits].map(([kind, reach]) => [kind, niceLimit(reach)]));
});

/**
 * Whether all layers share one scale for each kind of picture:
 * one with large numbers takes the colour from the rest.
 */
export function isScaleLocked(): boolean {
  return chosen<boolean>('layers/locked', false);
}

/** The end of the scale that pictures of this kind share. */
export function commonLimit(kind: PictureKind): number {
  return commonLimits.value.get(kind) ?? 0;
}

/** The end of a picture's colour scale; its middle is zero always. */
export function limitOf(picture: Picture): number {
  return isScaleLocked() ? commonLimit(picture.kind) : niceLimit(reachOf(picture));
}

import { computed, effect } from '@preact/signals';
import type { ComparedPictureKind, SnapshotRequest } from '../../src/protocol/comparePanelMessages';
import { chosen } from '../kit/viewChoices';
import { post } from './compareHost';
import { axisKind, comparison, shownEntries, unitOf } from './compareStore';

export const pictureKinds = ['activation', 'gradient', 'mask', 'weights', 'weightGradient'] as const;

export const shownKind = computed<ComparedPictureKind>(
  () => pictureKinds.find((kind) => kind === chosen<string>('kind', 'activation')) ?? 'activation',
);

/** The layer whose pictures are shown; `null`: every one. */
export const shownLayer = computed<string | null>(() => {
  const layer = chosen('pictureLayer', '');
  return comparison.value?.runs.some(({ layers }) => layers.includes(layer)) === true ? layer : null;
});

/** Of each entry the run that stands for it, with its unit on the axis. */
const shownRuns = computed(() =>
  shownEntries.value.flatMap((entry) => {
    const [run] = entry.runs;
    const unit = unitOf(entry);
    return run === undefined || unit === undefined ? [] : [{ entry, run, unit }];
  }),
);

/** Places on the axis, steps or epochs, at which one of the shown runs has a snapshot; ascending. */
export const moments = computed<readonly number[]>(() => {
  const all = shownRuns.value.flatMap(({ run, unit }) =>
    Array.from(comparison.value?.runs[run]?.snapshots ?? [], (step) => step / unit),
  );
  return [...new Set(all)].sort((a, b) => a - b);
});

/** The chosen moment, or the last. */
export const moment = computed<number | undefined>(() => {
  const requested = chosen('moment', Infinity);
  const { value: places } = moments;
  return places.find((place) => place >= requested) ?? places.at(-1);
});

/** What of the runs is shown of their layers, in the order of the entries. */
export const panes = computed(() =>
  shownRuns.value.map(({ entry, run, unit }) => ({
    entry,
    run,
    step: Math.round((moment.value ?? 0) * unit),
  })),
);

let number = 0;

/** Asks for the snapshots of what is shown, whenever that is something else. */
export function requestSnapshots(): () => void {
  let asked = '';
  return effect(() => {
    if (moment.value === undefined) return;
    const request: Omit<SnapshotRequest, 'number'> = {
      moments: panes.value.map(({ run, step }) => ({ run, step })),
      kind: shownKind.value,
      layer: shownLayer.value,
    };
    // A run that goes on changes the comparison many times, and seldom its snapshots.
    const key = [
      axisKind.value,
      request.kind,
      request.layer,
      ...request.moments.flatMap(({ run, step }) => [run, step]),
    ].join();
    if (key === asked) return;
    asked = key;
    post({ kind: 'requestSnapshots', request: { number: ++number, ...request } });
  });
}

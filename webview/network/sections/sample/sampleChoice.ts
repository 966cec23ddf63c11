import type { DataPart, SampleChoice, SampleRequest } from '../../../../src/protocol/trainingViews';
import { state } from '../../state/store';
import { openTab } from '../../tabs/openTabs';
import { choose, chosen } from '../../../kit/viewChoices';

/** How many samples a part of the data has. */
export function samplesIn(part: DataPart): number {
  const run = state.value?.run;
  return (part === 'train' ? run?.trainSamples : run?.testSamples) ?? 0;
}

export function isSame(a: SampleRequest, b: SampleRequest): boolean {
  return a.part === b.part && a.index === b.index;
}

/** The sample that is followed through the network, and marked wherever samples are shown. */
export function chosenSample(): SampleChoice {
  const requested = chosen<string>('sample/part', 'train') === 'test' ? 'test' : 'train';
  const part = samplesIn(requested) > 0 ? requested : 'train';
  return { part, index: Math.max(0, Math.min(chosen('sample/index', 0), samplesIn(part) - 1)) };
}

/** How many samples a search brings. */
export const mostFound = 24;

/**
 * Follows a sample through the network.
 * @param comesIntoView for those who choose far away from where it is shown
 */
export function chooseSample({ part, index }: SampleChoice, comesIntoView = false): void {
  choose('sample/part', part);
  choose('sample/index', index);
  if (comesIntoView) openTab('sample');
}

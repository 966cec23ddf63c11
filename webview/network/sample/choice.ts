import type { SampleChoice } from '../../../src/protocol/trainingViews';
import { state } from '../store';
import { choose, chosen } from '../viewState';

/** How many samples a part of the data has. */
export function samplesIn(part: SampleChoice['part']): number {
  const run = state.value?.run;
  return (part === 'train' ? run?.trainSamples : run?.testSamples) ?? 0;
}

/** The sample that is followed through the network, and marked wherever samples are shown. */
export function chosenSample(): SampleChoice {
  const wanted = chosen<string>('sample/part', 'train') === 'test' ? 'test' : 'train';
  const part = samplesIn(wanted) > 0 ? wanted : 'train';
  return { part, index: Math.max(0, Math.min(chosen('sample/index', 0), samplesIn(part) - 1)) };
}

export function chooseSample({ part, index }: SampleChoice): void {
  choose('sample/part', part);
  choose('sample/index', index);
}

import { effect, signal } from '@preact/signals';
import * as v from 'valibot';
import { vscodeApi } from '../../kit/vscodeApi';
import { calmed } from '../../kit/pacing/throttled';
import { scrubbed, selected, state, stepsDone } from './store';

/** How a person looks at the panel: all that is kept here, and nothing the host owns. */
const keptSchema = v.object({
  selected: v.nullable(v.number()),
  scrubbed: v.nullable(v.number()),
  /** What each section keeps for itself, by its own key. */
  choices: v.record(v.string(), v.union([v.string(), v.number(), v.boolean(), v.null()])),
});
type Kept = v.InferOutput<typeof keptSchema>;
type Choice = Kept['choices'][string];

const parsed = v.safeParse(keptSchema, vscodeApi.getState());
const start: Kept = parsed.success ? parsed.output : { selected: null, scrubbed: null, choices: {} };

selected.value = start.selected;
scrubbed.value = start.scrubbed;

/** Choices of the sections: which are open, on which axis, of which layer. They survive hiding and reloading. */
const choices = signal<Kept['choices']>(start.choices);

/** @returns what was chosen, or `fallback` where nothing of that kind was */
export function chosen<Value extends Choice>(key: string, fallback: Value): Value {
  const value = choices.value[key];
  return typeof value === typeof fallback ? (value as Value) : fallback;
}

export function choose(key: string, value: Choice): void {
  choices.value = { ...choices.value, [key]: value };
}

/** How far the run has come need not be kept thirty times a second. */
const keptStep = calmed(stepsDone, 1000);

effect(() => {
  // For the host, which brings the panel back after a reload: whose it is, and what has become of its run.
  const { document: address = '', network = '' } = document.documentElement.dataset;
  vscodeApi.setState({
    selected: selected.value,
    scrubbed: scrubbed.value,
    choices: choices.value,
    document: address,
    network,
    changedByHand: state.value?.run?.changedByHand ?? false,
    step: keptStep.value,
  });
});

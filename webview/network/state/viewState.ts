import * as v from 'valibot';
import { throttled } from '../../kit/pacing/throttled';
import { keepView, keptState } from '../../kit/viewChoices';
import { scrubbed, selected, state, stepsDone } from './store';

/** What a person looks at: all that is kept here besides the choices, and nothing the host owns. */
const keptSchema = v.object({ selected: v.nullable(v.number()), scrubbed: v.nullable(v.number()) });

const kept = v.safeParse(keptSchema, keptState);
if (kept.success) {
  selected.value = kept.output.selected;
  scrubbed.value = kept.output.scrubbed;
}

/** How far the run has come need not be kept thirty times a second. */
const keptStep = throttled(stepsDone, 1000);

keepView(() => ({
  selected: selected.value,
  scrubbed: scrubbed.value,
  // For the host, which brings the panel back after a reload: what has become of its run.
  changedByHand: state.value?.run?.changedByHand ?? false,
  step: keptStep.value,
}));

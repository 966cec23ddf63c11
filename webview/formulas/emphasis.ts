import { playingStep } from './formulaPlayback';
import { shownGradient, type Shown } from './shownNumbers';
import { chosenPass, chosenRun, currentStep, lightPath, places, usesOf } from './formulaStore';

/** What leaves the graph at a result: for the pass's target the gradient that backpropagation starts with. */
export function currentTarget(node: number): Shown {
  if (chosenPass.value === undefined) return chosenRun.value === undefined ? 'notComputed' : 'none';
  if (node !== chosenPass.value.target) {
    const place = places.value.get(node);
    return chosenRun.value === undefined || place === undefined ? 'notComputed' : 'none';
  }
  // A target that is used further on has its own share besides the one it starts with.
  return (usesOf.value.get(node) ?? []).length === 0 ? shownGradient(node) : 'none';
}

/** How an edge stands out: the step passes through it, or it is on the way to the cause of a zero. */
export function isActive(source: number, user: number | null): string {
  const step = playingStep.value ?? currentStep.value;
  const classes: string[] = [];
  if (step !== undefined) {
    const passes =
      step.phase === 'forward'
        ? step.node === source || step.node === user
        : user === null
          ? false
          : step.node === user;
    const upstream = step.phase === 'backward' && step.node === source;
    if (step.phase === 'forward' ? step.node === user : passes) classes.push(`is-active-${step.phase}`);
    else if (upstream) classes.push('is-upstream');
  }
  if (lightPath.value.has(source) && (user === null || lightPath.value.has(user))) classes.push('is-lit');
  return classes.join(' ');
}

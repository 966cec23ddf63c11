import { computed } from '@preact/signals';
import type { PanelTensor } from '../../src/protocol/formulaPanelMessages';
import { WalkOrder } from '../../src/protocol/walkOrder';
import { playedSteps } from './formulaPlayback';
import { chosenPass, chosenRun, nodeOf, places, state, usesInPass } from './formulaStore';
import { position } from './formulaViewState';

/**
 * What may be shown in place of a number:
 * `notComputed` nothing has run; `notReached` the walk has not come here; `none` no gradient reaches it.
 */
type Absence = 'notComputed' | 'notReached' | 'none';
export type Shown = PanelTensor | Absence;

const order = computed(() => new WalkOrder(chosenPass.value?.walk ?? []));

const stepsShown = computed(() => playedSteps.value ?? position.value ?? Infinity);

function isReached(phase: 'forward' | 'backward', node: number): boolean {
  return order.value.isReached(phase, node, stepsShown.value);
}

/** The value of a node, as far as the walk has come. */
export function shownValue(id: number): Shown {
  const place = places.value.get(id);
  const value = place === undefined ? undefined : state.value?.run?.values[place];
  if (value === undefined || value === null) return 'notComputed';
  return isReached('forward', id) ? value : 'notReached';
}

/** The share of a gradient that comes back through one use of a value. */
export function shownContribution(user: number, input: number): Shown {
  const run = chosenRun.value;
  const place = places.value.get(user);
  const source = nodeOf(user)?.inputs[input]?.node;
  if (run === undefined || place === undefined || source === undefined) return 'notComputed';
  if (run.gradients[place] === null) return 'none';
  const contribution = run.edges[place]?.[input]?.contribution ?? null;
  const uses = usesInPass.value.get(source) ?? [];
  // A label that is also compared with something brings nothing back through its own use.
  const passing =
    uses.length === 1 ? uses : uses.filter(({ node, input: at }) => node.inputs[at]?.rule !== '');
  const [only] = passing;
  const isOnlyUse =
    passing.length === 1 &&
    only?.node.id === user &&
    only.input === input &&
    chosenPass.value?.target !== source;
  const sourcePlace = places.value.get(source);
  const gradient = sourcePlace === undefined ? null : (run.gradients[sourcePlace] ?? null);
  const shown = contribution ?? (isOnlyUse ? gradient : null);
  if (shown === null) return 'none';
  return isReached('backward', user) ? shown : 'notReached';
}

/** The whole gradient of a node: known when every use of it has sent its share. */
export function shownGradient(id: number): Shown {
  const run = chosenRun.value;
  const place = places.value.get(id);
  const gradient = place === undefined ? undefined : run?.gradients[place];
  if (gradient === undefined) return 'notComputed';
  if (gradient === null) return 'none';
  const users = (usesInPass.value.get(id) ?? []).map(({ node }) => node.id);
  return order.value.isGradientReached(users, stepsShown.value) ? gradient : 'notReached';
}

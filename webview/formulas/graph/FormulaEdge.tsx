import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { EdgePaths } from '../../graph/EdgePaths';
import type { Flow } from '../../graph/route';
import { classes } from '../../kit/classes';
import { hover, startEditing } from '../formulaActions';
import { EdgeValue } from '../pictures/EdgeValue';
import { shownContribution, shownGradient, shownValue, type Shown } from '../walkNumbers';
import { labelOf } from '../nodeWords';
import { askingOf, maskReason, oddEntries } from '../reasons';
import { tensorSize } from '../pictures/cellSizes';
import { valueGaps, type PlacedValue } from './formulaLayout';
import { playingStep } from '../formulaPlayback';
import { endedDrag, isTried, startDrag } from '../triedNumbers';
import { chosenPass, chosenRun, currentStep, lightPath, places, usesInPass } from '../formulaStore';

/** What leaves the graph at a result: for the pass's target the gradient that backpropagation starts with. */
function currentTarget(node: number): Shown {
  if (chosenPass.value === undefined) return chosenRun.value === undefined ? 'notComputed' : 'none';
  if (node !== chosenPass.value.target) {
    const place = places.value.get(node);
    return chosenRun.value === undefined || place === undefined ? 'notComputed' : 'none';
  }
  // A target that is used further on has its own share besides the one it starts with.
  return (usesInPass.value.get(node) ?? []).length === 0 ? shownGradient(node) : 'none';
}

/** How an edge stands out: the step passes through it, or it is on the way to the cause of a zero. */
function emphasisOf(source: number, user: number | null): string {
  const step = playingStep.value ?? currentStep.value;
  const isActive = step?.node === user;
  const isUpstream = step?.phase === 'backward' && step.node === source && !isActive;
  const isLit = lightPath.value.has(source) && (user === null || lightPath.value.has(user));
  return classes(isActive && `is-active-${step.phase}`, isUpstream && 'is-upstream', isLit && 'is-lit');
}

/**
 * One edge as the book draws it: the value above the line that
 * goes forward, the gradient below the one that comes back.
 */
export function FormulaEdge({
  edge,
  flow,
}: {
  readonly edge: PlacedValue;
  readonly flow: Flow;
}): JSX.Element {
  const { source, user, input, label } = edge;
  const value = useComputed(() => shownValue(source.id));
  const gradient = useComputed(() =>
    user === null ? currentTarget(source.id) : shownContribution(user.id, input),
  );
  const emphasis = useComputed(() => emphasisOf(source.id, user?.id ?? null));
  const { width, height } = tensorSize(source.shape);
  const x = flow === 'right' ? label.x - width / 2 : label.x - label.width / 2;
  const middle = valueGaps[flow];
  const name = labelOf(source);
  const align = flow === 'right' ? 'middle' : 'start';
  return (
    <g
      class={classes('edge', emphasis.value)}
      data-edge={edge.key}
      onPointerEnter={() => {
        hover(source.id);
      }}
      onPointerLeave={() => {
        hover(null);
      }}
    >
      <EdgePaths
        lines={edge}
        backward={{ absence: typeof gradient.value === 'string' ? gradient.value : undefined }}
      />
      <EdgeValue
        shown={value.value}
        shape={source.shape}
        direction="forward"
        x={x}
        y={label.y - middle - height}
        align={align}
        name={name}
        onEntry={
          source.editable
            ? (entry) => {
                if (!endedDrag()) startEditing(source.id, entry);
              }
            : askingOf('value', source)?.ask
        }
        onPress={
          source.editable
            ? (entry, event) => {
                startDrag(source.id, entry, event);
              }
            : undefined
        }
        isTried={(entry) => isTried(source.id, entry)}
      />
      <EdgeValue
        shown={gradient.value}
        shape={source.shape}
        direction="backward"
        x={x}
        y={label.y + middle}
        align={align}
        name={`∂L/∂${name}`}
        onEntry={oddEntries(gradient.value).length > 0 ? askingOf('gradient', source)?.ask : undefined}
        reasonOf={user === null ? undefined : (entry) => maskReason(user, entry)}
      />
    </g>
  );
}

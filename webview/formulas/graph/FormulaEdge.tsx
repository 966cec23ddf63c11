import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import type { Flow } from '../../graph/route';
import { askWhyZero, hover, startEditing } from '../formulaActions';
import { TensorPicture } from '../pictures/TensorPicture';
import { shownContribution, shownGradient, shownValue, type Shown } from '../shownNumbers';
import { labelOf } from '../nodeWords';
import { tensorSize } from '../pictures/cellSizes';
import type { PlacedEdge } from './formulaLayout';
import { playingStep } from '../formulaPlayback';
import { chosenPass, chosenRun, currentStep, lightPath, places, usesOf } from '../formulaStore';

/** What leaves the graph at a result: for the pass's target the gradient that backpropagation starts with. */
function currentTarget(node: number): Shown {
  if (chosenPass.value === undefined) return chosenRun.value === undefined ? 'notComputed' : 'none';
  if (node !== chosenPass.value.target) {
    const place = places.value.get(node);
    return chosenRun.value === undefined || place === undefined ? 'notComputed' : 'none';
  }
  // A target that is used further on has its own share besides the one it starts with.
  return (usesOf.value.get(node) ?? []).length === 0 ? shownGradient(node) : 'none';
}

/** How an edge stands out: the step passes through it, or it is on the way to the cause of a zero. */
function isActive(source: number, user: number | null): string {
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

const gap = 9;

/** One edge as the book draws it: the value above the line that goes forward, the gradient below the one that comes back. */
export function EdgeView({ edge, flow }: { readonly edge: PlacedEdge; readonly flow: Flow }): JSX.Element {
  const { source, user, input, label } = edge;
  const value = useComputed(() => shownValue(source.id));
  const gradient = useComputed(() =>
    user === null ? currentTarget(source.id) : shownContribution(user.id, input),
  );
  const emphasis = useComputed(() => isActive(source.id, user?.id ?? null));
  const { width, height } = tensorSize(source.shape);
  const x = flow === 'right' ? label.x - width / 2 : label.x - label.width / 2;
  const middle = flow === 'right' ? gap : 2;
  const name = labelOf(source);
  const zero = (entry: number): void => {
    const shown = shownGradient(source.id);
    if (typeof shown === 'object' && shown.kind === 'whole' && shown.data[entry] === 0)
      askWhyZero(source.id, entry);
  };
  const align = flow === 'right' ? 'middle' : 'start';
  const hasZero =
    typeof gradient.value === 'object' && gradient.value.kind === 'whole' && gradient.value.data.includes(0);
  return (
    <g
      class={`edge ${emphasis.value}`}
      data-edge={edge.key}
      onPointerEnter={() => {
        hover(source.id);
      }}
      onPointerLeave={() => {
        hover(null);
      }}
    >
      <path class="edge-line is-forward" d={edge.forwardPath} />
      <path class="edge-arrow is-forward" d={edge.forwardArrow} />
      <path
        class={`edge-line is-backward is-${typeof gradient.value === 'string' ? gradient.value : 'there'}`}
        d={edge.backwardPath}
      />
      {gradient.value !== 'none' && (
        <path
          class={`edge-arrow is-backward is-${typeof gradient.value === 'string' ? gradient.value : 'there'}`}
          d={edge.backwardArrow}
        />
      )}
      <TensorPicture
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
                startEditing(source.id, entry);
              }
            : undefined
        }
      />
      <TensorPicture
        shown={gradient.value}
        shape={source.shape}
        direction="backward"
        x={x}
        y={label.y + middle}
        align={align}
        name={`∂L/∂${name}`}
        onEntry={hasZero ? zero : undefined}
      />
    </g>
  );
}

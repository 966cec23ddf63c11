import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import type { Flow } from '../../graph/route';
import { askWhyZero, hover, startEditing } from '../formulaActions';
import { currentTarget, isActive } from '../emphasis';
import { TensorPicture } from '../pictures/TensorPicture';
import { shownContribution, shownGradient, shownValue } from '../shownNumbers';
import { labelOf } from '../label';
import { tensorSize } from '../pictures/cellSizes';
import type { PlacedEdge } from './formulaLayout';

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

import { useSignal } from '@preact/signals';
import type { ComponentChildren, JSX, TargetedPointerEvent } from 'preact';
import { useRef } from 'preact/hooks';
import { PlaceLine, PlotFrame, shareUnder } from '../../../charts/PlotFrame';
import { scrubTo } from '../../state/actions';
import { cursorStep, scrubbed } from '../../state/store';
import { onChartKey, shareOf, showBetween, stepAt } from './stepPointing';
import { MarkLines } from './MarkLines';

/** Pixels; a shorter drag is a click. */
const shortestDrag = 4;

function StepLine({
  kind,
  step,
}: {
  readonly kind: 'cursor' | 'back';
  readonly step: number | null;
}): JSX.Element {
  return <PlaceLine kind={kind} place={step} share={step === null ? -1 : shareOf(step)} />;
}

function Selection({ from, to }: { readonly from: number; readonly to: number }): JSX.Element {
  const [left, right] = [Math.max(0, Math.min(from, to)), Math.min(1, Math.max(from, to))];
  return <div class="step-selection" style={{ left: `${left * 100}%`, width: `${(right - left) * 100}%` }} />;
}

/** Where a chart is drawn: pointing moves the cursor of all charts, a click looks back, a drag zooms. */
export function PlotArea({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  const drag = useSignal<{ readonly from: number; readonly to: number } | null>(null);
  const pressedAt = useRef<number | null>(null);
  type PointerEventHere = TargetedPointerEvent<HTMLDivElement>;

  const onPointerMove = ({ currentTarget, clientX }: PointerEventHere): void => {
    const share = shareUnder(currentTarget, clientX);
    cursorStep.value = stepAt(share);
    const { current: start } = pressedAt;
    if (start === null) return;
    if (drag.value !== null || Math.abs(clientX - start) >= shortestDrag) {
      drag.value = { from: shareUnder(currentTarget, start), to: share };
    }
  };
  const onPointerDown = ({ currentTarget, clientX, pointerId, button }: PointerEventHere): void => {
    if (button !== 0) return;
    pressedAt.current = clientX;
    currentTarget.setPointerCapture(pointerId);
  };
  const onPointerUp = ({ currentTarget, clientX }: PointerEventHere): void => {
    if (pressedAt.current === null) return;
    pressedAt.current = null;
    if (drag.value === null) scrubTo(stepAt(shareUnder(currentTarget, clientX)));
    else showBetween(drag.value.from, drag.value.to);
    drag.value = null;
  };
  const forget = (): void => {
    cursorStep.value = null;
  };
  return (
    <PlotFrame
      title={title}
      help="charts-help"
      onKeyDown={onChartKey}
      onBlur={forget}
      onPointerMove={onPointerMove}
      onPointerLeave={forget}
      onPointerDown={onPointerDown}
      onPointerUp={onPointerUp}
      onPointerCancel={() => {
        pressedAt.current = drag.value = null;
      }}
      overlay={
        <>
          <MarkLines />
          <StepLine kind="back" step={scrubbed.value} />
          <StepLine kind="cursor" step={cursorStep.value} />
          {drag.value !== null && <Selection {...drag.value} />}
        </>
      }
    >
      {children}
    </PlotFrame>
  );
}

import type { ComponentChildren, HTMLAttributes, JSX } from 'preact';
import { strings } from '../kit/kitTexts';
import { text } from '../kit/translation';
import { plotInset } from './LinePlot';

/** What a plot does with pointer and keyboard. */
type Handlers = Pick<
  HTMLAttributes<HTMLDivElement>,
  | 'onBlur'
  | 'onKeyDown'
  | 'onPointerCancel'
  | 'onPointerDown'
  | 'onPointerLeave'
  | 'onPointerMove'
  | 'onPointerUp'
>;

interface PlotFrameProps extends Handlers {
  readonly title: string;
  /** The id of the sentence that says what the keys do. */
  readonly help: string;
  /** What lies over the plot: lines at a place of the axis, a selection. */
  readonly overlay: ComponentChildren;
  readonly children: ComponentChildren;
}

/** Where a chart is drawn: it takes the focus, and what points at its axis lies over it. */
export function PlotFrame({ title, help, overlay, children, ...handlers }: PlotFrameProps): JSX.Element {
  return (
    <div
      class="plot-area"
      role="group"
      tabIndex={0}
      aria-label={title}
      aria-roledescription={text(strings.chart)}
      aria-describedby={help}
      {...handlers}
    >
      {children}
      <div class="plot-overlay">{overlay}</div>
    </div>
  );
}

interface PlaceLineProps {
  readonly kind: 'cursor' | 'back';
  /** Where it stands on the axis; `null`: nowhere. */
  readonly place: number | null;
  /** The same as a share of the plot's width. */
  readonly share: number;
}

/** A line through all charts at one place of their axis. */
export function PlaceLine({ kind, place, share }: PlaceLineProps): JSX.Element | null {
  if (place === null || share < 0 || share > 1) return null;
  return <div class={`step-line is-${kind}`} style={{ left: `${share * 100}%` }} data-step={place} />;
}

/** Where a pointer is across the plot: 0 at its left end, 1 at its right. */
export function shareUnder(element: Element, clientX: number): number {
  const { left, width } = element.getBoundingClientRect();
  return (clientX - left - plotInset.left) / Math.max(1, width - plotInset.left - plotInset.right);
}

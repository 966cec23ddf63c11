import type { ComponentChildren, JSX, TargetedMouseEvent } from 'preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { groupedNumber, shortNumber } from '../numbers';
import { themeVersion } from '../theme/themeColors';
import { clearedContext } from './canvasArea';
import { margins, scaleOf, type Axis, type Scale, ticks } from './plotScale';

/** A place in the area, in the numbers of the axes. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

interface PlotProps {
  /** For tests and exports to find it. */
  readonly name: string;
  /** What the picture shows, for those who cannot see it. */
  readonly label: string;
  /** Of the whole, in CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly x: Axis;
  readonly y: Axis;
  /**
   * Draws on the canvas, in CSS pixels of the area. Called again
   * only when it is another function, or the theme or size changes.
   */
  readonly draw: (context: CanvasRenderingContext2D, scale: Scale) => void;
  /** SVG over the canvas, in CSS pixels of the area. */
  readonly overlay?: (scale: Scale) => ComponentChildren;
  readonly onMove?: (place: Place | null, scale: Scale) => void;
  readonly onChoose?: (place: Place, scale: Scale) => void;
}

/** A canvas between two axes with numbers. */
export function Plot(props: PlotProps): JSX.Element {
  const { name, label, width, height, x, y, draw, overlay, onMove, onChoose } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const scale = useMemo(() => scaleOf(x, y, width, height), [x.low, x.high, y.low, y.high, width, height]);
  const theme = themeVersion.value;
  useLayoutEffect(() => {
    const context = clearedContext(canvas.current, scale.width, scale.height);
    if (context !== undefined) draw(context, scale);
  }, [draw, scale, theme]);

  const placeOf = ({ currentTarget, clientX, clientY }: TargetedMouseEvent<SVGSVGElement>): Place => {
    const box = currentTarget.getBoundingClientRect();
    return {
      x: scale.fromX(clientX - box.left - margins.left),
      y: scale.fromY(clientY - box.top - margins.top),
    };
  };
  return (
    <div class="plot" style={{ width: `${width}px`, height: `${height}px` }} data-plot={name}>
      <canvas
        ref={canvas}
        class="plot-canvas"
        role="img"
        aria-label={label}
        style={{
          left: `${margins.left}px`,
          top: `${margins.top}px`,
          width: `${scale.width}px`,
          height: `${scale.height}px`,
        }}
      />
      <svg
        class="plot-frame"
        width={width}
        height={height}
        // Its numbers are in the table twin; read aloud between
        // picture and table they would only be in the way.
        aria-hidden="true"
        onMouseMove={(event) => {
          onMove?.(placeOf(event), scale);
        }}
        onMouseLeave={() => {
          onMove?.(null, scale);
        }}
        onClick={(event) => {
          onChoose?.(placeOf(event), scale);
        }}
      >
        <g transform={`translate(${margins.left} ${margins.top})`}>
          <Axes x={x} y={y} scale={scale} />
          {overlay?.(scale)}
        </g>
      </svg>
    </div>
  );
}

/** A step has its digits in groups, as wherever else it is named. */
const axisNumber = (value: number): string =>
  Number.isInteger(value) && Math.abs(value) < 1e6 ? groupedNumber(value) : shortNumber(value);

function Axes({ x, y, scale }: { readonly x: Axis; readonly y: Axis; readonly scale: Scale }): JSX.Element {
  const { width, height } = scale;
  return (
    <g class="plot-axes">
      <path class="plot-axis" d={`M0 0V${height}H${width}`} />
      {ticks(x.low, x.high, width / 80).map((value) => (
        <g key={value} transform={`translate(${scale.toX(value)} ${height})`}>
          <path class="plot-axis" d="M0 0v4" />
          <text class="plot-number" y={16} text-anchor="middle">
            {axisNumber(value)}
          </text>
        </g>
      ))}
      {ticks(y.low, y.high, height / 44).map((value) => (
        <g key={value} transform={`translate(0 ${scale.toY(value)})`}>
          <path class="plot-axis" d="M-4 0h4" />
          <text class="plot-number" x={-7} dy="0.33em" text-anchor="end">
            {axisNumber(value)}
          </text>
        </g>
      ))}
      <text class="plot-title" x={width / 2} y={height + 33} text-anchor="middle">
        {x.title}
      </text>
      <text class="plot-title" transform={`translate(-42 ${height / 2}) rotate(-90)`} text-anchor="middle">
        {y.title}
      </text>
    </g>
  );
}

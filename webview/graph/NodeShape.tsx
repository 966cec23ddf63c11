import type { JSX } from 'preact';
import type { Outline } from './route';
import type { Size } from './textWidth';

const haloGap = 5;
const boxRadius = 7;
/** The second of two boxes, behind and above the first. */
const stackOffset = 5;

interface NodeShapeProps {
  readonly outline: Outline;
  readonly size: Size;
  /** It stands for several nodes. */
  readonly isStack?: boolean;
}

/** The shape of a node around its middle, and the halo that says where the keyboard or a walk is. */
export function NodeShape({
  outline,
  size: { width, height },
  isStack = false,
}: NodeShapeProps): JSX.Element {
  if (outline === 'circle') {
    return (
      <>
        <circle class="node-halo" r={width / 2 + haloGap} />
        <circle class="node-shape" r={width / 2} />
      </>
    );
  }
  const [x, y] = [-width / 2, -height / 2];
  const radius = outline === 'pill' ? height / 2 : boxRadius;
  return (
    <>
      {isStack && (
        <rect
          class="node-shape is-behind"
          x={x + stackOffset}
          y={y - stackOffset}
          width={width}
          height={height}
          rx={radius}
        />
      )}
      <rect
        class="node-halo"
        x={x - haloGap}
        y={y - haloGap}
        width={width + 2 * haloGap}
        height={height + 2 * haloGap}
        rx={radius + haloGap - 1}
      />
      <rect class="node-shape" x={x} y={y} width={width} height={height} rx={radius} />
    </>
  );
}

import type { JSX } from 'preact';
import type { EdgeLines } from './route';

interface BackwardLook {
  /** Why there is no gradient; absent where there is one. */
  readonly absence?: 'notComputed' | 'notReached' | 'none' | undefined;
  /** In pixels, where its thickness says how large the gradient is. */
  readonly width?: number | undefined;
}

interface EdgePathsProps {
  readonly lines: EdgeLines;
  /** `null`: nothing goes back along this edge. */
  readonly backward: BackwardLook | null;
}

/** The two lines of an edge: the value goes forward along one, the gradient back along the other. */
export function EdgePaths({ lines, backward }: EdgePathsProps): JSX.Element {
  const look = backward?.absence === undefined ? '' : ` is-${backward.absence}`;
  const width = backward?.width?.toFixed(2);
  return (
    <>
      <path class="edge-line is-forward" d={lines.forwardPath} />
      <path class="edge-arrow is-forward" d={lines.forwardArrow} />
      {backward !== null && (
        <path
          class={`edge-line is-backward${look}`}
          d={lines.backwardPath}
          style={width === undefined ? undefined : { '--norm-width': width }}
          data-width={width}
        />
      )}
      {backward !== null && backward.absence !== 'none' && (
        <path class={`edge-arrow is-backward${look}`} d={lines.backwardArrow} />
      )}
    </>
  );
}

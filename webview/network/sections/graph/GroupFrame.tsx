import type { JSX } from 'preact';
import { text } from '../../../kit/translation';
import type { PlacedGroup } from './networkLayout';
import { setFolded } from './drawnGraph';
import { strings } from './networkGraphTexts';

/** A group that is unfolded, around its nodes. Its name folds it again. */
export function GroupFrame({ placed }: { readonly placed: PlacedGroup }): JSX.Element {
  const { frame, x, y, width, height } = placed;
  return (
    <g class="frame" transform={`translate(${x - width / 2} ${y - height / 2})`} data-frame={frame.key}>
      <rect class="frame-line" width={width} height={height} rx={10} />
      <g
        class="frame-button"
        role="button"
        tabindex={0}
        aria-expanded={true}
        aria-label={text(strings.fold, frame.label)}
        onClick={() => {
          setFolded(frame.key, true);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== ' ' && event.key !== 'o') return;
          event.preventDefault();
          event.stopPropagation();
          setFolded(frame.key, true);
        }}
      >
        <rect class="frame-handle" x={6} y={-9} width={18} height={18} rx={3} />
        <path class="node-disclosure" d="M10 0 H20" />
        <text class="frame-label" x={29} y={0}>
          {frame.label}
        </text>
      </g>
    </g>
  );
}

import type { JSX } from 'preact';
import { cssColor, themeVersion } from '../../kit/theme/themeColors';
import { classColor } from './classNames';
import { markerPath } from './classMarkers';

interface ClassMarkerProps {
  readonly index: number;
  /** `class`: in its colour. Otherwise without one, for a legend of what forms mean. */
  readonly look?: 'class' | 'plain' | 'hollow' | 'outlined' | 'ringed';
}

/** The sign of a class: colour and shape. The name stands beside it. */
export function ClassMarker({ index, look = 'class' }: ClassMarkerProps): JSX.Element {
  // Read, so that a change of theme draws it again.
  const color = themeVersion.value >= 0 && look === 'class' ? cssColor(classColor(index)) : 'var(--muted)';
  const path = markerPath(index, 4.5);
  return (
    <svg class="class-marker" width={20} height={18} viewBox="-10 -9 20 18" aria-hidden="true">
      <path
        d={path}
        fill={look === 'hollow' ? 'none' : color}
        stroke={look === 'hollow' ? color : 'none'}
        stroke-width={2}
      />
      {look === 'outlined' && (
        <path d={markerPath(index, 6)} fill="none" stroke="var(--foreground)" stroke-width={2} />
      )}
      {look === 'ringed' && <circle r={8} fill="none" stroke="var(--foreground)" />}
    </svg>
  );
}

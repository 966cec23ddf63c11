import type { JSX } from 'preact';
import { IconButton } from '../kit/controls/IconButton';
import { text } from '../kit/translation';
import { strings } from './graphTexts';
import type { Zoom } from './zoom';

export function ZoomButtons({
  zoom,
  disabled = false,
}: {
  readonly zoom: Zoom;
  readonly disabled?: boolean;
}): JSX.Element {
  return (
    <>
      <IconButton
        icon="zoom-out"
        label={text(strings.zoomOut)}
        disabled={disabled}
        onClick={() => {
          zoom.farther();
        }}
      />
      <IconButton
        icon="fit"
        label={text(strings.fit)}
        disabled={disabled}
        onClick={() => {
          zoom.fit();
        }}
      />
      <IconButton
        icon="zoom-in"
        label={text(strings.zoomIn)}
        disabled={disabled}
        onClick={() => {
          zoom.nearer();
        }}
      />
    </>
  );
}

import { createRef, type JSX } from 'preact';
import { capture } from '../../kit/export/capture';
import { exportItems } from '../../kit/export/ExportMenu';
import { text } from '../../kit/translation';
import { reportItem, saveExport } from '../export/runExport';
import { showWhole } from '../export/wholeView';
import { hasStepped } from '../state/store';
import { strings } from './overviewTexts';

/** The overview, which has no line of its own for what is done with it. */
export const overviewElement = createRef<HTMLElement>();

/** The overview as a file or in the clipboard, among what the toolbar keeps behind its button for more. */
export function OverviewExport(): JSX.Element {
  const title = text(strings.export);
  const items = exportItems({
    title,
    prepare: async () => overviewElement.current && (await showWhole(overviewElement.current)),
    draw: () => capture(overviewElement.current),
    save: (format, bytes) => {
      saveExport('overview', format, bytes);
    },
  });
  return (
    <div class="popover-group" role="group" aria-label={title}>
      <p class="popover-title" aria-hidden="true">
        {title}
      </p>
      {[...items, ...(hasStepped.value ? [reportItem()] : [])].map(({ label, onChoose }) => (
        <button key={label} class="menu-item" type="button" onClick={onChoose}>
          {label}
        </button>
      ))}
    </div>
  );
}

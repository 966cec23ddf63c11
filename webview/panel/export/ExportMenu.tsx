import type { JSX } from 'preact';
import { Menu } from '../../shared/controls/Menu';
import { pictureItems } from '../../shared/export/pictureItems';
import { strings } from '../../shared/export/strings';
import { text } from '../../shared/strings';
import { exportGraph } from './exportGraph';

export function ExportMenu({ disabled }: { readonly disabled: boolean }): JSX.Element {
  return (
    <Menu
      icon="export"
      label={text(strings.exportMenu)}
      disabled={disabled}
      items={pictureItems((format, colors) => {
        void exportGraph(format, colors);
      })}
    />
  );
}

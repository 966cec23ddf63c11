import type { JSX } from 'preact';
import { Menu } from '../../kit/controls/Menu';
import { pictureItems } from '../../kit/export/pictureItems';
import { strings } from '../../kit/export/exportTexts';
import { text } from '../../kit/texts';
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

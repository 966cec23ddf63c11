import type { JSX } from 'preact';
import { Menu } from '../../shared/controls/Menu';
import { strings, text } from '../../shared/strings';
import type { Colors } from './drawSvg';
import { exportGraph } from './exportGraph';

const choices: readonly { readonly name: string; readonly format: 'svg' | 'png'; readonly colors: Colors }[] =
  [
    { name: strings.exportSvg, format: 'svg', colors: 'theme' },
    { name: strings.exportSvgPrint, format: 'svg', colors: 'print' },
    { name: strings.exportPng, format: 'png', colors: 'theme' },
    { name: strings.exportPngPrint, format: 'png', colors: 'print' },
  ];

export function ExportMenu({ disabled }: { readonly disabled: boolean }): JSX.Element {
  return (
    <Menu
      icon="export"
      label={text(strings.exportMenu)}
      disabled={disabled}
      items={choices.map(({ name, format, colors }) => ({
        label: text(name),
        onChoose: () => {
          void exportGraph(format, colors);
        },
      }))}
    />
  );
}

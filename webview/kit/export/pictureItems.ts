import type { MenuItem } from '../controls/Menu';
import { text } from '../texts';
import { strings } from './exportTexts';
import type { Colors } from './svgPicture';

const choices: readonly { readonly name: string; readonly format: 'svg' | 'png'; readonly colors: Colors }[] =
  [
    { name: strings.exportSvg, format: 'svg', colors: 'theme' },
    { name: strings.exportSvgPrint, format: 'svg', colors: 'print' },
    { name: strings.exportPng, format: 'png', colors: 'theme' },
    { name: strings.exportPngPrint, format: 'png', colors: 'print' },
  ];

/** What a menu offers to make of a picture. */
export function pictureItems(onChoose: (format: 'svg' | 'png', colors: Colors) => void): MenuItem[] {
  return choices.map(({ name, format, colors }) => ({
    label: text(name),
    onChoose: () => {
      onChoose(format, colors);
    },
  }));
}

import type { JSX } from 'preact';
import { Menu, type MenuItem } from '../../kit/controls/Menu';
import { pictureItems } from '../../kit/export/pictureItems';
import { strings } from '../../kit/export/exportTexts';
import { text } from '../../kit/texts';
import { copyView, exportView } from './exportView';

interface ExportMenuProps {
  /** What it is of, for the proposed name of the file: `loss`. */
  readonly name: string;
  /** As a person reads it; a panel has several such menus. */
  readonly title: string;
  /** What is drawn; asked for when something is chosen. */
  readonly element: () => HTMLElement | null;
  /** What else there is to have: the numbers. */
  readonly more?: readonly MenuItem[];
}

/**
 * A part of the panel as a file, as SVG or PNG in the
 * colours of the theme or for paper, or into the clipboard.
 */
export function ExportMenu({ name, title, element, more = [] }: ExportMenuProps): JSX.Element {
  const withElement = (then: (element: HTMLElement) => Promise<void>): void => {
    const drawn = element();
    if (drawn !== null) void then(drawn);
  };
  const items: MenuItem[] = [
    ...pictureItems((format, colors) => {
      withElement((drawn) => exportView(name, drawn, format, colors));
    }),
    {
      label: text(strings.copyPicture),
      onChoose: () => {
        withElement((drawn) => copyView(name, drawn));
      },
    },
    ...more,
  ];
  return <Menu icon="export" label={`${text(strings.exportMenu)}: ${title}`} items={items} />;
}

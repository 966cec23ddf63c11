import type { JSX } from 'preact';
import { Menu, type MenuItem } from '../controls/Menu';
import { log } from '../hostConnection';
import { strings } from '../kitTexts';
import { showNotice } from '../Notice';
import { text } from '../translation';
import { drawIn, type Colors } from './printColors';
import { fileBytes, toPng, type SvgPicture } from './svgPicture';

type PictureFormat = 'svg' | 'png';

interface ExportMenuProps {
  /** What it is of, as a person reads it, where a panel has several such menus. */
  readonly title?: string;
  readonly disabled?: boolean;
  /**
   * Draws it in the colours that hold now; `undefined` where
   * there is nothing to draw. Called when something is chosen.
   */
  readonly draw: () => SvgPicture | undefined;
  /** Hands the bytes of the file to the extension, which asks where to save them. */
  readonly save: (format: PictureFormat, bytes: Uint8Array) => void;
  /** What else there is to have: the numbers. */
  readonly more?: readonly MenuItem[];
}

const files: readonly { readonly name: string; readonly format: PictureFormat; readonly colors: Colors }[] = [
  { name: strings.exportSvg, format: 'svg', colors: 'theme' },
  { name: strings.exportSvgPrint, format: 'svg', colors: 'print' },
  { name: strings.exportPng, format: 'png', colors: 'theme' },
  { name: strings.exportPngPrint, format: 'png', colors: 'print' },
];

/**
 * A part of the panel as a file, as SVG or PNG in the
 * colours of the theme or for paper, or into the clipboard.
 */
export function ExportMenu({ title, disabled, draw, save, more = [] }: ExportMenuProps): JSX.Element {
  const label = title === undefined ? text(strings.exportMenu) : `${text(strings.exportMenu)}: ${title}`;
  /** @param failed for the person, in which {0} is the reason */
  const attempt = async (failed: string, doing: () => Promise<void>): Promise<void> => {
    try {
      await doing();
    } catch (error) {
      showNotice(text(failed, String(error)));
      log('error', `${label} failed: ${String(error)}`);
    }
  };
  const toFile = async (format: PictureFormat, colors: Colors): Promise<void> => {
    const picture = drawIn(colors, draw);
    if (picture !== undefined) save(format, await fileBytes(picture, format));
  };
  const toClipboard = async (): Promise<void> => {
    const picture = drawIn('theme', draw);
    if (picture === undefined) return;
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': await toPng(picture) })]);
    showNotice(text(strings.copied));
  };
  const items = [
    ...files.map(({ name, format, colors }) => ({
      label: text(name),
      onChoose: () => {
        void attempt(strings.notExported, () => toFile(format, colors));
      },
    })),
    {
      label: text(strings.copyPicture),
      onChoose: () => {
        void attempt(strings.notCopied, toClipboard);
      },
    },
    ...more,
  ];
  return <Menu icon="export" label={label} disabled={disabled === true} items={items} />;
}

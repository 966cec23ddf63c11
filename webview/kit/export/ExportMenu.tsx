import type { JSX } from 'preact';
import { Menu, type MenuItem } from '../controls/Menu';
import { log } from '../hostConnection';
import { strings } from '../kitTexts';
import { showNotice } from '../Notice';
import { text } from '../translation';
import { drawIn, type Colors } from './printColors';
import { fileBytes, toPng, type SvgPicture } from './svgPicture';

type PictureFormat = 'svg' | 'png';

interface ExportProps {
  /** What it is of, as a person reads it, where a panel has several such menus. */
  readonly title?: string;
  /**
   * Has all of it shown, and waits until it is.
   * @returns takes that back; `undefined` where a person did not want to wait
   */
  readonly prepare?: () => Promise<(() => void) | null | undefined>;
  /**
   * Draws it in the colours that hold now; `undefined` where
   * there is nothing to draw. Called when something is chosen.
   */
  readonly draw: () => SvgPicture | undefined;
  /** Hands the bytes of the file to the extension, which asks where to save them. */
  readonly save: (format: PictureFormat, bytes: Uint8Array) => void;
}

const files: readonly { readonly name: string; readonly format: PictureFormat; readonly colors: Colors }[] = [
  { name: strings.exportSvg, format: 'svg', colors: 'theme' },
  { name: strings.exportSvgPrint, format: 'svg', colors: 'print' },
  { name: strings.exportPng, format: 'png', colors: 'theme' },
  { name: strings.exportPngPrint, format: 'png', colors: 'print' },
];

/** For what is whole on the screen. */
function asItIs(): Promise<() => void> {
  return Promise.resolve(() => undefined);
}

function labelOf(title: string | undefined): string {
  return title === undefined ? text(strings.exportMenu) : `${text(strings.exportMenu)}: ${title}`;
}

/**
 * A part of the panel as a file, as SVG or PNG in the
 * colours of the theme or for paper, or into the clipboard.
 */
export function exportItems({ title, prepare = asItIs, draw, save }: ExportProps): readonly MenuItem[] {
  /** @param failed for the person, in which {0} is the reason */
  const attempt = async (failed: string, doing: () => Promise<void>): Promise<void> => {
    try {
      await doing();
    } catch (error) {
      showNotice(text(failed, String(error)));
      log('error', `${labelOf(title)} failed: ${String(error)}`);
    }
  };
  const drawnWhole = async (colors: Colors): Promise<SvgPicture | undefined> => {
    const release = await prepare();
    if (release == null) return undefined;
    try {
      return drawIn(colors, draw);
    } finally {
      release();
    }
  };
  const toFile = async (format: PictureFormat, colors: Colors): Promise<void> => {
    const picture = await drawnWhole(colors);
    if (picture !== undefined) save(format, await fileBytes(picture, format));
  };
  const toClipboard = async (): Promise<void> => {
    const picture = await drawnWhole('theme');
    if (picture === undefined) return;
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': await toPng(picture) })]);
    showNotice(text(strings.copied));
  };
  return [
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
  ];
}

interface ExportMenuProps extends ExportProps {
  readonly disabled?: boolean;
  /** What else there is to have: the numbers. */
  readonly more?: readonly MenuItem[];
}

/** The same behind an icon. */
export function ExportMenu({ disabled = false, more = [], ...props }: ExportMenuProps): JSX.Element {
  const items = [...exportItems(props), ...more];
  return <Menu icon="export" label={labelOf(props.title)} disabled={disabled} items={items} />;
}

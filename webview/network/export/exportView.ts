import { fileBytes, toPng, type Colors, type SvgPicture } from '../../kit/export/svgPicture';
import { text } from '../../kit/texts';
import { strings } from '../../kit/export/exportTexts';
import { tell } from '../state/host';
import { say } from '../state/notice';
import { network } from '../state/store';
import { readThemeAnew } from '../../kit/theme/themeColors';
import { takeAllTurns } from '../../kit/pacing/scheduler';
import { capture } from '../../kit/export/capture';

/** Everything is drawn in the colours that hold now, also what would wait for its turn while training runs. */
function drawAnew(): void {
  readThemeAnew();
  takeAllTurns();
}

/** For print colours the whole panel is drawn anew, and again before the next picture of the screen: nobody sees it. */
function draw(element: HTMLElement, colors: Colors): SvgPicture {
  if (colors === 'theme') return capture(element);
  const { classList } = document.documentElement;
  classList.add('is-print');
  try {
    drawAnew();
    return capture(element);
  } finally {
    classList.remove('is-print');
    drawAnew();
  }
}

/** `spiral-loss`. */
function fileName(view: string): string {
  const name = network.peek()?.name.toLowerCase();
  return name === undefined ? view : `${name}-${view}`;
}

/** @param sentence for the person, in which {0} is the reason */
function failed(sentence: string, doing: string, error: unknown): void {
  say(text(sentence, String(error)));
  tell({ kind: 'log', level: 'error', text: `${doing} failed: ${String(error)}` });
}

/** Draws a part of the panel and hands the bytes to the host, which asks where to save them. */
export async function exportView(
  view: string,
  element: HTMLElement,
  format: 'svg' | 'png',
  colors: Colors,
): Promise<void> {
  try {
    const bytes = await fileBytes(draw(element, colors), format);
    tell({ kind: 'export', name: fileName(view), format, bytes });
  } catch (error) {
    failed(strings.notExported, `The export of ${view}`, error);
  }
}

/** Puts a part of the panel into the clipboard as a picture. */
export async function copyView(view: string, element: HTMLElement): Promise<void> {
  try {
    const picture = await toPng(draw(element, 'theme'));
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })]);
    say(text(strings.copied));
  } catch (error) {
    failed(strings.notCopied, `Copying ${view}`, error);
  }
}

/** Hands numbers as text to the host, which asks where to save them. */
export function exportText(view: string, format: 'csv' | 'json', content: string): void {
  tell({ kind: 'export', name: fileName(view), format, bytes: new TextEncoder().encode(content) });
}

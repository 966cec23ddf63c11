import { fileBytes, toPng, type Colors, type SvgPicture } from '../../shared/export/svgPicture';
import { text } from '../../shared/strings';
import { strings } from '../../shared/export/strings';
import { tell } from '../host';
import { network, notice } from '../store';
import { capture } from './capture';

function nextFrame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}

/** In print colours the whole panel is drawn anew, for as long as it takes to look at it. */
async function draw(element: HTMLElement, colors: Colors): Promise<SvgPicture> {
  if (colors === 'theme') return capture(element);
  const { classList } = document.documentElement;
  classList.add('is-print');
  try {
    // Whoever draws on a canvas learns of new colours after this, and draws before the next picture of the screen.
    for (let frame = 0; frame < 3; frame++) await nextFrame();
    return capture(element);
  } finally {
    classList.remove('is-print');
  }
}

/** `spiral-loss`. */
function fileName(view: string): string {
  const name = network.peek()?.name.toLowerCase();
  return name === undefined ? view : `${name}-${view}`;
}

function failed(doing: string, error: unknown): void {
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
    const bytes = await fileBytes(await draw(element, colors), format);
    tell({ kind: 'export', name: fileName(view), format, bytes });
  } catch (error) {
    failed(`The export of ${view}`, error);
  }
}

/** Puts a part of the panel into the clipboard as a picture. */
export async function copyView(view: string, element: HTMLElement): Promise<void> {
  try {
    const picture = await toPng(await draw(element, 'theme'));
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })]);
    notice.value = text(strings.copied);
  } catch (error) {
    notice.value = text(strings.notCopied, String(error));
    failed(`Copying ${view}`, error);
  }
}

/** Hands numbers as text to the host, which asks where to save them. */
export function exportText(view: string, format: 'csv' | 'json', content: string): void {
  tell({ kind: 'export', name: fileName(view), format, bytes: new TextEncoder().encode(content) });
}

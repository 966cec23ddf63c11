import type { Page } from 'playwright-core';
import type { NetworkPage } from './networkPage';

/** Red, green, blue: 0 to 255. */
export type Color = readonly [number, number, number];

/** A place on a canvas, as shares of its width and height. */
export interface Share {
  readonly x: number;
  readonly y: number;
}

/** What a canvas shows at some places. */
export async function pixelsAt(
  panel: NetworkPage,
  selector: string,
  places: readonly Share[],
): Promise<readonly Color[]> {
  const shares = places.map(({ x, y }) => [x, y] as const);
  return panel.page.locator(selector).evaluate((canvas, at) => {
    if (!(canvas instanceof HTMLCanvasElement)) throw new Error('not a canvas');
    const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
    return at.map(([x, y]) => {
      const column = Math.min(canvas.width - 1, Math.floor(x * canvas.width));
      const row = Math.min(canvas.height - 1, Math.floor(y * canvas.height));
      const start = (row * canvas.width + column) * 4;
      return [data?.[start] ?? 0, data?.[start + 1] ?? 0, data?.[start + 2] ?? 0] as const;
    });
  }, shares);
}

/** The colours of an image at some places. @param address of the image, which the page may load */
export async function imageColors(
  page: Page,
  address: string,
  places: readonly Share[],
): Promise<readonly Color[]> {
  const shares = places.map(({ x, y }) => [x, y] as const);
  return page.evaluate(
    async ([source, at]) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const [width, height] = [image.naturalWidth, image.naturalHeight];
      const context = new OffscreenCanvas(width, height).getContext('2d');
      context?.drawImage(image, 0, 0);
      const data = context?.getImageData(0, 0, width, height).data ?? [];
      return at.map(([x, y]) => {
        const start = 4 * (Math.floor(y * height) * width + Math.floor(x * width));
        return [data[start] ?? 0, data[start + 1] ?? 0, data[start + 2] ?? 0] as const;
      });
    },
    [address, shares] as const,
  );
}

/** Variables of the style sheet as they look on the editor's ground. */
export async function themeColors(panel: NetworkPage, names: readonly string[]): Promise<readonly Color[]> {
  return panel.page.evaluate((variables) => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('no canvas');
    const styles = getComputedStyle(document.documentElement);
    return variables.map((name) => {
      for (const layer of ['--ground', name]) {
        context.fillStyle = styles.getPropertyValue(layer);
        context.fillRect(0, 0, 1, 1);
      }
      const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
      return [red, green, blue] as const;
    });
  }, names);
}

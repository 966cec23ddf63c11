import { tell } from '../host';
import { drawSvg, type Colors } from './drawSvg';

/** Twice the size on screen, so that it is sharp when projected. */
const pngScale = 2;
/** Browsers draw no larger canvas. */
const longestSide = 16_000;

async function toPng(svg: {
  readonly text: string;
  readonly width: number;
  readonly height: number;
}): Promise<Uint8Array> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg.text)}`;
  await image.decode();
  const scale = Math.min(pngScale, longestSide / Math.max(svg.width, svg.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(svg.width * scale);
  canvas.height = Math.ceil(svg.height * scale);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no 2d context');
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, 'image/png');
  });
  if (blob === null) throw new Error('the canvas gave no picture');
  return new Uint8Array(await blob.arrayBuffer());
}

/** Draws the graph and hands the bytes to the host, which asks where to save them. */
export async function exportGraph(format: 'svg' | 'png', colors: Colors): Promise<void> {
  const svg = drawSvg(colors);
  if (svg === undefined) return;
  try {
    const bytes = format === 'svg' ? new TextEncoder().encode(svg.text) : await toPng(svg);
    tell({ kind: 'export', format, bytes });
  } catch (error) {
    tell({
      kind: 'log',
      level: 'error',
      text: `The graph could not be drawn as ${format}: ${String(error)}`,
    });
  }
}

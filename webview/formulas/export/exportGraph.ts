import { fileBytes, type Colors } from '../../kit/export/svgPicture';
import { tell } from '../formulaHost';
import { drawSvg } from '../graphSvg';

/** Draws the graph and hands the bytes to the host, which asks where to save them. */
export async function exportGraph(format: 'svg' | 'png', colors: Colors): Promise<void> {
  const svg = drawSvg(colors);
  if (svg === undefined) return;
  try {
    tell({ kind: 'export', format, bytes: await fileBytes(svg, format) });
  } catch (error) {
    tell({
      kind: 'log',
      level: 'error',
      text: `The graph could not be drawn as ${format}: ${String(error)}`,
    });
  }
}

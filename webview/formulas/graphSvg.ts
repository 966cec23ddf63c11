import {
  inlineStyles,
  pictureOf,
  svgNamespace,
  type Colors,
  type SvgPicture,
} from '../kit/export/svgPicture';
import { zoom } from './formulaViewState';

/** The graph as a picture; `undefined` without a graph. */
export function drawSvg(colors: Colors): SvgPicture | undefined {
  const content = document.querySelector('.graph-content');
  const definitions = document.querySelector('.definitions defs');
  if (content === null || definitions === null) return undefined;
  const { width, height } = zoom.drawing.value;
  const svg = document.createElementNS(svgNamespace, 'svg');
  svg.setAttribute('class', `graph is-exported${colors === 'print' ? ' is-print' : ''}`);
  const ground = document.createElementNS(svgNamespace, 'rect');
  ground.setAttribute('class', 'export-ground');
  ground.setAttribute('width', String(width));
  ground.setAttribute('height', String(height));
  const copy = content.cloneNode(true);
  if (copy instanceof Element) copy.removeAttribute('transform');
  svg.append(definitions.cloneNode(true), ground, copy);
  document.body.append(svg);
  inlineStyles(svg);
  svg.remove();
  return pictureOf(svg, width, height);
}

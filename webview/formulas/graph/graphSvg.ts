import { inlineStyles, pictureOf, svg, type SvgPicture } from '../../kit/export/svgPicture';
import { zoom } from '../formulaViewState';

/** The whole graph as a picture, whatever part of it is on the screen; `undefined` without a graph. */
export function drawGraph(): SvgPicture | undefined {
  const content = document.querySelector('.graph-content');
  const definitions = document.querySelector('.definitions defs');
  if (content === null || definitions === null) return undefined;
  const { width, height } = zoom.drawing.value;
  const copy = content.cloneNode(true);
  if (!(copy instanceof Element)) return undefined;
  copy.removeAttribute('transform');
  const picture = svg('svg', { class: 'graph is-exported' }, [
    svg(
      'defs',
      {},
      [...definitions.cloneNode(true).childNodes].filter((node) => node instanceof Element),
    ),
    svg('rect', { class: 'export-ground', width, height }),
    copy,
  ]);
  document.body.append(picture);
  inlineStyles(picture);
  picture.remove();
  return pictureOf(picture, width, height);
}

import { zoom } from '../graph/zoom';

export type Colors = 'theme' | 'print';

/** What a picture needs of the page's styles to look the same elsewhere. */
const properties = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-opacity',
  'stroke-linecap',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'font-style',
  'text-anchor',
  'dominant-baseline',
] as const;

const namespace = 'http://www.w3.org/2000/svg';

function inline(element: Element): void {
  const styles = getComputedStyle(element);
  if (styles.display === 'none' || styles.visibility === 'hidden') {
    element.remove();
    return;
  }
  for (const property of properties) {
    const value = styles.getPropertyValue(property);
    // References to the hatch come out as addresses of the page.
    element.setAttribute(property, value.replace(/url\([^)]*#hatch"?\)/, 'url(#hatch)'));
  }
  for (const child of [...element.children]) if (child.tagName !== 'title') inline(child);
  for (const attribute of ['class', 'tabindex', 'role', 'aria-pressed', 'aria-expanded'])
    element.removeAttribute(attribute);
}

/** The graph as a picture file of its own: colours resolved, nothing outside it needed. `undefined` without a graph. */
export function drawSvg(
  colors: Colors,
): { readonly text: string; readonly width: number; readonly height: number } | undefined {
  const content = document.querySelector('.graph-content');
  const definitions = document.querySelector('.definitions defs');
  if (content === null || definitions === null) return undefined;
  const { width, height } = zoom.drawing.value;
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('class', `graph is-exported${colors === 'print' ? ' is-print' : ''}`);
  const ground = document.createElementNS(namespace, 'rect');
  ground.setAttribute('class', 'export-ground');
  ground.setAttribute('width', String(width));
  ground.setAttribute('height', String(height));
  const copy = content.cloneNode(true);
  if (copy instanceof Element) copy.removeAttribute('transform');
  svg.append(definitions.cloneNode(true), ground, copy);
  document.body.append(svg);
  inline(svg);
  svg.remove();
  svg.setAttribute('xmlns', namespace);
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  svg.setAttribute('width', String(width));
  svg.setAttribute('height', String(height));
  return { text: new XMLSerializer().serializeToString(svg), width, height };
}

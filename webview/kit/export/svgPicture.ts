/** A picture file of its own: colours resolved, nothing outside it needed. Sizes in CSS pixels. */
export interface SvgPicture {
  readonly text: string;
  readonly width: number;
  readonly height: number;
}

const svgNamespace = 'http://www.w3.org/2000/svg';

/** What a shape needs of the page's styles to look the same elsewhere, and has of what is around it. */
const inherited = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-opacity',
  'stroke-linecap',
  // Else the edge around a text would cover the text.
  'paint-order',
  'font-family',
  'font-size',
  'font-weight',
  'font-style',
  'text-anchor',
] as const;
/** What each shape has for itself, and what that is where nothing is said. */
const own = { 'vector-effect': 'none', opacity: '1', 'dominant-baseline': 'auto' } as const;

/**
 * Copies SVG elements with their styles in attributes, and leaves out what is hidden. The document is only
 * read: an attribute written between two reads would have all styles worked out anew.
 * @param original in the document
 */
export function styledCopy(original: Element): Element {
  const copy = original.cloneNode(true);
  if (!(copy instanceof Element)) throw new Error('a copy of an element is an element');
  inlineStyles(copy, original);
  return copy;
}

/** @param around the styles of what the element is in; a value that it has of it is not written again */
function inlineStyles(element: Element, original: Element, around?: CSSStyleDeclaration): void {
  const styles = getComputedStyle(original);
  if (styles.display === 'none' || styles.visibility === 'hidden') {
    element.remove();
    return;
  }
  const write = (property: string, without: string | undefined): void => {
    const value = styles.getPropertyValue(property);
    if (value === without) element.removeAttribute(property);
    // References to a hatch come out as addresses of the page.
    else element.setAttribute(property, value.replace(/url\([^)]*#([^")]+)"?\)/, 'url(#$1)'));
  };
  for (const property of inherited) write(property, around?.getPropertyValue(property));
  for (const [property, without] of Object.entries(own)) write(property, without);
  const children = [...element.children];
  for (const [at, child] of [...original.children].entries()) {
    const copy = children[at];
    if (copy !== undefined && child.tagName !== 'title') inlineStyles(copy, child, styles);
  }
  for (const attribute of ['class', 'style', 'tabindex', 'role', 'aria-pressed', 'aria-expanded'])
    element.removeAttribute(attribute);
}

/** The picture of an `<svg>`, with its size written into it. */
export function pictureOf(svg: Element, width: number, height: number): SvgPicture {
  svg.setAttribute('xmlns', svgNamespace);
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  svg.setAttribute('width', String(width));
  svg.setAttribute('height', String(height));
  return { text: new XMLSerializer().serializeToString(svg), width, height };
}

/** Twice the size on screen, so that it is sharp when projected. */
const pngScale = 2;
/** Browsers draw no larger canvas. */
const longestSide = 16_000;

/** The same picture in pixels. */
export async function toPng(svg: SvgPicture): Promise<Blob> {
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
  return blob;
}

/** The bytes of a file. */
export async function fileBytes(svg: SvgPicture, format: 'svg' | 'png'): Promise<Uint8Array> {
  if (format === 'svg') return new TextEncoder().encode(svg.text);
  return new Uint8Array(await (await toPng(svg)).arrayBuffer());
}

/** Rounded to what can be seen, so that files stay small. */
function attribute(value: string | number): string {
  return typeof value === 'number' ? String(Number(value.toFixed(2))) : value;
}

/** An SVG element with its attributes and children. */
export function svg(
  name: string,
  attributes: Readonly<Record<string, string | number>> = {},
  children: readonly (Element | string)[] = [],
): Element {
  const element = document.createElementNS(svgNamespace, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, attribute(value));
  element.append(...children);
  return element;
}

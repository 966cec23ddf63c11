import { pictureOf, styledCopy, type SvgPicture, svg } from './svgPicture';
import { vectorOf } from './canvasVectors';

/**
 * What is there to be used, not to be seen; what is only
 * for screen readers; and tables, which are not pictures.
 */
const left = [
  '.icon-button, .icon, .menu-anchor, .visually-hidden, .twin, .step-line, .step-selection',
  '.chip, input, label:has(input)',
].join(', ');

/**
 * Goes through what is on the screen and draws it again, as
 * shapes and text, from the left upper corner of the root.
 */
class Capture {
  private readonly origin: DOMRect;
  private clips = 0;
  private readonly definitions = svg('defs');

  constructor(private readonly root: HTMLElement) {
    this.origin = root.getBoundingClientRect();
  }

  draw(): SvgPicture {
    const { height } = this.origin;
    // Wider than its place where something in it no longer scrolls.
    const width = Math.max(this.origin.width, this.root.scrollWidth);
    const ground = getComputedStyle(document.body).backgroundColor;
    const picture = svg('svg', {}, [
      this.definitions,
      svg('rect', { width, height, fill: ground }),
      ...this.shapesOf(this.root),
    ]);
    return pictureOf(picture, Math.ceil(width), Math.ceil(height));
  }

  private shapesOf(element: Element): Element[] {
    if (element.matches(left)) return [];
    const styles = getComputedStyle(element);
    if (styles.display === 'none' || styles.visibility === 'hidden' || styles.opacity === '0') return [];
    const box = element.getBoundingClientRect();
    // What has no box of its own still has something in it.
    if (styles.display === 'contents') return this.inside(element, styles);
    if (box.width === 0 || box.height === 0) return [];
    if (element instanceof HTMLCanvasElement) return [this.canvas(element, box)];
    if (element instanceof SVGSVGElement) return [this.drawing(element, box)];
    // What is chosen says what the picture is of.
    if (element instanceof HTMLSelectElement) {
      return [this.line(element.selectedOptions[0]?.text ?? '', box, styles)];
    }
    const shapes = [...this.box(box, styles), ...this.clipped(element, box, this.inside(element, styles))];
    return styles.opacity === '1' ? shapes : [svg('g', { opacity: styles.opacity }, shapes)];
  }

  private inside(element: Element, styles: CSSStyleDeclaration): Element[] {
    return [...element.childNodes].flatMap((node) => {
      if (node instanceof Element) return this.shapesOf(node);
      return node instanceof Text ? this.text(node, styles) : [];
    });
  }

  /** Of what scrolls only that part is on the screen. */
  private clipped(element: Element, box: DOMRect, inside: Element[]): Element[] {
    const overflows =
      element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;
    const { overflowX, overflowY } = getComputedStyle(element);
    if (!overflows || (overflowX === 'visible' && overflowY === 'visible')) return inside;
    const id = `clip${++this.clips}`;
    this.definitions.append(svg('clipPath', { id }, [svg('rect', this.place(box))]));
    return [svg('g', { 'clip-path': `url(#${id})` }, inside)];
  }

  private place({ left: x, top: y, width, height }: DOMRect): Record<string, number> {
    return { x: x - this.origin.left, y: y - this.origin.top, width, height };
  }

  private box(box: DOMRect, styles: CSSStyleDeclaration): Element[] {
    const { x = 0, y = 0, width = 0, height = 0 } = this.place(box);
    const shapes: Element[] = [];
    const radius = Math.min(parseFloat(styles.borderTopLeftRadius) || 0, height / 2);
    if (!isClear(styles.backgroundColor)) {
      shapes.push(svg('rect', { x, y, width, height, rx: radius, fill: styles.backgroundColor }));
    }
    const sides = [
      { side: 'top', path: `M${x} ${y}h${width}` },
      { side: 'right', path: `M${x + width} ${y}v${height}` },
      { side: 'bottom', path: `M${x} ${y + height}h${width}` },
      { side: 'left', path: `M${x} ${y}v${height}` },
    ].flatMap(({ side, path }) => {
      const stroke = styles.getPropertyValue(`border-${side}-color`);
      const thickness = parseFloat(styles.getPropertyValue(`border-${side}-width`));
      const isNone = styles.getPropertyValue(`border-${side}-style`) === 'none';
      return thickness > 0 && !isNone && !isClear(stroke) ? [{ path, stroke, thickness }] : [];
    });
    const [first] = sides;
    if (sides.length === 4 && first !== undefined) {
      shapes.push(
        svg('rect', {
          x: x + first.thickness / 2,
          y: y + first.thickness / 2,
          rx: radius,
          width: width - first.thickness,
          height: height - first.thickness,
          fill: 'none',
          stroke: first.stroke,
          'stroke-width': first.thickness,
        }),
      );
    } else {
      for (const { path, stroke, thickness } of sides) {
        shapes.push(svg('path', { d: path, stroke, 'stroke-width': thickness }));
      }
    }
    return shapes;
  }

  private text(node: Text, styles: CSSStyleDeclaration): Element[] {
    return lines(node).map(({ text, box }) => this.line(text, box, styles));
  }

  private line(text: string, box: DOMRect, styles: CSSStyleDeclaration): Element {
    const attributes = {
      x: box.left - this.origin.left,
      y: box.top - this.origin.top + box.height / 2,
      fill: styles.color,
      'dominant-baseline': 'central',
      'font-family': styles.fontFamily,
      'font-size': styles.fontSize,
      'font-weight': styles.fontWeight,
      'font-style': styles.fontStyle,
      ...(styles.textDecorationLine !== 'none' && { 'text-decoration': styles.textDecorationLine }),
    };
    return svg('text', attributes, [text]);
  }

  private canvas(canvas: HTMLCanvasElement, box: DOMRect): Element {
    const vector = vectorOf(canvas);
    const place = this.place(box);
    if (vector !== undefined) {
      for (const [name, value] of Object.entries(place)) vector.setAttribute(name, String(value));
      return vector;
    }
    const isPixelated = getComputedStyle(canvas).imageRendering === 'pixelated';
    const attributes = {
      ...place,
      href: canvas.toDataURL('image/png'),
      preserveAspectRatio: 'none',
      ...(isPixelated && { 'image-rendering': 'pixelated' }),
    };
    const name = canvas.getAttribute('aria-label');
    return svg('image', attributes, name === null ? [] : [svg('title', {}, [name])]);
  }

  private drawing(drawing: SVGSVGElement, box: DOMRect): Element {
    const copy = styledCopy(drawing);
    const content = drawing.querySelector('.graph-content');
    const scroller = drawing.closest('.graph-scroll');
    if (content instanceof SVGGraphicsElement && scroller !== null) {
      fitWhole(copy, content.getBBox());
      box = scroller.getBoundingClientRect();
    }
    const place = this.place(box);
    for (const [name, value] of Object.entries(place)) copy.setAttribute(name, String(value));
    copy.setAttribute('overflow', getComputedStyle(drawing).overflow);
    return copy;
  }
}

/** Around a graph: its lines are wider than what is measured of them. */
const graphMargin = 8;

/** All of a graph in its place, wherever it was dragged to and however near it was looked at. */
function fitWhole(copy: Element, { x, y, width, height }: DOMRect): void {
  copy.querySelector(':scope > g')?.removeAttribute('transform');
  const sides = [x - graphMargin, y - graphMargin, width + 2 * graphMargin, height + 2 * graphMargin];
  copy.setAttribute('viewBox', sides.join(' '));
}

function isClear(color: string): boolean {
  return color === 'transparent' || /[,/]\s*0(\.0+)?\s*\)$/.test(color);
}

/** A part of the panel as a picture: text stays text, canvases become shapes where they can, else images. */
export function capture(root: HTMLElement | null): SvgPicture | undefined {
  return root === null ? undefined : new Capture(root).draw();
}

/** A text as it is broken into lines on the screen. */
interface TextLine {
  readonly text: string;
  readonly box: DOMRect;
}

function boxOf(node: Text, from: number, to: number): DOMRect {
  const range = document.createRange();
  range.setStart(node, from);
  range.setEnd(node, to);
  return range.getBoundingClientRect();
}

/** The lines of a text node, each with its box; white space around them is left out. */
function lines(node: Text): readonly TextLine[] {
  const found: { from: number; to: number; top: number }[] = [];
  for (const word of node.data.matchAll(/\S+/g)) {
    const [from, to] = [word.index, word.index + word[0].length];
    const { top, width } = boxOf(node, from, to);
    if (width === 0) continue;
    const last = found.at(-1);
    if (last !== undefined && Math.abs(last.top - top) < 2) last.to = to;
    else found.push({ from, to, top });
  }
  return found.map(({ from, to }) => ({
    text: node.data.slice(from, to).replace(/\s+/g, ' '),
    box: boxOf(node, from, to),
  }));
}

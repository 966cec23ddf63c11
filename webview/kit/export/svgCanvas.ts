import { svg } from './svgPicture';

/** A path for a canvas that remembers how it is written: a `Path2D` cannot be asked. */
export class WrittenPath extends Path2D {
  /** @param d as in SVG */
  constructor(readonly d: string) {
    super(d);
  }
}

/** What a real context does for the recording: it keeps the state and measures texts. */
const ofTheContext: ReadonlySet<string> = new Set([
  'save',
  'restore',
  'setTransform',
  'resetTransform',
  'getTransform',
  'translate',
  'rotate',
  'setLineDash',
  'getLineDash',
  'measureText',
]);

const anchors = { left: 'start', start: 'start', center: 'middle', right: 'end', end: 'end' } as const;

let recordings = 0;

/**
 * Records what is drawn on a canvas as SVG. It knows the calls that lines, rectangles, clips and texts need;
 * any other call that draws is an error, so that nothing is missing in silence.
 */
class SvgRecorder {
  private readonly id = `recording${++recordings}`;
  private definitions = svg('defs');
  private shapes = svg('g');
  /** Where shapes go now: into `shapes`, or into a clipped group that joins it with its first shape. */
  private target = this.shapes;
  private clips = 0;
  /** The clip that holds, and those of the states that were saved; `''` is none. */
  private clip = '';
  private readonly savedClips: string[] = [];
  private path = '';

  constructor(private readonly context: CanvasRenderingContext2D) {}

  /** @param width in CSS pixels, as `height` */
  drawn(width: number, height: number): Element {
    return svg('svg', { width, height, overflow: 'visible' }, [this.definitions, this.shapes]);
  }

  /** The methods of a context that take the place of its own. */
  methods(): Partial<CanvasRenderingContext2D> {
    const { context } = this;
    const save = context.save.bind(context);
    const restore = context.restore.bind(context);
    return {
      save: () => {
        this.savedClips.push(this.clip);
        save();
      },
      restore: () => {
        this.setClip(this.savedClips.pop() ?? '');
        restore();
      },
      // Whoever draws clears all of the canvas first. What was handed out before stays as it is.
      clearRect: () => {
        this.definitions = svg('defs');
        this.target = this.shapes = svg('g');
      },
      beginPath: () => {
        this.path = '';
      },
      moveTo: (x: number, y: number) => {
        this.path += `M${this.place(x, y)}`;
      },
      lineTo: (x: number, y: number) => {
        // A path that begins with a line begins where the line ends.
        this.path += `${this.path === '' ? 'M' : 'L'}${this.place(x, y)}`;
      },
      closePath: () => {
        this.path += 'Z';
      },
      rect: (x: number, y: number, width: number, height: number) => {
        this.path += this.rectangle(x, y, width, height);
      },
      clip: () => {
        this.addClip();
      },
      stroke: (path?: Path2D) => {
        this.add('path', { ...this.pathOf(path), fill: 'none', ...this.stroking() });
      },
      fill: (path?: Path2D | CanvasFillRule) => {
        this.add('path', { ...this.pathOf(path), ...this.filling() });
      },
      fillRect: (x: number, y: number, width: number, height: number) => {
        this.add('path', { d: this.rectangle(x, y, width, height), ...this.filling() });
      },
      strokeRect: (x: number, y: number, width: number, height: number) => {
        this.add('path', { d: this.rectangle(x, y, width, height), fill: 'none', ...this.stroking() });
      },
      fillText: (text: string, x: number, y: number) => {
        this.add('text', { ...this.wordsAt(x, y), ...this.filling() }, text);
      },
      strokeText: (text: string, x: number, y: number) => {
        this.add('text', { ...this.wordsAt(x, y), fill: 'none', ...this.stroking() }, text);
      },
    };
  }

  private add(name: 'path' | 'text', attributes: Readonly<Record<string, string | number>>, text = ''): void {
    const { globalAlpha: opacity } = this.context;
    if (this.target !== this.shapes && this.target.parentNode === null) this.shapes.append(this.target);
    this.target.append(svg(name, { ...attributes, ...(opacity < 1 && { opacity }) }, [text]));
  }

  /** A point of a path stays where it was when it was added, however the context is moved later. */
  private place(x: number, y: number): string {
    const { a, b, c, d, e, f } = this.context.getTransform();
    return `${rounded(a * x + c * y + e)} ${rounded(b * x + d * y + f)}`;
  }

  private rectangle(x: number, y: number, width: number, height: number): string {
    const corners = [
      this.place(x, y),
      this.place(x + width, y),
      this.place(x + width, y + height),
      this.place(x, y + height),
    ];
    return `M${corners.join('L')}Z`;
  }

  private pathOf(path?: Path2D | CanvasFillRule): Record<string, string> {
    if (path === undefined) return { d: this.path };
    if (!(path instanceof WrittenPath)) throw new Error('only a WrittenPath can be recorded as SVG');
    const { d } = path;
    return { d, ...this.transform() };
  }

  /** @param x of a point to be moved to first, as `y` */
  private transform(x = 0, y = 0): Record<string, string> {
    const moved = this.context.getTransform().translate(x, y);
    const { a, b, c, d, e, f } = moved;
    return moved.isIdentity ? {} : { transform: `matrix(${[a, b, c, d, e, f].map(rounded).join(' ')})` };
  }

  private filling(): Record<string, string> {
    return { fill: colorOf(this.context.fillStyle) };
  }

  private stroking(): Record<string, string | number> {
    const { strokeStyle, lineWidth, lineCap, lineJoin, lineDashOffset } = this.context;
    const dash = this.context.getLineDash();
    return {
      stroke: colorOf(strokeStyle),
      'stroke-width': lineWidth,
      ...(lineCap !== 'butt' && { 'stroke-linecap': lineCap }),
      ...(lineJoin !== 'miter' && { 'stroke-linejoin': lineJoin }),
      ...(dash.length > 0 && { 'stroke-dasharray': dash.join(' ') }),
      ...(dash.length > 0 && lineDashOffset !== 0 && { 'stroke-dashoffset': lineDashOffset }),
    };
  }

  /** The font, and the place on the line that letters stand on: not every program knows other base lines. */
  private wordsAt(x: number, y: number): Record<string, string | number> {
    const { context } = this;
    const { textBaseline, textAlign } = context;
    const ascent = context.measureText('x').fontBoundingBoxAscent;
    context.textBaseline = 'alphabetic';
    const down = context.measureText('x').fontBoundingBoxAscent - ascent;
    context.textBaseline = textBaseline;
    const { style } = document.createElement('span');
    style.font = context.font;
    return {
      ...this.transformOrPlace(x, y + down),
      'text-anchor': anchors[textAlign],
      'font-family': style.fontFamily,
      'font-size': style.fontSize,
      ...(style.fontWeight !== 'normal' && { 'font-weight': style.fontWeight }),
      ...(style.fontStyle !== 'normal' && { 'font-style': style.fontStyle }),
    };
  }

  private transformOrPlace(x: number, y: number): Record<string, string | number> {
    const { a, b, c, d, e, f } = this.context.getTransform();
    const isMovedOnly = a === 1 && b === 0 && c === 0 && d === 1;
    return isMovedOnly ? { x: x + e, y: y + f } : this.transform(x, y);
  }

  /** What is drawn from now on is seen only within the path, and within the clip that holds already. */
  private addClip(): void {
    const id = `${this.id}-${++this.clips}`;
    const outer = this.clip === '' ? {} : { 'clip-path': `url(#${this.clip})` };
    this.definitions.append(svg('clipPath', { id, ...outer }, [svg('path', { d: this.path })]));
    this.setClip(id);
  }

  private setClip(id: string): void {
    if (id === this.clip) return;
    this.clip = id;
    this.target = id === '' ? this.shapes : svg('g', { 'clip-path': `url(#${id})` });
  }
}

/** To what can be seen, so that files stay small. */
function rounded(value: number): number {
  return Number(value.toFixed(2));
}

/** A context gives a colour back as `#rrggbb` or `rgba(…)`, which every program reads. */
function colorOf(style: CanvasRenderingContext2D['fillStyle']): string {
  if (typeof style !== 'string') throw new Error('gradients and patterns are not recorded as SVG');
  return style;
}

/** A canvas on no page that is drawn on as on any other, and what was drawn since it was last cleared. */
export interface SvgCanvas {
  readonly canvas: HTMLCanvasElement;
  /** An `<svg>` as large as the canvas. */
  readonly drawn: () => Element;
}

/** @param width in CSS pixels, as `height`: one pixel of the canvas is one of the picture */
export function svgCanvas(width: number, height: number): SvgCanvas {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no 2d context');
  const recorder = new SvgRecorder(context);
  const methods = recorder.methods();
  for (const [name, { value }] of Object.entries(
    Object.getOwnPropertyDescriptors(CanvasRenderingContext2D.prototype),
  )) {
    if (typeof value !== 'function' || name === 'constructor' || ofTheContext.has(name)) continue;
    Object.defineProperty(context, name, {
      value: () => {
        throw new Error(`${name}() of a canvas is not recorded as SVG`);
      },
      configurable: true,
    });
  }
  for (const [name, value] of Object.entries(methods)) {
    Object.defineProperty(context, name, { value, configurable: true });
  }
  return { canvas, drawn: () => recorder.drawn(width, height) };
}

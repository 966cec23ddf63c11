import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { themeNames, type ThemeName } from './webviewBrowser';

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string | null;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}
declare global {
  interface Window {
    readonly axe: { run(context: Document, options: unknown): Promise<AxeResult> };
  }
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The only rules of axe whose answer depends on the colours of the theme. */
const colorRules = ['color-contrast', 'link-in-text-block'];

/**
 * What axe finds serious or critical in a page; nothing else it reports matters here.
 * @param theme every rule is asked in the first, those about colours in the others
 */
export function seriousProblems(page: Page, theme: ThemeName = themeNames[0]): Promise<readonly string[]> {
  return found(page, theme === themeNames[0] ? {} : { runOnly: colorRules });
}

/** The same without the rules about colours, which take longest. */
export function seriousProblemsBesidesColors(page: Page): Promise<readonly string[]> {
  const rules = Object.fromEntries(colorRules.map((rule) => [rule, { enabled: false }]));
  return found(page, { rules });
}

async function found(page: Page, rules: object): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource);
  const options = { resultTypes: ['violations'], ...rules };
  const { violations } = await page.evaluate((chosen) => window.axe.run(document, chosen), options);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary ?? ''}`),
    );
}

/** Of every text in a drawing, its contrast with what lies behind it; axe does not look into SVG. */
export async function faintTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    type Color = [number, number, number];
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error('no canvas');
    const parsed = new Map<string, [number, number, number, number]>();
    const parse = (color: string): [number, number, number, number] => {
      const known = parsed.get(color);
      if (known !== undefined) return known;
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = color;
      context.fillRect(0, 0, 1, 1);
      const [r = 0, g = 0, b = 0, a = 0] = context.getImageData(0, 0, 1, 1).data;
      parsed.set(color, [r, g, b, a / 255]);
      return [r, g, b, a / 255];
    };
    const over = (top: [number, number, number, number], opacity: number, under: Color): Color => {
      const alpha = top[3] * opacity;
      return [0, 1, 2].map((at) => (top[at] ?? 0) * alpha + (under[at] ?? 0) * (1 - alpha)) as Color;
    };
    const luminance = (color: Color): number => {
      const [r = 0, g = 0, b = 0]: readonly number[] = color.map((value) => {
        const share = value / 255;
        return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const [r, g, b] = parse(getComputedStyle(document.body).backgroundColor);
    const faint: string[] = [];
    for (const text of document.querySelectorAll('svg text')) {
      if (text.textContent.trim() === '') continue;
      let ground: Color = [r, g, b];
      // Behind the text of a cell or a node lie the rectangles and circles drawn before it in the same group.
      for (const shape of text.parentElement?.querySelectorAll(':scope > rect, :scope > circle') ?? []) {
        if (shape.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_PRECEDING) continue;
        const styles = getComputedStyle(shape);
        const captioned = text.matches('.node-caption, .node-sum, .bar-number, .axis-label, .shape-text');
        if (captioned || styles.fill === 'none' || styles.fill.startsWith('url')) continue;
        ground = over(parse(styles.fill), Number(styles.fillOpacity), ground);
      }
      const ink = over(parse(getComputedStyle(text).fill), 1, ground);
      const lights = [luminance(ink), luminance(ground)];
      const contrast = (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05);
      if (contrast < 4.5)
        faint.push(`${text.getAttribute('class') ?? ''} “${text.textContent}” ${contrast.toFixed(2)}`);
    }
    return faint;
  });
}

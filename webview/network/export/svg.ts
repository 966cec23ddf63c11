import { svgNamespace } from '../../kit/export/svgPicture';

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

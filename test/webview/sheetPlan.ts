import { writeFileSync } from 'node:fs';
import { themeNames, type ThemeName } from './webviewBrowser';

interface SheetPlan {
  readonly themes: readonly ThemeName[];
  /** Names of pictures; all where nothing was said. */
  readonly only: readonly string[] | undefined;
  readonly widths: readonly string[] | undefined;
}

/**
 * What is photographed: everything, or what the variables
 * THEMES, STATES and WIDTHS name, with commas between.
 */
export function sheetPlan(): SheetPlan {
  const { THEMES, STATES, WIDTHS } = process.env;
  return {
    themes: themeNames.filter((name) => THEMES?.split(',').includes(name) ?? true),
    only: STATES?.split(','),
    widths: WIDTHS?.split(','),
  };
}

export interface SheetEntry {
  readonly name: string;
  readonly theme: ThemeName;
  readonly layout: string;
  readonly file: string;
}

/**
 * Writes a page on which the pictures stand: a row for each state and width, its themes beside each other.
 */
export function writeSheet(folder: string, title: string, entries: readonly SheetEntry[]): void {
  const rows = new Map<string, SheetEntry[]>();
  for (const entry of entries) {
    const row = `${entry.name}, ${entry.layout}`;
    rows.set(row, [...(rows.get(row) ?? []), entry]);
  }
  const body = [...rows].map(([row, pictures]) => {
    const images = pictures.map(
      ({ file, theme }) => `<a href="${file}"><img src="${file}" alt="${row}, ${theme}" loading="lazy"></a>`,
    );
    return `<h2>${row}</h2><div>${images.join('')}</div>`;
  });
  const style = 'body{font-family:sans-serif} div{display:flex;gap:8px} a{flex:1} img{width:100%}';
  writeFileSync(
    `${folder}index.html`,
    `<!DOCTYPE html><meta charset="utf-8"><title>${title}</title><style>${style}</style>${body.join('\n')}`,
  );
}

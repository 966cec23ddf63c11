/**
 * The files of a view in `dist/webview`, in the order in which a page loads them: what it has in common with
 * others, then its own. A file of its own, without VS Code, because tests load the same.
 */
const sharedScripts = {
  formulas: ['shared'],
  network: ['shared', 'charts'],
  compare: ['shared', 'charts'],
  monitor: ['shared'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** A page, by the name of its folder in `webview/`. */
export type ViewName = keyof typeof sharedScripts;

export function pageScripts(view: ViewName): readonly string[] {
  return [...sharedScripts[view], view].map((name) => `${name}.js`);
}

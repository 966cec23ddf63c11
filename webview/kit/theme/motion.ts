const query = window.matchMedia('(prefers-reduced-motion: reduce)');

/** Whether things must appear at once: the system says so, or VS Code's own setting. */
export function motionReduced(): boolean {
  return query.matches || document.body.classList.contains('vscode-reduce-motion');
}

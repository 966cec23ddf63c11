const context = document.createElement('canvas').getContext('2d');

/** Width in pixels of text in the editor's font, or in the user interface's, at the graph's size. */
export function textWidth(content: string, family: 'editor' | 'interface', size = 13): number {
  const styles = getComputedStyle(document.body);
  const name = family === 'editor' ? '--vscode-editor-font-family' : '--vscode-font-family';
  if (context === null) return content.length * size * 0.62;
  context.font = `600 ${size}px ${styles.getPropertyValue(name) || 'monospace'}`;
  return Math.ceil(context.measureText(content).width);
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

import type * as vscode from 'vscode';

/**
 * Writes `text` behind what stands in `markdown`, to be read as it is. VS Code's own `appendText` puts spaces
 * in it that never break: no sentence of a hover was wrapped, and what had no room was cut off.
 */
export function appendPlainText(markdown: vscode.MarkdownString, text: string): vscode.MarkdownString {
  return markdown.appendMarkdown(escapedMarkdown(text));
}

/** Every character of `text` that means something in Markdown or HTML, with a backslash before it. */
export function escapedMarkdown(text: string): string {
  return text.replace(/[!#$&()*+\-.<>[\\\]_`{|}~]/g, '\\$&').replaceAll('\n', '\n\n');
}

import * as vscode from 'vscode';
import { pageScripts, type ViewName } from './pageScripts';

/** The folders a webview may read from. */
export function webviewRoots(extension: vscode.Uri): readonly vscode.Uri[] {
  return [vscode.Uri.joinPath(extension, 'dist', 'webview')];
}

export interface Page {
  readonly view: ViewName;
  readonly title: string;
  /**
   * What the page is about. It keeps the address with its
   * own state, so that it can be restored after a reload.
   */
  readonly uri: vscode.Uri;
  /** Its network, where it is about one. */
  readonly network?: string;
}

/** The page of a view: its files and nothing else may run, and nothing may be fetched from elsewhere. */
export function webviewHtml(
  webview: vscode.Webview,
  extension: vscode.Uri,
  { view, title, uri, network }: Page,
): string {
  const asset = (file: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extension, 'dist', 'webview', file)).toString();
  const nonce = createNonce();
  const policy = [
    `default-src 'none'`,
    // These two do not fall back on `default-src`.
    `base-uri 'none'`,
    `form-action 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data: blob:`,
  ].join('; ');
  const scripts = pageScripts(view).map((file) => `<script nonce="${nonce}" src="${asset(file)}"></script>`);
  const about = network === undefined ? '' : ` data-network="${escapeHtml(network)}"`;
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}" data-document="${escapeHtml(uri.toString())}"${about}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="${asset('shared.css')}">
<link rel="stylesheet" href="${asset(`${view}.css`)}">
<title>${escapeHtml(title)}</title>
</head>
<body>
<div id="root"></div>
${scripts.join('\n')}
</body>
</html>`;
}

const nonceLength = 32;
const nonceAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/**
 * Nobody but the extension writes into the page, so it need
 * not withstand guessing: it tells our script from none.
 */
function createNonce(): string {
  const character = (): string => nonceAlphabet[Math.floor(Math.random() * nonceAlphabet.length)] ?? 'A';
  return Array.from({ length: nonceLength }, character).join('');
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}

/**
 * The page's end of the channel to the extension: VS Code's API, acquired once, what is posted through it,
 * and what comes back, checked before anybody sees it.
 */
import { batch } from '@preact/signals';
import { render, type ComponentChild } from 'preact';
import { isToEveryPanel, type MessageFromPanel, type MessageToPanel } from '../../src/protocol/panelMessages';
import type { Received } from '../../src/protocol/received';
import { showNotice } from './Notice';
import { setLanguage } from './translation';

interface VsCodeApi {
  postMessage(message: unknown): void;
  /** Survives hiding, moving and reloading. */
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** What VS Code gives a webview, once. */
export const vscodeApi: VsCodeApi = acquireVsCodeApi();

/** Posts what every panel may post. */
function post(message: MessageFromPanel): void {
  vscodeApi.postMessage(message);
}

/** Writes a line into the log of the extension. */
export function log(level: 'warning' | 'error', text: string): void {
  post({ kind: 'log', level, text });
}

interface HostConnection<ToPanel, ToHost> {
  /** Posts a message to the extension. */
  readonly post: (message: ToHost) => void;
  /**
   * Shows the panel, handles what the extension posts from now on, and tells it that the page is ready.
   * @param texts the English texts that the extension is to translate
   */
  readonly start: (options: {
    readonly handle: (message: ToPanel) => void;
    readonly content: ComponentChild;
    readonly texts: readonly Readonly<Record<string, string>>[];
  }) => void;
}

/**
 * Connects a panel with the extension by the protocol of its kind of panel.
 * What every panel is sent is handled here; what is not
 * a message of the protocol is refused, with the reason.
 */
export function connectToHost<ToPanel extends { readonly kind: string }, ToHost>(
  check: (message: unknown) => Received<ToPanel | MessageToPanel>,
): HostConnection<ToPanel, ToHost> {
  return {
    post: (message) => {
      vscodeApi.postMessage(message);
    },
    start({ handle, content, texts }) {
      const root = document.getElementById('root');
      if (root === null) throw new Error('The page has no element with the id root.');
      window.addEventListener('error', ({ message }) => {
        log('error', `The panel failed: ${message}`);
      });
      window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        const received = check(data);
        if (received.ok) {
          const { message } = received;
          batch(() => {
            if (isToEveryPanel(message)) handleOfEveryPanel(message);
            else handle(message);
          });
        } else post({ kind: 'refused', reason: received.reason });
      });
      render(content, root);
      post({ kind: 'ready', texts: texts.flatMap((list) => Object.values(list)) });
    },
  };
}

function handleOfEveryPanel(message: MessageToPanel): void {
  switch (message.kind) {
    case 'texts':
      setLanguage(message.language, message.strings);
      return;
    case 'notice':
      showNotice(message.text);
      return;
  }
}

/** What VS Code gives every webview, once. */
interface VsCodeApi {
  postMessage(message: unknown): void;
  /** Survives hiding, moving and reloading. */
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export const vscodeApi: VsCodeApi = acquireVsCodeApi();

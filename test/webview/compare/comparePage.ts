import {
  receiveFromComparePanel,
  type ComparePanelToHost,
  type HostToComparePanel,
} from '../../../src/protocol/comparePanelMessages';
import { WebviewBrowser, WebviewPage, type PageOptions } from '../webviewBrowser';

/** The panel that compares recordings in a real browser. */
export type ComparePage = WebviewPage<HostToComparePanel, ComparePanelToHost>;

/** One browser for all tests of a file. */
export class CompareBrowser {
  private constructor(private readonly browser: WebviewBrowser) {}

  static async start(): Promise<CompareBrowser> {
    return new CompareBrowser(await WebviewBrowser.start('compare'));
  }

  /** Opens a new panel. It has said `ready` and what it wants to see. */
  async open({
    choices = {},
    ...options
  }: PageOptions & {
    readonly choices?: Readonly<Record<string, string | number | boolean>>;
  } = {}): Promise<ComparePage> {
    const { page, release } = await this.browser.page({
      width: 540,
      height: 800,
      kept: { choices },
      ...options,
    });
    return new WebviewPage(page, receiveFromComparePanel, release);
  }

  stop(): Promise<void> {
    return this.browser.stop();
  }
}

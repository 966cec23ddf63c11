import {
  receiveFromFormulaPanel,
  type HostToFormulaPanel,
  type FormulaPanelToHost,
} from '../../src/protocol/formulaPanelMessages';
import { WebviewBrowser, WebviewPage, type PageOptions } from './webviewBrowser';

/** A panel of formulas in a real browser. */
export class PanelPage extends WebviewPage<HostToFormulaPanel, FormulaPanelToHost> {
  /**
   * The number above (forward) or below (backward) an edge,
   * with all its digits; the mark where there is none.
   */
  async edgeNumber(edge: string, direction: 'forward' | 'backward'): Promise<string> {
    const element = this.page.locator(`[data-edge="${edge}"] text[data-direction="${direction}"]`);
    const value = await element.getAttribute('data-value');
    if (value !== null) return value;
    return (await element.textContent()) ?? '';
  }

  /** The numbers of a matrix on an edge, in the order of its entries. */
  async edgeEntries(edge: string, direction: 'forward' | 'backward'): Promise<readonly number[]> {
    const cells = this.page.locator(`[data-edge="${edge}"] g[data-direction="${direction}"] [data-entry]`);
    return cells.evaluateAll((elements) =>
      elements
        .map(
          (element) =>
            [Number(element.getAttribute('data-entry')), Number(element.getAttribute('data-value'))] as const,
        )
        .sort(([a], [b]) => a - b)
        .map(([, value]) => value),
    );
  }
}

/** One browser for all tests of a file. */
export class PanelBrowser {
  private constructor(private readonly browser: WebviewBrowser) {}

  static async start(): Promise<PanelBrowser> {
    return new PanelBrowser(await WebviewBrowser.start('formulas'));
  }

  /** Opens a new panel. It has said `ready` and waits for its state. */
  async open(options: PageOptions = {}): Promise<PanelPage> {
    const { page, release } = await this.browser.page(options);
    return new PanelPage(page, receiveFromFormulaPanel, release);
  }

  stop(): Promise<void> {
    return this.browser.stop();
  }
}

import {
  receiveFromNetworkPanel,
  type HostToNetworkPanel,
  type NetworkPanelToHost,
} from '../../../src/protocol/networkPanelMessages';
import type { ViewRequests } from '../../../src/protocol/trainingViews';
import { WebviewBrowser, WebviewPage, type PageOptions } from '../webviewBrowser';

export type Tab =
  'layers' | 'charts' | 'distributions' | 'boundary' | 'confusion' | 'sample' | 'graph' | 'health';

/** A network's panel in a real browser. */
export class NetworkPage extends WebviewPage<HostToNetworkPanel, NetworkPanelToHost> {
  /** Opens a tab, and waits until what is in it is drawn. */
  async openTab(id: Tab): Promise<void> {
    await this.page.locator(`#tab-${id}`).click();
    await this.settled();
  }

  /** The newest requests of what is shown, once that is drawn: a click is not, when it is done. */
  async requests(): Promise<ViewRequests> {
    await this.settled();
    return (await this.sentOf('requestViews')).at(-1)?.requests ?? { pictures: [] };
  }
}

interface NetworkPageOptions extends PageOptions {
  /** Those that are open, as far as there is room for them: the first where there is one column. */
  readonly tabs?: readonly Tab[];
}

/** One browser for all tests of a file. */
export class NetworkBrowser {
  private constructor(private readonly browser: WebviewBrowser) {}

  static async start(): Promise<NetworkBrowser> {
    return new NetworkBrowser(await WebviewBrowser.start('network'));
  }

  /** Opens a new panel. It has said `ready` and waits for its state. */
  async open({ tabs = [], ...options }: NetworkPageOptions = {}): Promise<NetworkPage> {
    const kept = { choices: { tabs: tabs.join(' ') } };
    const { page, release } = await this.browser.page({ kept, ...options });
    return new NetworkPage(page, receiveFromNetworkPanel, release);
  }

  stop(): Promise<void> {
    return this.browser.stop();
  }
}

import {
  receiveFromNetworkPanel,
  type HostToNetworkPanel,
  type NetworkPanelToHost,
} from '../../../src/protocol/networkPanelMessages';
import type { ViewRequests } from '../../../src/protocol/trainingViews';
import { WebviewBrowser, WebviewPage, type PageOptions } from '../webviewBrowser';

/** A network's panel in a real browser. */
export class NetworkPage extends WebviewPage<HostToNetworkPanel, NetworkPanelToHost> {
  /** The newest requests of the open sections. */
  async requests(): Promise<ViewRequests> {
    return (await this.sentOf('requestViews')).at(-1)?.requests ?? { pictures: [] };
  }
}

/** One browser for all tests of a file. */
export class NetworkBrowser {
  private constructor(private readonly browser: WebviewBrowser) {}

  static async start(): Promise<NetworkBrowser> {
    return new NetworkBrowser(await WebviewBrowser.start('network'));
  }

  /** Opens a new panel. It has said `ready` and waits for its state. */
  async open(options: PageOptions = {}): Promise<NetworkPage> {
    const { page, release } = await this.browser.page(options);
    return new NetworkPage(page, receiveFromNetworkPanel, release);
  }

  stop(): Promise<void> {
    return this.browser.stop();
  }
}

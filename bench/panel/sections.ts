import type { NetworkPage } from '../../test/webview/network/networkPage';

/** @returns the names of all tabs, in their order */
export async function tabsOf({ page }: NetworkPage): Promise<readonly string[]> {
  const ids = await page.locator('.panel-tab').evaluateAll((tabs) => tabs.map(({ id }) => id));
  return ids.map((id) => id.replace('tab-', ''));
}

/** Opens a tab, and waits until what comes on the screen with it is requested. */
export async function openTab({ page }: NetworkPage, name: string): Promise<void> {
  await page.locator(`#tab-${name}`).click();
  await new Promise((resolve) => setTimeout(resolve, 400));
}

import type { NetworkPage } from '../../test/webview/network/networkPage';

/** Opens what is closed. @returns the names of all sections, from the top */
export async function openAll({ page }: NetworkPage): Promise<readonly string[]> {
  const closed = page.locator('.section-toggle[aria-expanded="false"]');
  while ((await closed.count()) > 0) await closed.first().click();
  return page
    .locator('[data-section]')
    .evaluateAll((all) => all.map((section) => section.getAttribute('data-section') ?? ''));
}

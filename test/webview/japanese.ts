import { readFileSync } from 'node:fs';
import type { Message } from '../../src/engine/message';
import { formatMessage } from '../../src/engine/message';
import type { WebviewPage } from './webviewBrowser';

const file = new URL('../../l10n/bundle.l10n.ja.json', import.meta.url);
const catalogue = new Map(
  Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, string>>),
);

/** A sentence as the extension says it in Japanese. */
export function inJapanese({ text, values }: Message): string {
  const said = values.map((value) => (typeof value === 'object' ? inJapanese(value) : value));
  return formatMessage({ text: catalogue.get(text) ?? text, values: said });
}

/** Answers a new panel as the extension does where VS Code is in Japanese. */
export async function speakJapanese<ToHost extends { readonly kind: string }>(
  panel: WebviewPage<never, ToHost>,
): Promise<void> {
  const ready = (await panel.sent()).find(({ kind }) => kind === 'ready');
  const texts = ready !== undefined && 'texts' in ready ? (ready.texts as readonly string[]) : [];
  const strings = Object.fromEntries(texts.map((text) => [text, catalogue.get(text) ?? text]));
  await panel.receiveAnything({ kind: 'texts', language: 'ja', strings });
}

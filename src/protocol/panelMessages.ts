/**
 * The messages between every panel and the extension, whatever the panel shows. The messages of a kind of
 * panel are these and its own; each side checks what it receives and refuses the rest.
 */
import * as v from 'valibot';
import { list } from './panelTensor';

/** From the extension to a panel. */
export const messagesToPanel = [
  /** The answer to `ready`, before anything else: what the reader sees is written in this language. */
  v.strictObject({
    kind: v.literal('texts'),
    /** VS Code's display language, BCP 47. */
    language: v.string(),
    /** By the English texts that `ready` listed. */
    strings: v.record(v.string(), v.string()),
  }),
  /** What became of something a person asked for: `Saved shopping.svg.` Read aloud and shown for a while. */
  v.strictObject({ kind: v.literal('notice'), text: v.string() }),
] as const;
export type MessageToPanel = v.InferOutput<(typeof messagesToPanel)[number]>;

const exportSchema = v.strictObject({
  kind: v.literal('export'),
  format: v.picklist(['svg', 'png', 'csv', 'json', 'html']),
  bytes: v.custom<Uint8Array>((value) => value instanceof Uint8Array, 'a Uint8Array'),
  /**
   * What it is proposed to be called, without the ending: `spiral-loss`. Absent: as the definition is called.
   */
  name: v.exactOptional(v.string()),
});
export type ExportedFile = v.InferOutput<typeof exportSchema>;

/** From a panel to the extension. */
export const messagesFromPanel = [
  /** The page has loaded and knows nothing. `texts`: the English texts it wants in the reader's language. */
  v.strictObject({ kind: v.literal('ready'), texts: list(v.string()) }),
  /** A message of the extension was not one of the protocol, and was not shown. */
  v.strictObject({ kind: v.literal('refused'), reason: v.string() }),
  /** Go to the mistake that the panel speaks of. */
  v.strictObject({ kind: v.literal('showError') }),
  exportSchema,
  v.strictObject({ kind: v.literal('copy'), text: v.string() }),
  v.strictObject({
    kind: v.literal('log'),
    level: v.picklist(['info', 'warning', 'error']),
    text: v.string(),
  }),
] as const;
export type MessageFromPanel = v.InferOutput<(typeof messagesFromPanel)[number]>;

type Kinds = ReadonlySet<string>;
const kindsToPanel: Kinds = new Set(messagesToPanel.map(({ entries }) => entries.kind.literal));
const kindsFromPanel: Kinds = new Set(messagesFromPanel.map(({ entries }) => entries.kind.literal));

/** Tells what is sent to every panel from what is sent to one kind. */
export function isToEveryPanel(message: { readonly kind: string }): message is MessageToPanel {
  return kindsToPanel.has(message.kind);
}

/** Tells what every panel sends from what one kind sends. */
export function isFromEveryPanel(message: { readonly kind: string }): message is MessageFromPanel {
  return kindsFromPanel.has(message.kind);
}

/**
 * What a page keeps for itself when it is hidden or the window is reloaded, as far as the extension reads it.
 */
const keptPlaceSchema = v.object({
  /** The address of the definition. */
  document: v.pipe(v.string(), v.nonEmpty()),
  /** The name of the network, in the panel of one. */
  network: v.exactOptional(v.string()),
});
export type KeptPlace = v.InferOutput<typeof keptPlaceSchema>;

/**
 * @param kept what VS Code kept for a page.
 * @returns `undefined` where no panel of ours can have kept that
 */
export function readKeptPlace(kept: unknown): KeptPlace | undefined {
  const result = v.safeParse(keptPlaceSchema, kept);
  return result.success ? result.output : undefined;
}

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { formatMessage, type Message, type MessageValue } from '../engine/message';

/** What the command line speaks: English, and what there is a catalogue for. */
export const languages = ['en', 'ja'] as const;
export type Language = (typeof languages)[number];

/** English sentences with what they are in the chosen language. */
type Catalogue = Readonly<Record<string, string>>;

const catalogueForm = v.record(v.string(), v.string());
const english: Catalogue = {};

/** One for the whole program, as its standard output is. */
let chosen: { readonly language: Language; readonly catalogue: Catalogue } = {
  language: 'en',
  catalogue: english,
};

/** From now on every sentence is in this language, or in English where it has no catalogue. */
export async function speak(language: Language): Promise<void> {
  chosen = { language, catalogue: language === 'en' ? english : await readCatalogue(language) };
}

/** What was chosen, for programs that this one starts. */
export function spokenLanguage(): Language {
  return chosen.language;
}

/** The catalogues lie beside the bundle, the same as VS Code reads. A program without them speaks English. */
async function readCatalogue(language: Language): Promise<Catalogue> {
  const file = path.join(__dirname, '..', 'l10n', `bundle.l10n.${language}.json`);
  try {
    return v.parse(catalogueForm, JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return english;
  }
}

/** A sentence of the inner layers in the chosen language, with those that stand in it. */
export function localise({ text, values }: Message): string {
  const { catalogue } = chosen;
  const translated = Object.hasOwn(catalogue, text) ? catalogue[text] : undefined;
  const written = values.map((value) => (typeof value === 'object' ? localise(value) : value));
  return formatMessage({ text: translated ?? text, values: written });
}

/** Called as VS Code's own `l10n` is, so that the sentences are collected in the same way. */
export const l10n = {
  /** @param text the English sentence, a literal, with `{0}` for the first value */
  t: (text: string, ...values: readonly MessageValue[]): string => localise({ text, values }),
};

/** `en or ja` */
export function either(words: readonly string[]): string {
  return new Intl.ListFormat(chosen.language, { type: 'disjunction' }).format(words);
}

/**
 * What people read in a panel. The lists of texts (`xTexts.ts`) are English,
 * and each English text is the key of its translation: the panel posts the
 * lists to the extension, which answers with what `vscode.l10n` makes of them.
 */
import { signal } from '@preact/signals';

/** VS Code's display language (BCP 47): numbers are written as it writes them. */
const language = signal(document.documentElement.lang || 'en');
const translations = signal<Readonly<Record<string, string>>>({});

/** Writes the panel in a language from now on. */
export function setLanguage(name: string, table: Readonly<Record<string, string>>): void {
  language.value = name;
  translations.value = table;
  document.documentElement.lang = name;
}

/** The language that numbers are written in. */
export function locale(): string {
  return language.value;
}

/** `template` in the reader's language; `{0}` in it stands for the first value. */
export function text(template: string, ...values: readonly (string | number)[]): string {
  const sentence = translations.value[template] ?? template;
  return sentence.replace(/\{(\d+)\}/g, (placeholder, index: string) => {
    const value = values[Number(index)];
    return value === undefined ? placeholder : String(value);
  });
}

/** As much of VS Code as what shows a sheet needs. */
export const vscodeOfSurfaces = {
  MarkdownString: class {
    value = '';
    appendCodeblock(text: string): void {
      this.value += `${text}\n`;
    }
    appendMarkdown(text: string): void {
      this.value += `${text}\n`;
    }
    appendText(text: string): void {
      this.value += `${text}\n`;
    }
  },
  Position: class {
    readonly places: readonly unknown[];
    constructor(...places: readonly unknown[]) {
      this.places = places;
    }
  },
  Range: class {
    readonly places: readonly unknown[];
    constructor(...places: readonly unknown[]) {
      this.places = places;
    }
  },
  CodeLens: class {
    constructor(
      readonly range: unknown,
      readonly command: unknown,
    ) {}
  },
  l10n: {
    t: (text: string, ...values: readonly unknown[]): string =>
      text.replace(/\{(\d)\}/g, (_, at: string) => String(values[Number(at)])),
  },
  env: { language: 'en' },
};

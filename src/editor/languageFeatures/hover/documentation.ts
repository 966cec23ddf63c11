import * as vscode from 'vscode';
import { formatShape } from '../../../language';
import type { HoverContents, ParameterDescription } from '../../../language/services';
import { localiseDocumentation } from '../../localise';

/** What the language says about a function, an operator, a layer or a setting; `undefined` for a value. */
export function documentation(contents: HoverContents): vscode.MarkdownString | undefined {
  const markdown = new vscode.MarkdownString();
  switch (contents.kind) {
    case 'application': {
      const { signature, documentation: text, parameters, forward, backward, source, shape } = contents;
      markdown.appendCodeblock(
        shape === undefined ? signature : `${signature} → ${formatShape(shape)}`,
        'backprop',
      );
      markdown.appendText(localiseDocumentation(text));
      list(markdown, parameters);
      markdown.appendCodeblock([forward, ...backward.map(({ formula }) => formula)].join('\n'), 'text');
      cite(markdown, source);
      return markdown;
    }
    case 'description': {
      const { signature, documentation: text, parameters, formula, source } = contents;
      markdown.appendCodeblock(signature, 'backprop');
      markdown.appendText(localiseDocumentation(text));
      list(markdown, parameters);
      if (formula !== undefined) markdown.appendCodeblock(formula, 'text');
      if (source !== undefined) cite(markdown, source);
      return markdown;
    }
    case 'value':
    case 'gradient':
      return undefined;
  }
}

function list(markdown: vscode.MarkdownString, parameters: readonly ParameterDescription[]): void {
  if (parameters.length === 0) return;
  markdown.appendMarkdown('\n\n');
  for (const { label, documentation: text } of parameters) {
    markdown.appendMarkdown(`- \`${label}\`: `);
    markdown.appendText(localiseDocumentation(text));
    markdown.appendMarkdown('\n');
  }
}

/** Where the formula comes from: a page, or a section of the chapter. */
function cite(markdown: vscode.MarkdownString, source: string): void {
  markdown.appendMarkdown('\n\n');
  if (source.startsWith('https://')) markdown.appendMarkdown(`[${vscode.l10n.t('Source')}](${source})`);
  else markdown.appendText(vscode.l10n.t('Source: {0}', source));
}

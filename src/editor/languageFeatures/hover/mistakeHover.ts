import * as vscode from 'vscode';
import { mistakeSentences, type Mistakes } from '../../formulas/foundMistakes';
import { localise } from '../../localise';
import { appendPlainText } from '../../markdownText';

/**
 * What went wrong in the answer under the mouse: every mistake that gives it, where it shows, and where none
 * is known how the right number comes about. Nothing where no wrong answer stands.
 */
export function mistakeHover(
  mistakes: Pick<Mistakes, 'findAt'>,
  document: vscode.TextDocument,
  offset: number,
): vscode.MarkdownString[] {
  const mistake = mistakes.findAt(document, offset);
  if (mistake === undefined) return [];
  const sentences = [...mistakeSentences(mistake), ...mistake.details.map(localise)];
  if (sentences.length === 0) return [];
  const markdown = new vscode.MarkdownString();
  markdown.appendMarkdown(`**${vscode.l10n.t('What went wrong')}**\n\n`);
  for (const sentence of sentences) {
    markdown.appendMarkdown('- ');
    appendPlainText(markdown, sentence);
    markdown.appendMarkdown('\n');
  }
  return [markdown];
}

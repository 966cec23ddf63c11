import * as vscode from 'vscode';
import { readRecordedTextUri, recordedTextScheme } from './recordingUris';

/** Opens definitions as they were recorded. Nobody can change them: they are what was run. */
export function registerRecordedTexts(): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(recordedTextScheme, {
    async provideTextDocumentContent(uri) {
      const place = readRecordedTextUri(uri);
      if (place === undefined) return undefined;
      const { readRecordedText } = await import(
        /* webpackChunkName: "extension.panels" */ './readRecordedText'
      );
      return readRecordedText(place);
    },
  });
}

import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type * as vscode from 'vscode';
import { lessonAt, lessonLanguageFor, lessonNames } from '../../../../src/editor/lessons/lessonNames';
import { examplesFolder } from '../../exampleFiles';

const at = (place: string): ReturnType<typeof lessonAt> => lessonAt({ path: place } as unknown as vscode.Uri);

describe('the table of lessons', () => {
  test.each(['en', 'ja'])('has every lesson there is in %s', (language) => {
    const files = readdirSync(path.join(examplesFolder, 'lessons', language)).sort();
    expect(lessonNames.map((name) => `${name}.backprop`)).toEqual(files);
  });

  test('knows a lesson by its name, and its language by its folder', () => {
    expect(at('/home/lessons/ja/2-chain-rule.backprop')).toEqual({ index: 1, language: 'ja' });
    expect(at('/home/2-chain-rule.backprop')).toEqual({ index: 1, language: undefined });
    expect(at('/home/lessons/ja/2-chain-rule-2.backprop')).toBeUndefined();
  });

  test('is offered in the language of VS Code, else in English', () => {
    expect(['ja', 'en', 'de', 'jam'].map(lessonLanguageFor)).toEqual(['ja', 'en', 'en', 'en']);
  });
});

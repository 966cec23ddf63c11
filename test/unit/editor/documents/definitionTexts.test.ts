import type * as vscode from 'vscode';
import { expect, test, vi } from 'vitest';
import { DefinitionTexts } from '../../../../src/editor/documents/definitionTexts';
import * as fake from '../panels/host/fakeVscode';

const { file } = vi.hoisted(() => ({ file: { size: (): Promise<number> => Promise.resolve(0), text: '' } }));

vi.mock('vscode', async () => {
  const half = await import('../panels/host/fakeVscode');
  const fs = {
    stat: () => file.size().then((size) => ({ size })),
    readFile: () => Promise.resolve(new TextEncoder().encode(file.text)),
  };
  return { ...half, workspace: { ...half.workspace, textDocuments: [], fs } };
});

const uri = fake.Uri.parse('file:///a/b.backprop') as unknown as vscode.Uri;

function texts(): DefinitionTexts {
  const parts = [{}, { environmentOf: () => ({}) }] as unknown as ConstructorParameters<
    typeof DefinitionTexts
  >;
  return new DefinitionTexts(...parts);
}

test('a file that comes while it is looked for in vain is read once more', async () => {
  const definitions = texts();
  let refuse = (): void => undefined;
  file.size = () =>
    new Promise((_, reject) => {
      refuse = () => {
        reject(new Error('not there'));
      };
    });
  const inVain = definitions.get(uri);
  // It is made, and whoever watches the folder says so, before the answer comes.
  file.text = 'x = 1\n';
  definitions.forget(uri);
  refuse();
  expect((await inVain).kind).toBe('unreadable');
  file.size = () => Promise.resolve(6);
  expect((await definitions.get(uri)).kind).toBe('checked');
});

test('what was read is kept until it changes', async () => {
  const definitions = texts();
  file.size = vi.fn(() => Promise.resolve(6));
  await definitions.get(uri);
  await definitions.get(uri);
  expect(file.size).toHaveBeenCalledTimes(1);
  definitions.forget(uri);
  await definitions.get(uri);
  expect(file.size).toHaveBeenCalledTimes(2);
});

test('only a write that changes what was read is a change, however often it is told of', async () => {
  const definitions = texts();
  file.size = () => Promise.resolve(6);
  file.text = 'x = 1\n';
  // Nobody has looked.
  expect(await definitions.renew(uri)).toBe(false);
  expect(definitions.known(uri)).toBeUndefined();
  await definitions.get(uri);
  expect(await definitions.renew(uri)).toBe(false);
  file.text = 'x = 2\n';
  expect(await Promise.all([definitions.renew(uri), definitions.renew(uri)])).toEqual([false, true]);
  const now = definitions.known(uri);
  expect(now?.kind === 'checked' && now.file.text).toBe('x = 2\n');
  // Whoever looks while it is written is told that it is another.
  const other = texts();
  const early = other.get(uri);
  expect(await other.renew(uri)).toBe(true);
  await early;
  file.size = () => Promise.reject(new Error('not there'));
  expect(await definitions.renew(uri)).toBe(true);
  expect(await definitions.renew(uri)).toBe(false);
});

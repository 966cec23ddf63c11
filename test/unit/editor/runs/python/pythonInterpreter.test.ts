import { expect, it, vi } from 'vitest';
import { activeInterpreter } from '../../../../../src/editor/runs/python/pythonInterpreter';
import type * as vscode from 'vscode';
import { Uri } from '../../panels/host/fakeVscode';

vi.mock('vscode', () => import('../../panels/host/fakeVscode'));

const script = Uri.parse('file:///home/me/train.py') as unknown as vscode.Uri;

it('takes the executable of the environment that the Python extension has chosen for the script', async () => {
  const getActiveEnvironmentPath = vi.fn(() => ({ path: '/home/me/.venv' }));
  const uri = { fsPath: '/home/me/.venv/bin/python' };
  const resolveEnvironment = vi.fn(() => Promise.resolve({ executable: { uri } }));
  const environments = { getActiveEnvironmentPath, resolveEnvironment };
  expect(await activeInterpreter({ environments }, script)).toBe('/home/me/.venv/bin/python');
  expect(getActiveEnvironmentPath).toHaveBeenCalledWith(script);
  expect(resolveEnvironment).toHaveBeenCalledWith({ path: '/home/me/.venv' });
});

it('leaves it to the setting where an environment has no Python, or the extension is too old', async () => {
  const environments = {
    getActiveEnvironmentPath: () => ({ path: 'broken' }),
    resolveEnvironment: () => Promise.resolve({ executable: {} }),
  };
  expect(await activeInterpreter({ environments }, script)).toBeUndefined();
  expect(await activeInterpreter({}, script)).toBeUndefined();
});

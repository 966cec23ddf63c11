import { expect, it, vi } from 'vitest';
import { panelTitle } from '../../../../../src/editor/panels/compare/comparePlace';

vi.mock('vscode', () => import('../host/fakeVscode'));

it('counts one run as one', () => {
  expect([1, 2, 12].map(panelTitle)).toEqual(['Compare 1 Run', 'Compare 2 Runs', 'Compare 12 Runs']);
});

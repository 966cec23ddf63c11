import { describe, expect, it, vi } from 'vitest';

const there = new Set<string>();
vi.mock('vscode', () => ({
  Uri: { joinPath: ({ path }: { path: string }, name: string) => ({ path: `${path}/${name}` }) },
  workspace: {
    fs: {
      stat: async ({ path }: { path: string }) => {
        await Promise.resolve();
        if (!there.has(path)) throw new Error('FileNotFound');
        return {};
      },
      createDirectory: async ({ path }: { path: string }) => {
        await Promise.resolve();
        there.add(path);
      },
    },
  },
}));

const { uriStore } = await import('../../../../src/editor/runs/uriStore');

describe('a folder of recordings in a virtual file system', () => {
  it('is made by one of those that want it at once', async () => {
    const store = uriStore({ path: '/storage' } as never);
    const made = await Promise.all([1, 2, 3].map(() => store.makeFolder('Xor.bprun')));
    expect(made).toEqual([true, false, false]);
    expect(await store.makeFolder('Xor.bprun')).toBe(false);
    expect(await store.makeFolder('Xor-2.bprun')).toBe(true);
  });
});

import { describe, expect, it, vi } from 'vitest';

const there = new Set<string>();
// What VS Code has for a pipe is neither a file nor a folder; one is a link to a file.
const types: Readonly<Record<string, number>> = { '/at/pipe': 0, '/at/file': 1, '/at/link': 65 };
vi.mock('vscode', () => ({
  FileType: { File: 1 },
  Uri: { joinPath: ({ path }: { path: string }, name: string) => ({ path: `${path}/${name}` }) },
  workspace: {
    fs: {
      stat: async ({ path }: { path: string }) => {
        await Promise.resolve();
        const type = types[path];
        if (type !== undefined) return { type };
        if (!there.has(path)) throw new Error('FileNotFound');
        return {};
      },
      readFile: ({ path }: { path: string }) => Promise.resolve(new TextEncoder().encode(path)),
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

  it('reads files alone, and no pipe that nobody may ever write to', async () => {
    const store = uriStore({ path: '/at' } as never);
    await expect(store.read('pipe')).rejects.toThrow('pipe is no file');
    for (const name of ['file', 'link'])
      expect(new TextDecoder().decode(await store.read(name))).toBe(`/at/${name}`);
  });
});

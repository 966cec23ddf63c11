import { beforeEach, expect, test, vi } from 'vitest';
import { lookAt } from '../../../../src/editor/data/dataFiles';
import { DataPlace } from '../../../../src/editor/data/dataPlace';
import { readData } from '../../../../src/editor/data/readData';
import type { FileReport } from '../../../../src/editor/data/versionedPreview';

const { trust, read } = vi.hoisted(() => ({ trust: { isTrusted: false }, read: [] as string[] }));

/** As much of a URI as a local file needs: joined paths are normalised, paths that are set are not. */
vi.mock('vscode', async () => {
  const { posix } = await import('node:path');
  const { l10n, env } = await import('../panels/host/fakeVscode');
  class Uri {
    readonly authority = '';
    constructor(
      readonly scheme: string,
      readonly path: string,
    ) {
      if (path.startsWith('//'))
        throw new Error('Without an authority a path cannot begin with two slashes.');
    }
    with({ path }: { readonly path: string }): Uri {
      return new Uri(this.scheme, path);
    }
    get fsPath(): string {
      return this.path;
    }
    toString(): string {
      return `${this.scheme}://${encodeURI(this.path)}`;
    }
    static file(path: string): Uri {
      return new Uri('file', path);
    }
    static joinPath(base: Uri, ...parts: readonly string[]): Uri {
      return base.with({ path: posix.join(base.path, ...parts) });
    }
  }
  return {
    env,
    l10n,
    Uri,
    FileType: { File: 1 },
    workspace: {
      get isTrusted() {
        return trust.isTrusted;
      },
      get workspaceFolders() {
        return [{ uri: Uri.file('/course') }];
      },
      getWorkspaceFolder: ({ path }: Uri) => (path.startsWith('/course/') ? {} : undefined),
      fs: {
        stat: () => Promise.resolve({ type: 1, size: 4, mtime: 0 }),
        readFile: ({ path }: Uri) => {
          read.push(path);
          return Promise.resolve(new Uint8Array(4));
        },
      },
    },
  };
});

beforeEach(() => {
  links.clear();
  trust.isTrusted = false;
  read.length = 0;
});

async function place(definition = '/course/first/a.backprop'): Promise<DataPlace> {
  const { Uri } = await import('vscode');
  return new DataPlace(Uri.file('/extension'), Uri.file(definition));
}

/** Links that lead elsewhere; every other path leads where it says. */
const links = new Map<string, string>();
const realPath = (path: string): Promise<string | undefined> => Promise.resolve(links.get(path) ?? path);

async function found(path: string, definition?: string): Promise<string> {
  const at = (await place(definition)).find('beside', path);
  return at.kind === 'place' ? at.uri.path : at.kind;
}

const outside = [
  '/etc/passwd',
  '../../etc/passwd',
  '/course/../etc/passwd',
  '/course/first/../../etc/passwd',
];

test.each(outside)(
  'in Restricted Mode %s is refused, and read once the workspace is trusted',
  async (path) => {
    expect(await found(path)).toBe('untrusted');
    trust.isTrusted = true;
    expect(await found(path)).toBe('/etc/passwd');
  },
);

test('in Restricted Mode what lies in the workspace or beside the definition is read', async () => {
  expect(await found('x.csv')).toBe('/course/first/x.csv');
  expect(await found('../second/x.csv')).toBe('/course/second/x.csv');
  expect(await found('sub/x.csv', '/elsewhere/a.backprop')).toBe('/elsewhere/sub/x.csv');
  expect(await found('/elsewhere/x.csv', '/elsewhere/a.backprop')).toBe('/elsewhere/x.csv');
  expect(await found('/elsewhere/../secret.csv', '/elsewhere/a.backprop')).toBe('untrusted');
  expect(await found('/elsewhere2/x.csv', '/elsewhere/a.backprop')).toBe('untrusted');
});

test.each(['//server/share/x.csv', 'half\ud800.csv', '/half\udc00.csv'])(
  'a path of which no URI can be made leads to no file: %j',
  async (path) => {
    expect(await found(path)).toBe('impossible');
    trust.isTrusted = true;
    expect(await found(path)).toBe('impossible');
  },
);

test.each(outside)('training is refused with the reason, and %s is not read', async (path) => {
  const call = { source: 'csv', settings: { file: path } } as unknown as Parameters<typeof readData>[0];
  const answer = await readData(call, await place(), realPath, () => false);
  expect(answer).toHaveProperty('sentence');
  expect('sentence' in answer && answer.sentence).toMatch(/trust/i);
  expect(read).toEqual([]);
  trust.isTrusted = true;
  expect((await readData(call, await place(), realPath, () => false)).ok).toBe(true);
  expect(read).toEqual(['/etc/passwd']);
});

test('in Restricted Mode a link that leads out of the folder is refused with the reason', async () => {
  const call = { source: 'csv', settings: { file: 'x.csv' } } as unknown as Parameters<typeof readData>[0];
  const training = async (): ReturnType<typeof readData> =>
    readData(call, await place(), realPath, () => false);
  links.set('/course/first/x.csv', '/etc/passwd');
  const answer = await training();
  expect('sentence' in answer && answer.sentence).toMatch(/trust/i);
  expect(read).toEqual([]);
  // A link within the workspace, and a workspace that is itself reached by a link, lead to what came with it.
  links.set('/course/first/x.csv', '/course/second/x.csv');
  expect((await training()).ok).toBe(true);
  links.set('/course', '/mnt/course').set('/course/first', '/mnt/course/first');
  links.set('/course/first/x.csv', '/mnt/course/first/x.csv');
  expect((await training()).ok).toBe(true);
  links.set('/course/first/x.csv', '/mnt/course2/x.csv');
  expect((await training()).ok).toBe(false);
  trust.isTrusted = true;
  expect((await training()).ok).toBe(true);
});

test('nor is a preview read through such a link, also where the file was read before it became one', async () => {
  const look = async (report?: FileReport): Promise<FileReport> => {
    const at = (await place()).find('beside', 'x.csv');
    if (at.kind !== 'place') return { kind: 'untrusted' };
    return lookAt({ uri: at.uri, within: at.within, bytes: 4, report }, realPath);
  };
  links.set('/course/first/x.csv', '/etc/passwd');
  expect(await look()).toEqual({ kind: 'untrusted' });
  expect(read).toEqual([]);
  links.set('/course/first/x.csv', '/course/second/x.csv');
  const before = await look();
  expect(before.kind).toBe('file');
  links.set('/course/first/x.csv', '/etc/passwd');
  expect(await look(before)).toEqual({ kind: 'untrusted' });
  expect(read).toHaveLength(1);
  trust.isTrusted = true;
  expect((await look()).kind).toBe('file');
  expect(read).toHaveLength(2);
});

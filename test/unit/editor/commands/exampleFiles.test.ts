import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { copyExample, earlierCopyOf } from '../../../../src/editor/commands/exampleFiles';
import { withComments } from '../../../../src/editor/commands/exampleComments';
import { examples } from '../../../../src/editor/commands/examples';
import { checkText } from '../../../../src/language';
import { displayWidth } from '../../../../src/language/displayWidth';
import { exampleDefinitions, examplesFolder, readExample } from '../../exampleFiles';
import * as fake from '../panels/host/fakeVscode';

/** A disk in memory: bytes by path, `undefined` for a folder; and the paths at which it fails. */
const disk = vi.hoisted(() => ({
  entries: new Map<string, Uint8Array | undefined>(),
  failing: { write: '', read: '', remove: '' },
}));

vi.mock('vscode', async () => {
  const half = await import('../panels/host/fakeVscode');
  class FileSystemError extends Error {
    constructor(readonly code: string) {
      super(code);
    }
  }
  interface Uri {
    readonly path: string;
  }
  const check = (at: string, failing: string): void => {
    if (at === failing) throw new FileSystemError('NoPermissions');
  };
  const found = (at: string): Uint8Array | undefined => {
    if (!disk.entries.has(at)) throw new FileSystemError('FileNotFound');
    return disk.entries.get(at);
  };
  const fs = {
    stat: async ({ path: at }: Uri) => await Promise.resolve(found(at)),
    readFile: async ({ path: at }: Uri) => {
      check(at, disk.failing.read);
      return await Promise.resolve(found(at));
    },
    writeFile: async ({ path: at }: Uri, bytes: Uint8Array) => {
      // A full disk leaves a part behind.
      disk.entries.set(at, at === disk.failing.write ? bytes.slice(0, 1) : bytes);
      check(at, disk.failing.write);
      await Promise.resolve();
    },
    createDirectory: async ({ path: at }: Uri) => {
      await Promise.resolve(disk.entries.set(at, undefined));
    },
    delete: async ({ path: at }: Uri) => {
      check(at, disk.failing.remove);
      if ([...disk.entries.keys()].some((each) => each.startsWith(`${at}/`))) {
        throw new FileSystemError('NotEmpty');
      }
      await Promise.resolve(disk.entries.delete(at));
    },
  };
  return { ...half, FileSystemError, workspace: { ...half.workspace, fs } };
});

// The fake Uri is as much of one as is asked for.
const uri = (at: string): Parameters<typeof copyExample>[0] =>
  fake.Uri.parse(`test://${at}`) as unknown as Parameters<typeof copyExample>[0];
const extension = uri('/extension');
const folder = uri('/home');

const exampleNamed = (file: string): Parameters<typeof copyExample>[1] => {
  const found = examples().find((each) => each.file === file);
  if (!found) throw new Error(`There is no example ${file}.`);
  return found;
};
const net = exampleNamed('my-net.backprop');
const shopping = exampleNamed('shopping.backprop');

/** What is in the folder, by the path below it. */
const inFolder = (): string[] =>
  [...disk.entries.keys()].filter((at) => at.startsWith('/home/')).map((at) => at.slice('/home/'.length));

const write = (at: string, text: string): unknown => disk.entries.set(at, new TextEncoder().encode(text));

beforeEach(() => {
  disk.entries.clear();
  disk.failing = { write: '', read: '', remove: '' };
  for (const name of readdirSync(examplesFolder, { recursive: true }).map(String)) {
    const file = path.join(examplesFolder, name);
    if (!statSync(file).isFile()) continue;
    disk.entries.set(`/extension/examples/${name.replaceAll(path.sep, '/')}`, readFileSync(file));
  }
});

describe('the table of examples', () => {
  test('has every definition, and beside it every file that lies there', () => {
    const listed = examples().flatMap(({ file, companions }) =>
      companions === undefined
        ? [file]
        : [file, ...companions.files].map((name) => `${companions.folder}/${name}`),
    );
    const folders = new Set(examples().flatMap(({ companions }) => companions?.folder ?? []));
    const there = [...folders].flatMap((name) =>
      readdirSync(path.join(examplesFolder, name)).map((file) => `${name}/${file}`),
    );
    expect(listed.sort()).toEqual([...new Set([...exampleDefinitions, ...there])].sort());
  });
});

describe('an example', () => {
  test('of one file gets a number behind its name where that is taken', async () => {
    write('/home/shopping.backprop', 'mine');
    expect((await copyExample(extension, shopping, folder)).path).toBe('/home/shopping-2.backprop');
    expect(inFolder()).toEqual(['shopping.backprop', 'shopping-2.backprop']);
  });

  test('is copied byte for byte, its companions beside it', async () => {
    expect((await copyExample(extension, net, folder)).path).toBe('/home/my-net.backprop');
    expect(inFolder().sort()).toEqual(['my-net.backprop', 'my_net.npz', 'my_net.py']);
    for (const name of inFolder()) {
      expect(disk.entries.get(`/home/${name}`)).toEqual(
        disk.entries.get(`/extension/examples/my-net/${name}`),
      );
    }
  });

  test('goes into a folder of its own where one of its names is taken, and leaves what is there', async () => {
    write('/home/my_net.npz', 'mine');
    expect((await copyExample(extension, net, folder)).path).toBe('/home/my-net/my-net.backprop');
    expect((await copyExample(extension, net, folder)).path).toBe('/home/my-net-2/my-net.backprop');
    expect(inFolder().filter((name) => !name.includes('/'))).toEqual(['my_net.npz', 'my-net', 'my-net-2']);
    expect(new TextDecoder().decode(disk.entries.get('/home/my_net.npz'))).toBe('mine');
    expect((await earlierCopyOf(net, folder))?.path).toBe('/home/my-net/my-net.backprop');
  });

  test.each(['', 'my-net/'])(
    'that cannot be written whole leaves nothing behind in /home/%s',
    async (own) => {
      if (own !== '') write('/home/my_net.py', 'mine');
      const before = inFolder();
      disk.failing.write = `/home/${own}my_net.npz`;
      await expect(copyExample(extension, net, folder)).rejects.toThrow(
        'NoPermissions (what was written of it has been deleted again)',
      );
      expect(inFolder()).toEqual(before);
    },
  );

  test('that cannot be read whole is not begun', async () => {
    disk.failing.read = '/extension/examples/my-net/my_net.npz';
    await expect(copyExample(extension, net, folder)).rejects.toThrow('NoPermissions');
    expect(inFolder()).toEqual([]);
  });

  test('of which a part stays behind says which', async () => {
    disk.failing.write = '/home/my_net.npz';
    disk.failing.remove = '/home/my_net.py';
    await expect(copyExample(extension, net, folder)).rejects.toThrow(
      'NoPermissions (what was written of it could not be deleted: /home/my_net.py)',
    );
    expect(inFolder()).toEqual(['my_net.py']);
  });
});

const inJapanese = JSON.parse(
  readFileSync(path.join(examplesFolder, 'comments.ja.json'), 'utf8'),
) as Readonly<Record<string, readonly string[]>>;

/** The text of an example without its comments and the title of its sheet. */
const code = (text: string): readonly string[] =>
  checkText(text.replace(/^sheet ".*"/, 'sheet ""')).ast.tokens.map((token) => token.text);

describe('an example for readers of Japanese', () => {
  test.each(examples().map(({ file, companions }) => ({ file, companions })))(
    '$file has every comment in Japanese, and the same lines',
    ({ file, companions }) => {
      const name = file.replace(/\.backprop$/, '');
      const english = readExample(companions === undefined ? file : `${companions.folder}/${file}`);
      const japanese = withComments(english, inJapanese[name] ?? []);
      expect(japanese).not.toBe(english);
      expect(japanese.split('\n').length).toBe(english.split('\n').length);
      expect(code(japanese)).toEqual(code(english));
      for (const comment of inJapanese[name] ?? []) {
        expect(comment).toMatch(/[ぁ-んァ-ヶ一-龠]|^ *(X @ W|\[\[1\])/);
      }
    },
  );

  test('is what they get', async () => {
    fake.env.language = 'ja';
    try {
      const copy = await copyExample(extension, shopping, folder);
      const text = new TextDecoder().decode(disk.entries.get(copy.path));
      expect(text).toContain(`# ${String(inJapanese['shopping']?.[0])}`);
      expect(text).toContain('apple_num  = 2');
    } finally {
      fake.env.language = 'en';
    }
  });

  test('stays as it is where the list is of another text', () => {
    expect(withComments('a = 1 # one\nb = 2 # two\n', ['一'])).toBe('a = 1 # one\nb = 2 # two\n');
  });
});

// Their graph opens beside them: a window of 1440 pixels leaves fifty columns, and what is behind a line
// would stand after its comment.
test.each(['shopping', 'tensors', 'homework', 'quiz', 'spiral', 'digits'])(
  'the comments of %s stand beside its panel without being wrapped',
  (name) => {
    const english = readExample(`${name}.backprop`);
    for (const text of [english, withComments(english, inJapanese[name] ?? [])]) {
      const lines = text.split('\n');
      expect(lines.filter((line) => line.includes('#') && displayWidth(line) > 50)).toEqual([]);
    }
  },
);

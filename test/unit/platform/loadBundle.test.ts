import { describe, expect, it } from 'vitest';
import { loadBundle } from '../../../src/platform/loadBundle';

const noModule = (request: string): never => {
  throw new Error(`no ${request}`);
};

function folder(files: Readonly<Record<string, string>>) {
  const read: string[] = [];
  return {
    read,
    assets: {
      read: (name: string) => {
        read.push(name);
        const text = files[name];
        return text === undefined
          ? Promise.reject(new Error(`${name} is not there`))
          : Promise.resolve(new TextEncoder().encode(text));
      },
    },
  };
}

describe('loadBundle', () => {
  it('gives what the first file exports, and evaluates another when it is first required, once', async () => {
    const { assets, read } = folder({
      'main.js': 'exports.ask = () => require("./late.js").count(); exports.host = require("host").name;',
      'late.js': 'let count = 0; require("host").evaluated.push("late"); exports.count = () => ++count;',
    });
    const host = { name: 'the host', evaluated: [] as string[] };
    const main = (await loadBundle(assets, ['main.js', 'late.js'], (request) =>
      request === 'host' ? host : noModule(request),
    )) as { ask(): number; host: string };
    expect(read).toEqual(['main.js', 'late.js']);
    expect(host.evaluated).toEqual([]);
    expect([main.host, main.ask(), main.ask(), host.evaluated]).toEqual(['the host', 1, 2, ['late']]);
  });

  it('follows `module.exports`, and files that require each other', async () => {
    const { assets } = folder({
      'main.js': 'exports.early = "early"; module.exports = { ...exports, other: require("./other.js") };',
      'other.js': 'exports.seen = require("./main.js").early;',
    });
    const main = await loadBundle(assets, ['main.js', 'other.js'], noModule);
    expect(main).toEqual({ early: 'early', other: { seen: 'early' } });
  });

  it('says what is missing: a file, a module of the host', async () => {
    const { assets } = folder({ 'main.js': 'require("node:fs");' });
    await expect(loadBundle(assets, ['main.js', 'late.js'], noModule)).rejects.toThrow(
      'late.js is not there',
    );
    await expect(loadBundle(assets, ['main.js'], noModule)).rejects.toThrow('no node:fs');
  });

  it('names the file in the stack of an error', async () => {
    const { assets } = folder({ 'main.js': 'exports.fail = () => { throw new Error("planted"); };' });
    const main = (await loadBundle(assets, ['main.js'], noModule)) as { fail(): never };
    expect(() => main.fail()).toThrow(
      expect.objectContaining({ stack: expect.stringContaining('backprop-lens/main.js') as string }) as Error,
    );
  });
});

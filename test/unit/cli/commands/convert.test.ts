import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { backprop, backpropInLittleRoom, definition, example } from '../backprop';

describe('backprop convert', () => {
  it('refuses a model of 3 GB by its size, without reading it', async () => {
    const model = `${definition('')}.keras`;
    writeFileSync(model, '');
    truncateSync(model, 3 * 2 ** 30);
    const { exitCode, errors } = await backprop('convert', model);
    expect(exitCode).toBe(2);
    expect(errors).toBe(`backprop: ${model} is larger than the 1024 MB that are read.\n`);
  });

  it.runIf(process.platform !== 'win32')('keeps an old file where the new one finds no room', async () => {
    const kept = definition('# mine\n');
    const words = ['convert', example('shopping'), '--to', 'numpy', '--out', kept];
    const { exitCode, errors } = await backpropInLittleRoom(...words);
    expect(exitCode).toBe(2);
    expect(errors).toMatch(/could not be written: it is larger than a file may be here\.\n$/);
    expect(readFileSync(kept, 'utf8')).toBe('# mine\n');
  });
});

import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openInBrowser } from '../driver/desktop.mjs';
import { startServer } from '../driver/server.mjs';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backprop-server-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** Says where it listens, as VS Code's does, and writes down what it was started with. */
const STAND_IN = `
require('node:fs').writeFileSync(ARGUMENTS_FILE, JSON.stringify(process.argv));
console.log('Server bound to 127.0.0.1:40123 (IPv4)');
setInterval(() => undefined, 1000);
`;

async function startStandIn(): ReturnType<typeof startServer> {
  const root = join(folder, 'vscode');
  await mkdir(join(root, 'out'), { recursive: true });
  const script = STAND_IN.replace('ARGUMENTS_FILE', () => JSON.stringify(join(folder, 'arguments.json')));
  await writeFile(join(root, 'out', 'server-main.js'), script);
  return startServer({
    files: { node: process.execPath, root },
    dataFolder: join(folder, 'data'),
    extensionsFolder: join(folder, 'extensions'),
    logFile: join(folder, 'server.log'),
  });
}

describe('the token of the server', () => {
  it('stands in a file that only its owner can read, and in no argument', async () => {
    const server = await startStandIn();
    const tokenFile = join(folder, 'server.log.token');
    const { mode } = await stat(tokenFile);
    const written = await readFile(tokenFile, 'utf8');
    const processArguments = await readFile(join(folder, 'arguments.json'), 'utf8');
    await server.stop();
    expect(mode & 0o777).toBe(0o600);
    expect(written).toBe(server.token);
    expect(server.token).toMatch(/^[0-9a-f]{48}$/);
    expect(processArguments).toContain(tokenFile);
    expect(processArguments).not.toContain(server.token);
  });

  it('is another for every server, and gone with it', async () => {
    const first = await startStandIn();
    await first.stop();
    const second = await startStandIn();
    await second.stop();
    expect(second.token).not.toBe(first.token);
    await expect(stat(join(folder, 'server.log.token'))).rejects.toThrow('ENOENT');
  });
});

describe('the page that leads to the address with the token', () => {
  it.runIf(process.platform === 'linux')(
    'can be read only by its owner, and is all a browser is told',
    async () => {
      const told = join(folder, 'told');
      await writeFile(join(folder, 'xdg-open'), `#!/bin/sh\necho "$@" > '${told}'\n`, { mode: 0o755 });
      vi.stubEnv('DISPLAY', ':0');
      vi.stubEnv('PATH', `${folder}:${String(process.env['PATH'])}`);
      const opened = await openInBrowser('http://127.0.0.1:1/?tkn=secret&folder="', folder);
      vi.unstubAllEnvs();
      expect(opened).toBe(true);
      const page = join(folder, 'open.html');
      expect((await stat(page)).mode & 0o777).toBe(0o600);
      expect(await readFile(page, 'utf8')).toContain('url=http://127.0.0.1:1/?tkn=secret&amp;folder=&quot;');
      expect(await readFile(told, 'utf8')).toBe(`${pathToFileURL(page).href}\n`);
    },
  );
});

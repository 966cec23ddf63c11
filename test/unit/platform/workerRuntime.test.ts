import { describe, expect, it } from 'vitest';
import { hostEnvironment } from '../../../src/platform/platformEnvironments';
import { workerRuntime } from '../../../src/platform/workerRuntime';
import type { StartedWorker } from '../../../src/platform/workerRuntime';
import { serve } from '../../../src/protocol/channel';
import type { FormulaProgram } from '../../../src/protocol/formulaProgram';
import type { RuntimeService } from '../../../src/protocol/runtimeService';
import { runtimeService } from '../../../src/runtime/serveRuntime';
import { portPair } from '../protocol/portPair';

const three: FormulaProgram = {
  graph: { nodes: [{ kind: 'data', shape: [], values: Float64Array.of(3), name: 'x' }] },
  passes: [],
};

interface TestWorker extends StartedWorker {
  die(cause: string): void;
  terminated: boolean;
}

function startTestWorker(isDeaf: boolean): TestWorker {
  const [near, far] = portPair();
  if (!isDeaf) serve<RuntimeService>(far, runtimeService(hostEnvironment));
  let onDeath: ((cause: string) => void) | undefined;
  return {
    port: near,
    terminated: false,
    terminate() {
      this.terminated = true;
    },
    onDeath: (listener) => {
      onDeath = listener;
    },
    die: (cause) => onDeath?.(cause),
  };
}

/** A runtime whose first worker never answers; later ones do. */
function deafAtFirst() {
  const workers: TestWorker[] = [];
  const runtime = workerRuntime(() => {
    const worker = startTestWorker(workers.length === 0);
    workers.push(worker);
    return Promise.resolve(worker);
  });
  return { runtime, workers };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('workerRuntime', () => {
  it('starts a worker at the first call and keeps it', async () => {
    const workers: TestWorker[] = [];
    const runtime = workerRuntime(() => {
      workers.push(startTestWorker(false));
      return Promise.resolve(workers[0] ?? startTestWorker(false));
    });
    expect(workers).toHaveLength(0);
    const outcome = await runtime.service.runFormulas({ program: three });
    expect(outcome).toMatchObject({ ok: true, result: { values: [Float64Array.of(3)] } });
    await runtime.service.runFormulas({ program: three });
    expect(workers).toHaveLength(1);
  });

  it('rejects what a dying worker was computing with the cause, and the next call works', async () => {
    const { runtime, workers } = deafAtFirst();
    const lost = runtime.service.runFormulas({ program: three });
    await settled();
    workers[0]?.die('out of memory');
    await expect(lost).rejects.toThrow('out of memory');
    await expect(runtime.service.runFormulas({ program: three })).resolves.toMatchObject({ ok: true });
    expect(workers).toHaveLength(2);
  });

  it('tells of a worker that died while nobody asked it anything, and of none that was ended', async () => {
    const { runtime, workers } = deafAtFirst();
    const causes: string[] = [];
    runtime.onDidDie((cause) => causes.push(cause));
    const cancelled = runtime.service.runFormulas({ program: three });
    await settled();
    runtime.cancel('You stopped it.');
    await expect(cancelled).rejects.toThrow();
    await runtime.service.runFormulas({ program: three });
    expect(causes).toEqual([]);
    workers[1]?.die('out of memory');
    expect(causes).toEqual(['out of memory']);
    await expect(runtime.service.runFormulas({ program: three })).resolves.toMatchObject({ ok: true });
  });

  it('ends what is being computed when cancelled, and the next call works', async () => {
    const { runtime, workers } = deafAtFirst();
    const cancelled = runtime.service.runFormulas({ program: three });
    await settled();
    runtime.cancel('You stopped it.');
    await expect(cancelled).rejects.toThrow('You stopped it.');
    expect(workers[0]?.terminated).toBe(true);
    await expect(runtime.service.runFormulas({ program: three })).resolves.toMatchObject({ ok: true });
  });

  it('says why a worker cannot be started, and tries again at the next call', async () => {
    let tries = 0;
    const runtime = workerRuntime(() => {
      tries++;
      return tries === 1
        ? Promise.reject(new Error('not allowed here'))
        : Promise.resolve(startTestWorker(false));
    });
    await expect(runtime.service.runFormulas({ program: three })).rejects.toThrow('not allowed here');
    await expect(runtime.service.runFormulas({ program: three })).resolves.toMatchObject({ ok: true });
  });
});

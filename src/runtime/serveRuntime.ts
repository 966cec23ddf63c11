import { compiledBackend } from '../engine/kernels/compiled/backend';
import { oneAfterAnother } from '../engine/kernels/compiled/oneAfterAnother';
import type { KernelBackend } from '../engine/kernels/kernels';
import { referenceBackend } from '../engine/kernels/reference';
import type { Methods } from '../protocol/channel';
import type { KernelFiles, RuntimeService } from '../protocol/runtimeService';
import type { RuntimeEnvironment } from './runtimeEnvironment';
import {
  checkFormulaGradients,
  explainFormula,
  findFormulaMistakes,
  runFormulas,
  workOutFormulaEntry,
} from './formulaService';
import { findNetworkMistakes, readFirstPass } from './training/networkFirstPass';
import { TrainingSessions } from './training/trainingService';

/** The runtime's answers, the same in a worker and in the host. */
export function runtimeService(environment: RuntimeEnvironment): Methods<RuntimeService> {
  let backend: KernelBackend = referenceBackend;
  let firstPasses: KernelBackend = referenceBackend;
  let kernelFiles: KernelFiles | undefined;
  /** The fastest, or the one of a name where this machine has it. */
  const backendNamed = (name?: string): KernelBackend => {
    if (name === undefined || name === backend.name) return backend;
    if (name === referenceBackend.name) return referenceBackend;
    const module = kernelFiles && environment.loadKernels(kernelFiles, name);
    return module === undefined ? backend : compiledBackend(module);
  };
  return {
    useKernels(files) {
      kernelFiles = files;
      const module = environment.loadKernels(files);
      if (module !== undefined) {
        backend = compiledBackend(module);
        firstPasses = compiledBackend(oneAfterAnother(module));
      }
      return backend.name;
    },
    runFormulas,
    checkGradients: checkFormulaGradients,
    explain: explainFormula,
    workOut: workOutFormulaEntry,
    findMistakes: findFormulaMistakes,
    computeFirstPass: (request) => readFirstPass(request, firstPasses),
    findNetworkMistakes: (request) => findNetworkMistakes(request, firstPasses),
    ...new TrainingSessions(environment, backendNamed).methods,
  };
}

import type { CallableSpec } from '../../../engine/argumentSpec';
import { initializers as engineInitializers } from '../../../engine/initializers';
import type { SettingSpec } from '../../../engine/layers/support/layer';
import { optimizers as engineOptimizers } from '../../../engine/optimizers';
import { schedules as engineSchedules } from '../../../engine/training/schedules';

interface Described {
  readonly name: string;
  readonly documentation: string;
  readonly formula: string;
  readonly source: string;
  readonly settings: readonly SettingSpec[];
}

function callable({ name, documentation, formula, source, settings }: Described): CallableSpec {
  return { name, documentation, formula, source, arguments: settings };
}

/** What may stand behind `optimizer =`. */
export const optimizers: readonly CallableSpec[] = engineOptimizers.map(callable);

/** What may stand behind `schedule =`. */
export const schedules: readonly CallableSpec[] = engineSchedules.map(callable);

/** What may stand behind `init=`. */
export const initializers: readonly CallableSpec[] = engineInitializers.map(callable);

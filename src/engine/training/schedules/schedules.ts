import { constant } from './constant';
import { cosine } from './cosine';
import type { Schedule } from './schedule';
import { step } from './step';

/** Adding a schedule is adding its file and one entry here. The first holds where none is given. */
export const schedules: readonly Schedule[] = [constant, step, cosine];

/** By its name in a definition: `Cosine`. */
export function scheduleNamed(name: string): Schedule | undefined {
  return schedules.find((schedule) => schedule.name === name);
}

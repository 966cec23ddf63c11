/** Milliseconds between two marks, and how many are kept: the rate is over about the last second. */
const markEvery = 125;
const marksKept = 8;

/** Steps per second, from the clock. */
export class StepRate {
  private marks: { readonly time: number; readonly step: number }[] = [];

  start(now: number, step: number): void {
    this.marks = [{ time: now, step }];
  }

  stop(): void {
    this.marks = [];
  }

  /** To be told now and then while it runs. */
  see(now: number, step: number): void {
    const last = this.marks.at(-1);
    if (last === undefined || now - last.time < markEvery) return;
    this.marks.push({ time: now, step });
    if (this.marks.length > marksKept) this.marks.shift();
  }

  /** 0 where nothing runs. */
  at(now: number, step: number): number {
    const first = this.marks[0];
    if (first === undefined || now <= first.time) return 0;
    return ((step - first.step) * 1000) / (now - first.time);
  }
}

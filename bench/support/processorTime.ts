/** Milliseconds this process had of a processor: others may be busy beside it. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

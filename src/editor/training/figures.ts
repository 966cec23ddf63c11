/** `0.213`, `1.2e-5`: three digits, as many as can be read while they change. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '-∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e5 || size < 1e-3) return value.toExponential(1).replace('e+', 'e');
  return size >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** `43 %` */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

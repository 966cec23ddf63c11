/** Texts of every graph. The English text is the key of its translation. */
export const strings = {
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  fit: 'Fit the graph to the panel',
  legend: 'Legend',
  legendForward: 'value, forward',
  legendBackward: 'gradient, backward',
} as const;

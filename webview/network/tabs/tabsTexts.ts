/** Names of the tabs below the overview. */
export const strings = {
  tabs: 'What is shown',
  layers: 'Layers',
  charts: 'Charts',
  distributions: 'Distributions',
  boundary: 'Boundary',
  /** In its place, where values are fitted. */
  fit: 'Fit',
  confusion: 'Confusion',
  sample: 'Sample',
  graph: 'Graph',
  health: 'Health',
} as const;

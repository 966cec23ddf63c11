/** Of more numbers a sample's tensor is sent as a picture. */
export const largestSampleTensor = 16_384;

/** A side of a picture is at most this long, unless more is requested. */
export const pictureSide = 64;
/** The mask of a large layer over a whole batch, cell by cell. */
export const largestPictureSide = 512;

/** So many curves can still be told apart, and variants are no more. */
export const mostCompared = 64;

/** Views that may be kept back while a learner is asked for what they show. */
export const sealableViews = ['boundary', 'confusion', 'samples', 'distribution', 'walkedUpdate'] as const;
export type SealableView = (typeof sealableViews)[number];

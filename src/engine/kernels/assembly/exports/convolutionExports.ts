import { patchesStart, scratchCapacity, zeros } from '../memory';
import { movePatches } from '../patches';
import { addDots, product } from '../product';
import { allFinite, slideBackwardWeight, slideForward, slidingBytes } from '../sliding';
import { fill } from './elementwiseExports';

/** Bytes from row to row of the patches: whole vectors. */
// @ts-ignore: decorator
@inline function pitchOf<T>(places: i32): usize {
  return (<usize>places * sizeof<T>() + 15) & ~15;
}

/**
 * Whether the image can be worked on where it is: not with groups, dilation or more padding behind than
 * before, which a width of the output tells that is not that of a plain window. Left out of the build for
 * older machines, to keep that small.
 */
// @ts-ignore: decorator
@inline function slides<T>(channels: i32, height: i32, width: i32, size: i32, stride: i32, pad: i32, filters: i32, outputWidth: i32, groups: i32): bool {
  if (ASC_FEATURE_RELAXED_SIMD) {
    return filters >= 4 && stride == 1 && groups == 1 && outputWidth == width + 2 * pad - size + 1 && slidingBytes<T>(channels, height, width, size, pad, filters) <= scratchCapacity;
  } else {
    return false;
  }
}

/** `places` = OH·OW; they are worked on `block` at a time, as many as the scratch holds. */
export function convolution<T>(input: usize, weight: usize, bias: usize, output: usize, batch: i32, channels: i32, height: i32, width: i32, size: i32, stride: i32, pad: i32, filters: i32, places: i32, outputWidth: i32, block: i32, dilation: i32, groups: i32): void {
  if (slides<T>(channels, height, width, size, stride, pad, filters, outputWidth, groups)) {
    slideForward<T>(input, weight, bias, output, batch, channels, height, width, size, pad, filters);
    return;
  }
  const seen = channels / groups;
  const own = filters / groups;
  const entries = seen * size * size;
  const imageBytes = <usize>(seen * height * width) * sizeof<T>();
  const outputStride = <usize>places * sizeof<T>();
  for (let n = 0; n < batch * groups; n++) {
    const firstFilter = <usize>((n % groups) * own) * sizeof<T>();
    let row = output;
    for (let filter = 0; filter < own; filter++) {
      fill<T>(row, bias == 0 ? 0 : <f64>load<T>(bias + firstFilter + <usize>filter * sizeof<T>()), places);
      row += outputStride;
    }
    for (let first = 0; first < places; first += block) {
      const count = min(block, places - first);
      const pitch = pitchOf<T>(count);
      movePatches<T>(false, input, seen, height, width, size, stride, pad, outputWidth, dilation, first, count, pitch);
      const target = output + <usize>first * sizeof<T>();
      product<T>(
        weight + firstFilter * <usize>entries, <usize>entries * sizeof<T>(), false, patchesStart, pitch, false,
        target, outputStride, target, outputStride, 32, own, entries, count,
      );
    }
    input += imageBytes;
    output += <usize>own * outputStride;
  }
}

export function convolutionBackwardWeight<T>(input: usize, gradOutput: usize, gradWeight: usize, batch: i32, channels: i32, height: i32, width: i32, size: i32, stride: i32, pad: i32, filters: i32, places: i32, outputWidth: i32, block: i32, dilation: i32, groups: i32, accumulate: bool): void {
  const seen = channels / groups;
  const own = filters / groups;
  const entries = seen * size * size;
  const outputStride = <usize>places * sizeof<T>();
  if (!accumulate) fill<T>(gradWeight, 0, filters * entries);
  if (slides<T>(channels, height, width, size, stride, pad, filters, outputWidth, groups) && allFinite<T>(input, batch * channels * height * width)) {
    slideBackwardWeight<T>(input, gradOutput, gradWeight, batch, channels, height, width, size, pad, filters);
    return;
  }
  for (let n = 0; n < batch * groups; n++) {
    const ownWeights = <usize>((n % groups) * own * entries) * sizeof<T>();
    for (let first = 0; first < places; first += block) {
      const count = min(block, places - first);
      const pitch = pitchOf<T>(count);
      movePatches<T>(false, input, seen, height, width, size, stride, pad, outputWidth, dilation, first, count, pitch);
      addDots<T>(
        gradOutput + <usize>first * sizeof<T>(), outputStride, patchesStart, pitch,
        gradWeight + ownWeights, <usize>entries * sizeof<T>(), own, count, entries,
      );
    }
    input += <usize>(seen * height * width) * sizeof<T>();
    gradOutput += <usize>own * outputStride;
  }
}

export function convolutionBackwardInput<T>(weight: usize, gradOutput: usize, gradInput: usize, batch: i32, channels: i32, height: i32, width: i32, size: i32, stride: i32, pad: i32, filters: i32, places: i32, outputWidth: i32, block: i32, dilation: i32, groups: i32, accumulate: bool): void {
  const seen = channels / groups;
  const own = filters / groups;
  const entries = seen * size * size;
  const image = seen * height * width;
  const outputStride = <usize>places * sizeof<T>();
  if (!accumulate) fill<T>(gradInput, 0, batch * groups * image);
  for (let n = 0; n < batch * groups; n++) {
    const ownWeights = <usize>((n % groups) * own * entries) * sizeof<T>();
    for (let first = 0; first < places; first += block) {
      const count = min(block, places - first);
      const pitch = pitchOf<T>(count);
      product<T>(
        weight + ownWeights, <usize>entries * sizeof<T>(), true, gradOutput + <usize>first * sizeof<T>(), outputStride, false,
        patchesStart, pitch, zeros, 0, 0, entries, own, count,
      );
      movePatches<T>(true, gradInput, seen, height, width, size, stride, pad, outputWidth, dilation, first, count, pitch);
    }
    gradOutput += <usize>own * outputStride;
    gradInput += <usize>image * sizeof<T>();
  }
}

/** Functions that scripts need and NumPy lacks, each written out once before the script that uses it. */
const helpers = {
  sigmoid: {
    needs: [],
    text: `def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))`,
  },
  softmax: {
    needs: [],
    text: `def softmax(x, axis=-1):
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)`,
  },
  log_softmax: {
    needs: [],
    text: `def log_softmax(x, axis=-1):
    z = x - np.max(x, axis=axis, keepdims=True)
    return z - np.log(np.sum(np.exp(z), axis=axis, keepdims=True))`,
  },
  erf: {
    needs: ['math'],
    text: 'erf = np.vectorize(math.erf, otypes=[float])',
  },
  normal_distribution: {
    needs: ['math'],
    text: `def normal_distribution(x):
    """The share of a normal distribution that lies below x."""
    share = 0.5 * np.vectorize(math.erfc, otypes=[float])(-x / math.sqrt(2.0))
    return share.astype(np.result_type(x, 0.0))`,
  },
  product_of_others: {
    needs: [],
    text: `def product_of_others(x):
    """For every entry the product of all others along the last axis: those before times those behind."""
    one = np.ones_like(x[..., :1])
    before = np.cumprod(np.concatenate([one, x[..., :-1]], axis=-1), axis=-1)
    behind = np.cumprod(np.concatenate([one, x[..., :0:-1]], axis=-1), axis=-1)[..., ::-1]
    return before * behind`,
  },
  conv: {
    needs: [],
    text: `def conv(x, W, b, stride, pad, dilation, groups):
    """One filter value at a time: what all windows have at that place, times it."""
    x = np.pad(x, ((0, 0), (0, 0), *pad))
    filters, channels, height, width = W.shape
    rows = (x.shape[2] - (height - 1) * dilation - 1) // stride + 1
    columns = (x.shape[3] - (width - 1) * dilation - 1) // stride + 1
    y = np.zeros((x.shape[0], filters, rows, columns), x.dtype)
    if b is not None:
        y += b[:, None, None]
    for g in range(groups):
        f = slice(g * filters // groups, (g + 1) * filters // groups)
        c = slice(g * channels, (g + 1) * channels)
        for i in range(height):
            for j in range(width):
                down = slice(i * dilation, i * dilation + stride * (rows - 1) + 1, stride)
                right = slice(j * dilation, j * dilation + stride * (columns - 1) + 1, stride)
                y[:, f] += np.einsum("ncij,fc->nfij", x[:, c, down, right], W[f, :, i, j])
    return y`,
  },
  conv_backward: {
    needs: [],
    text: `def conv_backward(d, x, W, stride, pad, dilation, groups):
    padded = np.pad(x, ((0, 0), (0, 0), *pad))
    dpadded, dW = np.zeros_like(padded), np.zeros_like(W)
    filters, channels, height, width = W.shape
    rows, columns = d.shape[2:]
    for g in range(groups):
        f = slice(g * filters // groups, (g + 1) * filters // groups)
        c = slice(g * channels, (g + 1) * channels)
        for i in range(height):
            for j in range(width):
                down = slice(i * dilation, i * dilation + stride * (rows - 1) + 1, stride)
                right = slice(j * dilation, j * dilation + stride * (columns - 1) + 1, stride)
                dW[f, :, i, j] = np.einsum("nfij,ncij->fc", d[:, f], padded[:, c, down, right])
                dpadded[:, c, down, right] += np.einsum("nfij,fc->ncij", d[:, f], W[f, :, i, j])
    top, left = pad[0][0], pad[1][0]
    dx = dpadded[:, :, top : top + x.shape[2], left : left + x.shape[3]]
    return dx, dW, d.sum(axis=(0, 2, 3))`,
  },
  windows: {
    needs: [],
    text: `def windows(x, size, stride):
    """Every window of every image: where it stands in the output, its corner, and its numbers."""
    for i in range((x.shape[2] - size) // stride + 1):
        for j in range((x.shape[3] - size) // stride + 1):
            top, left = i * stride, j * stride
            yield (i, j), (top, left), x[:, :, top : top + size, left : left + size]`,
  },
  max_pool: {
    needs: ['windows'],
    text: `def max_pool(x, size, stride):
    y = np.zeros((*x.shape[:2], (x.shape[2] - size) // stride + 1, (x.shape[3] - size) // stride + 1), x.dtype)
    for (i, j), _, window in windows(x, size, stride):
        y[:, :, i, j] = window.max(axis=(2, 3))
    return y`,
  },
  max_pool_backward: {
    needs: ['windows'],
    text: `def max_pool_backward(d, x, size, stride):
    """To the first of the largest of each window, row by row."""
    dx = np.zeros_like(x)
    n, c = np.indices(x.shape[:2])
    for (i, j), (top, left), window in windows(x, size, stride):
        first = window.reshape(*x.shape[:2], -1).argmax(axis=2)
        dx[n, c, top + first // size, left + first % size] += d[:, :, i, j]
    return dx`,
  },
  avg_pool: {
    needs: ['windows'],
    text: `def avg_pool(x, size, stride):
    y = np.zeros((*x.shape[:2], (x.shape[2] - size) // stride + 1, (x.shape[3] - size) // stride + 1), x.dtype)
    for (i, j), _, window in windows(x, size, stride):
        y[:, :, i, j] = window.mean(axis=(2, 3))
    return y`,
  },
  avg_pool_backward: {
    needs: ['windows'],
    text: `def avg_pool_backward(d, x, size, stride):
    dx = np.zeros_like(x)
    for (i, j), (top, left), _ in windows(x, size, stride):
        dx[:, :, top : top + size, left : left + size] += d[:, :, i, j][:, :, None, None] / size**2
    return dx`,
  },
} as const;

export type HelperName = keyof typeof helpers;

/** Names that the text of helpers reads, and which no value of a script may take. */
export const namesOfHelpers: readonly string[] = [
  ...Object.keys(helpers),
  'np',
  'math',
  'print',
  'range',
  'slice',
  'float',
  'int',
  'len',
];

/** The chosen functions with all they need, in the order in which they stand in a script. */
export function helperTexts(chosen: ReadonlySet<HelperName>): {
  readonly needsMath: boolean;
  readonly texts: readonly string[];
} {
  const needed = new Set<string>(chosen);
  for (const name of chosen) for (const other of helpers[name].needs) needed.add(other);
  const texts = Object.entries(helpers).flatMap(([name, { text }]) => (needed.has(name) ? [text] : []));
  return { needsMath: needed.has('math'), texts };
}

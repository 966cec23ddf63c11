/**
 * The layers and networks that the files of a book on deep learning from scratch import from one another,
 * by module, as far as they say what is computed. They are followed as if they stood in the source.
 */
export const chapterSource = `
class MulLayer:
    def forward(self, x, y):
        self.x = x
        self.y = y
        return x * y
    def backward(self, dout):
        return dout * self.y, dout * self.x

class AddLayer:
    def forward(self, x, y):
        return x + y
    def backward(self, dout):
        return dout * 1, dout * 1

class Affine:
    def __init__(self, W, b):
        self.W = W
        self.b = b
    def forward(self, x):
        return chapter.flat(x) @ self.W + self.b

class Relu:
    def forward(self, x):
        return chapter.relu(x)

class Sigmoid:
    def forward(self, x):
        return chapter.sigmoid(x)

class SoftmaxWithLoss:
    def forward(self, x, t):
        return chapter.softmax_with_loss(x, t)

class Dropout:
    def __init__(self, dropout_ratio=0.5):
        self.dropout_ratio = dropout_ratio
    def forward(self, x, train_flg=True):
        return chapter.dropout(x, self.dropout_ratio)

class BatchNormalization:
    def __init__(self, gamma, beta, momentum=0.9, running_mean=None, running_var=None):
        pass
    def forward(self, x, train_flg=True):
        return chapter.batch_norm(x)

class Convolution:
    def __init__(self, W, b, stride=1, pad=0):
        self.W = W
        self.b = b
        self.stride = stride
        self.pad = pad
    def forward(self, x):
        return chapter.convolution(x, self.W, self.stride, self.pad)

class Pooling:
    def __init__(self, pool_h, pool_w, stride=None, pad=0):
        self.window = (pool_h, pool_w)
        self.stride = stride
        self.pad = pad
    def forward(self, x):
        return chapter.pooling(x, self.window, self.stride, self.pad)

class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
        W1 = weight_init_std * np.random.randn(input_size, hidden_size)
        W2 = weight_init_std * np.random.randn(hidden_size, output_size)
        self.params = {'W1': W1, 'b1': np.zeros(hidden_size), 'W2': W2, 'b2': np.zeros(output_size)}
        self.layers = [Affine(W1, np.zeros(hidden_size)), Relu(), Affine(W2, np.zeros(output_size))]
        self.lastLayer = SoftmaxWithLoss()
    def predict(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x
    def loss(self, x, t):
        return self.lastLayer.forward(self.predict(x), t)

class MultiLayerNet:
    def __init__(self, input_size, hidden_size_list, output_size, activation='relu', weight_init_std='relu', weight_decay_lambda=0):
        self.params = {}
        self.layers = []
        sizes = [input_size] + hidden_size_list + [output_size]
        for i in range(1, len(sizes)):
            scale = weight_init_std
            if weight_init_std in ('relu', 'he', 'Relu', 'He'):
                scale = np.sqrt(2.0 / sizes[i - 1])
            elif weight_init_std in ('sigmoid', 'xavier', 'Sigmoid', 'Xavier'):
                scale = np.sqrt(1.0 / sizes[i - 1])
            self.params['W' + str(i)] = scale * np.random.randn(sizes[i - 1], sizes[i])
            self.params['b' + str(i)] = np.zeros(sizes[i])
            self.layers.append(Affine(self.params['W' + str(i)], self.params['b' + str(i)]))
            if i < len(sizes) - 1:
                self.layers.append(Relu() if activation in ('relu', 'Relu') else Sigmoid())
        self.last_layer = SoftmaxWithLoss()
        chapter.weight_decay(weight_decay_lambda)
    def predict(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x
    def loss(self, x, t):
        return self.last_layer.forward(self.predict(x), t)
`;

/** Modules whose names are trusted: what is imported from others has to show what it does. */
export const chapterModules =
  /^(common\.(layers|functions|optimizer|gradient|multi_layer_net|trainer|util)|layer_naive|two_layer_net|ch05\.\w+|dataset\.mnist)(\.|$)/;

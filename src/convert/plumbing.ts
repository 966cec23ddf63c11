import type { Expression, Statement } from './python/pythonSyntax';
import type { Value } from './values';

/** Libraries that say nothing about a network or a formula. */
const harmlessLibraries =
  /^(matplotlib|seaborn|logging|time|datetime|os|sys|random|tqdm|warnings|pathlib|json|pickle|gc|math\.isnan|torchsummary|torchinfo|wandb|tensorboard|typing|collections\.abc|dataclasses|itertools|copy|shutil|IPython|google\.colab)(\.|$)/;
const harmlessFunctions: ReadonlySet<string> = new Set(
  [
    'builtins.print builtins.input builtins.open builtins.isinstance builtins.exit torch.manual_seed',
    'torch.cuda.manual_seed torch.cuda.is_available torch.device torch.no_grad torch.save',
    'torch.set_default_dtype torch.set_printoptions torch.cuda.manual_seed_all torch.set_grad_enabled',
    'torch.cuda.empty_cache torch.set_num_threads torch.get_num_threads numpy.random.seed',
    'numpy.set_printoptions numpy.arange numpy.random.permutation numpy.allclose numpy.random.choice',
    'numpy.random.shuffle numpy.argmax numpy.testing.assert_allclose numpy.errstate numpy.isclose',
    'numpy.array_equal torch.allclose torch.argmax numpy.float32 numpy.float64 torch.randperm',
    'torch.utils.data.DataLoader torch.utils.data.TensorDataset torch.max torch.equal',
    'keras.utils.plot_model keras.utils.set_random_seed tensorflow.random.set_seed',
    'keras.backend.clear_session keras.callbacks.EarlyStopping keras.callbacks.ModelCheckpoint',
    'torch.tensor.size',
  ].flatMap((line) => line.split(' ')),
);
const harmlessMethods: ReadonlySet<string> = new Set(
  [
    'to cuda cpu train eval step zero_grad item append print write close summary save state_dict',
    'load_state_dict flush add_scalar set_postfix accuracy evaluate',
  ].flatMap((line) => line.split(' ')),
);

export function isHarmlessLibrary(path: string): boolean {
  return harmlessLibraries.test(path) || harmlessFunctions.has(path);
}

/**
 * Whether statements only report, move things between devices or keep records: then it does not matter
 * whether they are reached.
 */
export function isPlumbing(body: readonly Statement[], lookUp: (name: string) => Value | undefined): boolean {
  return body.every((statement) => {
    switch (statement.kind) {
      case 'pass':
      case 'other':
      case 'import':
        return true;
      case 'expression':
        return isHarmless(statement.value, lookUp);
      case 'assign':
        // What is not part of a formula before is none after it.
        return (
          statement.targets.every((target) => isUnknown(target, lookUp)) &&
          isHarmless(statement.value, lookUp)
        );
      case 'update':
        return isUnknown(statement.target, lookUp);
      case 'for':
      case 'while':
      case 'with':
        return isPlumbing(statement.body, lookUp);
      case 'if':
        return statement.branches.every((branch) => isPlumbing(branch.body, lookUp));
      case 'return':
      case 'class':
      case 'function':
        return false;
    }
  });
}

function isUnknown(target: Expression, lookUp: (name: string) => Value | undefined): boolean {
  if (target.kind !== 'name') return false;
  const value = lookUp(target.name);
  return value === undefined || value.kind === 'opaque' || value.kind === 'constant';
}

function isHarmless(expression: Expression, lookUp: (name: string) => Value | undefined): boolean {
  switch (expression.kind) {
    case 'call': {
      const { callee } = expression;
      if (callee.kind === 'name') {
        const value = lookUp(callee.name);
        if (value?.kind === 'library') return isHarmlessLibrary(value.path);
        return value === undefined && isHarmlessLibrary(`builtins.${callee.name}`);
      }
      if (callee.kind !== 'attribute') return false;
      if (harmlessMethods.has(callee.name)) return true;
      const root = rootOf(callee);
      const value = root === undefined ? undefined : lookUp(root);
      if (value?.kind === 'opaque') return true;
      return value?.kind === 'library' && isHarmlessLibrary(value.path);
    }
    case 'string':
    case 'number':
    case 'boolean':
    case 'none':
    case 'name':
    case 'format':
      return true;
    case 'binary':
      return isHarmless(expression.left, lookUp) && isHarmless(expression.right, lookUp);
    case 'attribute':
    case 'subscript':
      return isHarmless(expression.object, lookUp);
    case 'comprehension':
    case 'conditional':
    case 'dictionary':
    case 'ellipsis':
    case 'lambda':
    case 'list':
    case 'other':
    case 'slice':
    case 'tuple':
    case 'unary':
    default:
      return false;
  }
}

function rootOf(expression: Expression): string | undefined {
  if (expression.kind === 'name') return expression.name;
  if (expression.kind === 'attribute' || expression.kind === 'subscript') return rootOf(expression.object);
  return expression.kind === 'call' ? rootOf(expression.callee) : undefined;
}

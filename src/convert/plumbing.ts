import { memberOf } from './pythonClasses';
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
    'to cuda cpu train eval item append print write close summary save state_dict',
    'flush add_scalar set_postfix accuracy evaluate',
  ].flatMap((line) => line.split(' ')),
);

/** Whether a function shows or measures, whatever it is given. */
export function isReport(path: string): boolean {
  return harmlessLibraries.test(path) || path === 'builtins.print';
}

export function isHarmlessLibrary(path: string): boolean {
  return harmlessLibraries.test(path) || harmlessFunctions.has(path);
}

/** What is known of the names in statements that may be left out. */
export interface Surroundings {
  readonly lookUp: (name: string) => Value | undefined;
  /** Whether something is a layer, or a model, of a larger model. */
  readonly isPartOfModel: (value: Value) => boolean;
}

/**
 * Whether statements only report, move things between devices or keep records: then it does not matter
 * whether they are reached.
 */
export function isPlumbing(body: readonly Statement[], around: Surroundings): boolean {
  return body.every((statement) => {
    switch (statement.kind) {
      case 'pass':
      case 'assert':
      case 'raise':
      case 'scope':
      case 'import':
        return true;
      case 'expression':
        return isHarmless(statement.value, around);
      case 'assign':
        // What is not part of a formula before is none after it.
        return (
          statement.targets.every((target) => isUnknown(target, around)) &&
          isHarmless(statement.value, around) &&
          !readsArray(statement.value, around)
        );
      case 'update':
        return isUnknown(statement.target, around);
      case 'for':
      case 'while':
      case 'with':
        return isPlumbing(statement.body, around);
      case 'if':
        return statement.branches.every((branch) => isPlumbing(branch.body, around));
      case 'break':
      case 'continue':
      case 'delete':
      case 'other':
      case 'return':
      case 'class':
      case 'function':
        return false;
    }
  });
}

function isUnknown(target: Expression, { lookUp }: Surroundings): boolean {
  if (target.kind !== 'name') return false;
  const value = lookUp(target.name);
  return value === undefined || value.kind === 'opaque' || value.kind === 'constant';
}

/** Whether an array of the source is computed with, other than by handing it to a function. */
function readsArray(expression: Expression, around: Surroundings): boolean {
  if (expression.kind === 'binary')
    return readsArray(expression.left, around) || readsArray(expression.right, around);
  if (expression.kind === 'subscript') return readsArray(expression.object, around);
  const value = expression.kind === 'name' ? around.lookUp(expression.name) : undefined;
  return value?.kind === 'numeric' && value.constant === undefined;
}

function isHarmless(expression: Expression, around: Surroundings): boolean {
  const { lookUp } = around;
  switch (expression.kind) {
    case 'call': {
      const { callee } = expression;
      if (callee.kind === 'name') {
        const value = lookUp(callee.name);
        if (value?.kind === 'library') return isHarmlessLibrary(value.path);
        return value === undefined && isHarmlessLibrary(`builtins.${callee.name}`);
      }
      if (callee.kind !== 'attribute') return false;
      if (callee.name === 'eval' || callee.name === 'train') return isModeOfWhole(callee, around);
      if (isOfSource(callee, around)) return false;
      if (harmlessMethods.has(callee.name)) return true;
      if (/[^_]_$/.test(callee.name)) return false;
      if (/^(step|zero_grad|backward|load_state_dict)$/.test(callee.name)) return false;
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
      return isHarmless(expression.left, around) && isHarmless(expression.right, around);
    case 'attribute':
    case 'subscript':
      return isHarmless(expression.object, around);
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

/** `model.eval()` of all of a model: what it does to a training is seen where that goes back. */
function isModeOfWhole(callee: Expression & { kind: 'attribute' }, around: Surroundings): boolean {
  if (isOfSource(callee, around)) return false;
  const model = reached(callee.object, around);
  if (model && model.kind !== 'opaque') return !around.isPartOfModel(model);
  const root = around.lookUp(rootOf(callee) ?? '');
  // A layer that nobody knows may be one of a model that trains.
  return root === undefined || (root.kind === 'opaque' && !root.isOfModel);
}

/** Whether statements that may be left out put a model in evaluation and leave it there. */
export function mayEvaluate(body: readonly Statement[], around: Surroundings): boolean {
  let isEvaluating = false;
  for (const statement of body) {
    switch (statement.kind) {
      case 'expression': {
        const callee = statement.value.kind === 'call' ? statement.value.callee : undefined;
        if (callee?.kind !== 'attribute' || !/^(eval|train)$/.test(callee.name)) break;
        const model = reached(callee.object, around);
        if (model?.kind === 'instance' || model?.kind === 'layers') isEvaluating = callee.name === 'eval';
        break;
      }
      case 'for':
      case 'while':
      case 'with':
        isEvaluating = mayEvaluate(statement.body, around) || isEvaluating;
        break;
      case 'if':
        isEvaluating = statement.branches.some((branch) => mayEvaluate(branch.body, around)) || isEvaluating;
        break;
      case 'assert':
      case 'assign':
      case 'break':
      case 'class':
      case 'continue':
      case 'delete':
      case 'function':
      case 'import':
      case 'other':
      case 'pass':
      case 'raise':
      case 'return':
      case 'scope':
      case 'update':
    }
  }
  return isEvaluating;
}

/** Whether a method is one that a class of the source has, which may do anything. */
function isOfSource({ object, name }: Expression & { kind: 'attribute' }, around: Surroundings): boolean {
  const owner = reached(object, around);
  return owner?.kind === 'instance' && name !== 'accuracy' && memberOf(owner.of, name) !== undefined;
}

/** What a chain of names stands for, as far as that can be told without following anything. */
function reached(expression: Expression, around: Surroundings): Value | undefined {
  if (expression.kind === 'name') return around.lookUp(expression.name);
  const owner = expression.kind === 'attribute' ? reached(expression.object, around) : undefined;
  if (expression.kind !== 'attribute') return undefined;
  if (owner?.kind === 'instance') return owner.attributes.get(expression.name);
  if (owner?.kind === 'layers') return owner.items.find(([name]) => name === expression.name)?.[1];
  return owner?.kind === 'opaque' ? owner : undefined;
}

/** `x` of `x.y[0].z()`. */
export function rootOf(expression: Expression): string | undefined {
  if (expression.kind === 'name') return expression.name;
  if (expression.kind === 'attribute' || expression.kind === 'subscript') return rootOf(expression.object);
  return expression.kind === 'call' ? rootOf(expression.callee) : undefined;
}

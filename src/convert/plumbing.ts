import { isModelClass, memberOf } from './pythonClasses';
import type { Expression, Statement } from './python/pythonSyntax';
import type { Library, PythonFunction, Value } from './values';

/** Libraries that say nothing about a network or a formula. */
const harmlessLibraries =
  /^(matplotlib|seaborn|logging|time|datetime|os|sys|random|tqdm|warnings|pathlib|json|pickle|gc|math\.isnan|torchsummary|torchinfo|wandb|tensorboard|typing|collections\.abc|dataclasses|itertools|copy|shutil|IPython|google\.colab)(\.|$)/;
/** What makes data, or others of them: nothing of it is a part of a network. */
const dataLibraries = /^sklearn\.(datasets|model_selection|preprocessing|utils|metrics)\./;
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
  return harmlessLibraries.test(path) || dataLibraries.test(path) || harmlessFunctions.has(path);
}

/** What is known of the names in statements that may be left out. */
export interface Surroundings {
  readonly lookUp: (name: string) => Value | undefined;
  /** Whether something is a layer, or a model, of a larger model. */
  readonly isPartOfModel: (value: Value) => boolean;
  /** Whether they stand where a batch passes through a model: what it passes through there is no plumbing. */
  readonly isPassing?: boolean;
  /** How many functions of the source are around them. */
  readonly depth?: number;
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
      case 'return':
        // Of a function that is called, and not of what stands around these statements.
        return around.depth !== undefined && (!statement.value || isHarmless(statement.value, around));
      case 'break':
      case 'continue':
      case 'delete':
      case 'other':
      case 'class':
      case 'function':
        return false;
    }
  });
}

function isUnknown(target: Expression, around: Surroundings): boolean {
  const { lookUp } = around;
  if (target.kind === 'tuple') return target.items.every((item) => isUnknown(item, around));
  if (target.kind !== 'name') return false;
  const value = lookUp(target.name);
  return value === undefined || value.kind === 'opaque' || value.kind === 'constant';
}

/** Whether an array of the source is computed with, other than by handing it to a function. */
function readsArray(expression: Expression, around: Surroundings): boolean {
  if (expression.kind === 'binary')
    return readsArray(expression.left, around) || readsArray(expression.right, around);
  if (expression.kind === 'subscript') return readsArray(expression.object, around);
  if (expression.kind === 'unary') return readsArray(expression.operand, around);
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
        if (value?.kind === 'library')
          return isHarmlessLibrary(value.path) || measures(value, expression, around);
        if (value?.kind === 'function') return isHarmlessFunction(value, expression, around);
        if (value) return isPass(value) && readsNoArrays(expression, around);
        if (isHarmlessLibrary(`builtins.${callee.name}`)) return true;
        return countingBuiltins.test(callee.name) && readsNoArrays(expression, around);
      }
      if (callee.kind !== 'attribute') return false;
      if (callee.name === 'eval' || callee.name === 'train') return isModeOfWhole(callee, around);
      if (isOfSource(callee, around)) return false;
      if (harmlessMethods.has(callee.name)) return true;
      if (/[^_]_$/.test(callee.name)) return false;
      if (/^(step|zero_grad|backward|load_state_dict)$/.test(callee.name)) return false;
      const owner = reached(callee, around);
      if (owner && isPass(owner)) return readsNoArrays(expression, around);
      const root = rootOf(callee);
      const value = root === undefined ? undefined : lookUp(root);
      if (value?.kind === 'opaque') return true;
      if (value?.kind === 'library' && root !== undefined && isHarmlessLibrary(value.path)) return true;
      const library = libraryOf(callee, around);
      if (library) return measures(library, expression, around);
      // What is asked of something that was computed: `(y > 0.5).float()`, `logits.argmax(1)`.
      const isComputed =
        !['name', 'attribute'].includes(callee.object.kind) ||
        value === undefined ||
        value.kind === 'flow' ||
        value.kind === 'loss';
      return isComputed && isHarmless(callee.object, around) && readsNoArrays(expression, around);
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
    case 'unary':
      return isHarmless(expression.operand, around);
    case 'tuple':
      return expression.items.every((item) => isHarmless(item, around));
    case 'comprehension':
    case 'conditional':
    case 'dictionary':
    case 'ellipsis':
    case 'lambda':
    case 'list':
    case 'other':
    case 'slice':
    default:
      return false;
  }
}

const countingBuiltins = /^(len|float|int|round|sum|max|min|abs|str|zip|enumerate|range|list|tuple)$/;

/** Whether a call passes a batch through a model, or compares what comes out. */
function isPass(value: Value): boolean {
  if (value.kind === 'instance') return isModelClass(value.of);
  return ['layers', 'layer', 'lossFunction'].includes(value.kind);
}

/** Whether a function of the source only measures what it is given, and says it. */
function isHarmlessFunction(
  called: PythonFunction,
  expression: Expression & { kind: 'call' },
  around: Surroundings,
): boolean {
  const inner = around.depth === deepest ? undefined : within(called, expression, around);
  if (!inner || !readsNoArrays(expression, around)) return false;
  return inner.body.every(({ kind }) => kind !== 'scope') && isPlumbing(inner.body, inner.around);
}

const deepest = 4;

/** What a function of the source does when it is called: its parameters are what it is given. */
function within(
  { parameters, body }: PythonFunction,
  { arguments: given }: Expression & { kind: 'call' },
  around: Surroundings,
): { readonly body: readonly Statement[]; readonly around: Surroundings } | undefined {
  if ('kind' in body || parameters.some(({ stars }) => stars > 0)) return undefined;
  const values = new Map<string, Value | undefined>(
    parameters.map(({ name }, at) => {
      const written =
        given.find((each) => each.name === name) ?? (given[at]?.name === undefined && given[at]);
      return [name, written ? reached(written.value, around) : undefined];
    }),
  );
  for (const name of assignedIn(body)) if (!values.has(name)) values.set(name, undefined);
  const lookUp = (name: string): Value | undefined =>
    values.has(name) ? values.get(name) : around.lookUp(name);
  return { body, around: { ...around, lookUp, depth: (around.depth ?? 0) + 1 } };
}

/** Names that statements bind: in a function they are others than those outside. */
function assignedIn(body: readonly Statement[]): readonly string[] {
  return body.flatMap((statement) => {
    switch (statement.kind) {
      case 'assign':
        return statement.targets.flatMap((target) => (target.kind === 'name' ? [target.name] : []));
      case 'for':
      case 'while':
      case 'with':
        return assignedIn(statement.body);
      case 'if':
        return statement.branches.flatMap((branch) => assignedIn(branch.body));
      case 'assert':
      case 'break':
      case 'class':
      case 'continue':
      case 'delete':
      case 'expression':
      case 'function':
      case 'import':
      case 'other':
      case 'pass':
      case 'raise':
      case 'return':
      case 'scope':
      case 'update':
      default:
        return [];
    }
  });
}

/** Whether no array of the source is among what a call is given, and nothing there changes anything. */
function readsNoArrays({ arguments: given }: Expression & { kind: 'call' }, around: Surroundings): boolean {
  if (around.isPassing) return false;
  return given.every(({ value }) => isHarmless(value, around) && !readsArray(value, around));
}

/** A function of NumPy or PyTorch of what comes out of a network, by a name that says of no change. */
function measures(
  { path }: Library,
  expression: Expression & { kind: 'call' },
  around: Surroundings,
): boolean {
  const [, name] = /^(?:numpy|torch(?:\.nn\.functional)?)\.(\w*[^_\W])$/.exec(path) ?? [];
  const isPlain =
    name !== undefined && !/^(set|put|copyto|place|fill|enable|use|autocast|compile)/.test(name);
  return isPlain && readsNoArrays(expression, around);
}

/** The library function that a chain of names stands for. */
function libraryOf(expression: Expression, around: Surroundings): Library | undefined {
  if (expression.kind === 'name') {
    const value = around.lookUp(expression.name);
    return value?.kind === 'library' ? value : undefined;
  }
  const owner = expression.kind === 'attribute' ? libraryOf(expression.object, around) : undefined;
  return owner && expression.kind === 'attribute'
    ? { kind: 'library', path: `${owner.path}.${expression.name}` }
    : undefined;
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
      case 'assign':
      case 'return':
      case 'expression': {
        const called = statement.value?.kind === 'call' ? statement.value : undefined;
        const callee = called?.callee;
        const value = callee?.kind === 'name' ? around.lookUp(callee.name) : undefined;
        const inner =
          called && value?.kind === 'function' && around.depth !== deepest
            ? within(value, called, around)
            : undefined;
        if (inner) isEvaluating = mayEvaluate(inner.body, inner.around) || isEvaluating;
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
      case 'break':
      case 'class':
      case 'continue':
      case 'delete':
      case 'function':
      case 'import':
      case 'other':
      case 'pass':
      case 'raise':
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

"""What a training does, told by the training itself and without the recorder: `retain_grad` and hooks.

The scripts of `trainings.py` call it. With PROBE=FILE in the environment it writes the values and gradients
of the first updates into that file as JSON; otherwise it does nothing.
"""

import hashlib
import json
import os

import torch

FILE = os.environ.get("PROBE")
UPDATES = 4


def matrix(tensor, is_batch):
    """As docs/recording.md sees a tensor: of a batch the units go down, of parameters the first axis."""
    tensor = tensor.detach().double()
    if is_batch:
        return tensor.reshape(tensor.shape[0], -1).T.tolist()
    return tensor.reshape(tensor.shape[0], -1).tolist()


class Probe:
    def __init__(self, **models):
        self.update = 1
        self.kept = {}
        self.written = {}
        self.models = models
        for name, model in models.items() if FILE else ():
            for path, module in model.named_modules():
                if not list(module.children()) and not isinstance(module, torch.jit.ScriptModule):
                    module.register_forward_hook(self.hook(".".join(filter(None, (name, path)))))

    def hook(self, name):
        def keep(module, inputs, output):
            if not torch.is_grad_enabled() or self.update > UPDATES or not isinstance(output, torch.Tensor):
                return
            calls = self.kept.setdefault(name, [])
            for tensor in (inputs[0], output):
                if tensor.requires_grad and not tensor.is_leaf:
                    tensor.retain_grad()
            # Copies, since a layer after it may write into the same place.
            calls.append((inputs[0], inputs[0].detach().clone(), output, output.detach().clone(), module))

        return keep

    def before_step(self):
        """To be called before `optimizer.step()`, when the gradients are there."""
        if not FILE or self.update > UPDATES:
            return
        layers = {}
        for name, calls in self.kept.items():
            for number, (given, given_copy, output, output_copy, module) in enumerate(calls, 1):
                known = {"activation": matrix(output_copy, True)}
                if output.is_leaf is False and output.grad is not None:
                    known["gradient"] = matrix(output.grad, True)
                if given_copy.is_floating_point():
                    known["input"] = matrix(given_copy, True)
                if not given.is_leaf and given.grad is not None:
                    known["inputGradient"] = matrix(given.grad, True)
                parameters = list(module.parameters())
                gradients = [each.grad for each in parameters if each.grad is not None]
                if number == 1 and gradients:
                    known["weightGradient"] = matrix(gradients[0], False)
                    known["gradientNorm"] = sum(each.double().square().sum().item() for each in gradients) ** 0.5
                    known["meanAbsoluteGradient"] = gradients[0].double().abs().mean().item()
                    known["weightsBefore"] = parameters[0].detach().clone()
                layers[name if number == 1 else "%s#%d" % (name, number)] = known
        self.written[self.update] = layers

    def after_step(self):
        """To be called after it."""
        if FILE and self.update <= UPDATES:
            for name, calls in self.kept.items():
                before = self.written[self.update][name].pop("weightsBefore", None)
                if before is not None:
                    weights = next(calls[0][4].parameters()).detach()
                    self.written[self.update][name]["weights"] = matrix(weights, False)
                    ratio = (weights.double() - before.double()).norm() / before.double().norm()
                    self.written[self.update][name]["updateToWeightRatio"] = ratio.item()
        self.kept = {}
        self.update += 1

    def step(self, optimizer):
        self.before_step()
        optimizer.step()
        self.after_step()

    def end(self):
        """Prints what the parameters have become, to the last bit."""
        if FILE:
            with open(FILE, "w") as file:
                json.dump(self.written, file)
        digest = hashlib.sha256()
        for model in self.models.values():
            for name, tensor in model.state_dict().items():
                digest.update(name.encode() + tensor.detach().cpu().contiguous().view(-1).numpy().tobytes())
        print("parameters", digest.hexdigest())

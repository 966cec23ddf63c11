"""A small PyTorch model: trained, then saved with one batch and what PyTorch computes for it."""

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn

torch.manual_seed(0)
t = torch.tensor([0, 1, 2] * 4)
x = torch.randn(12, 4) + t.unsqueeze(1)

model = nn.Sequential(
    nn.Linear(4, 8),
    nn.Tanh(),
    nn.Linear(8, 8),
    nn.ReLU(),
    nn.Linear(8, 3),
)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)

for epoch in range(10):
    optimizer.zero_grad()
    loss = criterion(model(x), t)
    loss.backward()
    optimizer.step()

save_file(model.state_dict(), "my_model.safetensors")

model.double()  # more digits to compare
optimizer.zero_grad()
loss = criterion(model(x.double()), t)
loss.backward()
grads = {name: parameter.grad.numpy() for name, parameter in model.named_parameters()}
np.savez("my_model.npz", x=x.numpy(), t=t.numpy(), loss=loss.item(), **grads)

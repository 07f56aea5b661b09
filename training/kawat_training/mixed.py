"""Training in bfloat16 with float32 master weights, all in one flat buffer: few passes over memory a step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class Group:
    """Parameters with one learning rate and weight decay."""

    names: tuple[str, ...]
    rate: float
    decay: float


def rising_and_falling(steps: int, warm: float = 0.1) -> Callable[[int], float]:
    """The share of the learning rate at each step: up over the share `warm` of the steps, then down to nothing."""
    return lambda step: min((step + 1) / (warm * steps), max(0.0, (steps - step) / ((1 - warm) * steps)))


class Mixed:
    """AdamW over the float32 masters of a bfloat16 network; `pace` gives the share of the learning rate at each step.

    `step` takes the gradients that backward left in the network. `settle` gives the network its masters in float32.
    """

    def __init__(self, network: nn.Module, groups: Iterable[Group], pace: Callable[[int], float]) -> None:
        self.network = network.to(torch.bfloat16)
        named = dict(network.named_parameters())
        self.groups = [group for group in groups if group.names]
        parameters = [named[name] for group in self.groups for name in group.names]
        size = sum(parameter.numel() for parameter in parameters)
        self.low = torch.empty(size, dtype=torch.bfloat16)
        self.slope = torch.zeros(size, dtype=torch.bfloat16)
        place = 0
        for parameter in parameters:
            end = place + parameter.numel()
            self.low[place:end] = parameter.data.flatten()
            parameter.data = self.low[place:end].view(parameter.shape)
            parameter.grad = self.slope[place:end].view(parameter.shape)
            place = end
        self.master = self.low.float()
        self.parts: list[Tensor] = []
        settings, place = [], 0
        for group in self.groups:
            end = place + sum(named[name].numel() for name in group.names)
            part = self.master[place:end].detach().requires_grad_()
            self.parts.append(part)
            settings.append({"params": [part], "lr": group.rate, "weight_decay": group.decay})
            place = end
        self.adam = torch.optim.AdamW(settings, betas=(0.9, 0.98), eps=1e-6, fused=True)
        self.plan = torch.optim.lr_scheduler.LambdaLR(self.adam, pace)

    def step(self, clip: float = 1.0) -> None:
        """One step of AdamW with the gradients clipped to a norm, then forgets them."""
        slope = self.slope.float()
        norm = slope.norm()
        if norm > clip:
            slope *= clip / norm
        place = 0
        for part in self.parts:
            part.grad = slope[place : place + part.numel()]
            place += part.numel()
        self.adam.step()
        self.plan.step()
        self.slope.zero_()
        with torch.no_grad():
            self.low.copy_(self.master)

    def settle(self) -> nn.Module:
        """The network with its master weights in float32."""
        master, named, place = self.master.detach(), dict(self.network.named_parameters()), 0
        self.network.float()
        with torch.no_grad():
            for group in self.groups:
                for name in group.names:
                    parameter = named[name]
                    parameter.grad = None
                    parameter.copy_(master[place : place + parameter.numel()].view(parameter.shape))
                    place += parameter.numel()
        return self.network

    def state(self) -> dict[str, object]:
        """All that `restore` needs to go on."""
        return {"master": self.master.detach().clone(), "adam": self.adam.state_dict(), "plan": self.plan.state_dict()}

    def restore(self, state: dict[str, object]) -> None:
        """Goes on from a `state` of the same network, groups and steps."""
        with torch.no_grad():
            self.master.copy_(state["master"])  # type: ignore[arg-type]
            self.low.copy_(self.master)
        self.adam.load_state_dict(state["adam"])  # type: ignore[arg-type]
        self.plan.load_state_dict(state["plan"])  # type: ignore[arg-type]

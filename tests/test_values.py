"""Values: they keep the promises of the standard library's dataclass."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Mapping
from typing import Any

import pytest

from briefer import model, values


@dataclasses.dataclass(frozen=True, slots=True)
class Theirs:
    """A value made by the standard library."""

    name: str
    more: tuple[int, ...] = ()
    parts: Mapping[str, float] = dataclasses.field(default_factory=dict)
    by: str | None = dataclasses.field(default=None, compare=False)

    def __post_init__(self) -> None:
        if not self.more:
            object.__setattr__(self, "more", (len(self.name),))

    @property
    def loud(self) -> str:
        """The name in capitals."""
        return self.name.upper()


@values.dataclass(frozen=True, slots=True)
class Ours:
    """The same value made by briefer."""

    name: str
    more: tuple[int, ...] = ()
    parts: Mapping[str, float] = dataclasses.field(default_factory=dict)
    by: str | None = dataclasses.field(default=None, compare=False)

    def __post_init__(self) -> None:
        if not self.more:
            object.__setattr__(self, "more", (len(self.name),))

    @property
    def loud(self) -> str:
        """The name in capitals."""
        return self.name.upper()


@values.dataclass(slots=True)
class Tally:
    """A value that changes."""

    count: int = 0
    seen: list[str] = dataclasses.field(default_factory=list)


@values.dataclass(frozen=True, slots=True)
class Alone:
    """A value of one field."""

    name: str


CALLS: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    (("Falk",), {}),
    (("Falk", (1, 2)), {"by": "profile"}),
    ((), {"name": "Falk", "parts": {"place": 0.5}}),
    ((), {}),
    (("Falk", (), {}, None, 5), {}),
    (("Falk",), {"name": "Berg"}),
    (("Falk",), {"title": "Mayor"}),
]


def outcome(kind: Any, given: tuple[Any, ...], named: dict[str, Any]) -> str:
    """What a call gives, or the words of its error, under one name for both kinds."""
    try:
        return repr(kind(*given, **named)).replace("Theirs", "Ours")
    except TypeError as error:
        return str(error).replace("Theirs", "Ours")


@pytest.mark.parametrize("call", CALLS)
def test_the_same_call_gives_the_same_value_or_the_same_error(call: tuple[tuple[Any, ...], dict[str, Any]]) -> None:
    """Arguments, defaults, factories, what is done after, how it is shown and the words of an error are the same."""
    assert outcome(Ours, *call) == outcome(Theirs, *call)


@pytest.mark.parametrize("kind", [Ours, Theirs, Alone])
def test_values_are_equal_by_their_fields_and_kind(kind: Any) -> None:
    """Equal fields make equal values of one hash; a field left out of comparing and another kind do not."""
    one, same, other = kind("Falk"), kind("Falk"), kind("Berg")
    strange: Any = Theirs("Falk")
    assert one == same and one != other
    assert one != dataclasses.astuple(one)
    assert one.__eq__("Falk") is NotImplemented
    if kind is Alone:
        assert len({one, same, other}) == 2
    else:
        assert kind("Falk", by="profile") == one
        with pytest.raises(TypeError, match="unhashable"):
            hash(one)  # it holds a mapping
    assert Ours("Falk") != strange


@pytest.mark.parametrize("kind", [Ours, Theirs])
def test_a_frozen_value_cannot_be_changed(kind: Any) -> None:
    """Neither a field nor a new name is set or deleted, and there is no iteration and no dictionary."""
    value = kind("Falk")
    for name in ("name", "nick") if kind is Ours else ("name",):  # theirs trips over new names where there are slots
        with pytest.raises(dataclasses.FrozenInstanceError, match=f"cannot assign to field '{name}'"):
            setattr(value, name, "Berg")
        with pytest.raises(dataclasses.FrozenInstanceError, match=f"cannot delete field '{name}'"):
            delattr(value, name)
    assert not hasattr(value, "__dict__") and not hasattr(value, "__iter__")
    assert value == kind("Falk") and value.loud == "FALK"


def test_a_value_that_changes_has_no_hash() -> None:
    """Without "frozen" fields are set, each value has what its factory makes, and it can be no key."""
    one, two = Tally(), Tally(3)
    one.count += 3
    one.seen.append("Berg")
    assert (one.count, two.count, two.seen) == (3, 3, [])
    assert one != two and two == Tally(3) and repr(two) == "Tally(count=3, seen=[])"
    with pytest.raises(TypeError, match="unhashable"):
        hash(one)


@pytest.mark.parametrize("value", [Ours("Falk", parts={"place": 0.5}, by="profile"), Alone("Berg")])
def test_the_standard_library_knows_them(value: Any) -> None:
    """Fields, replace, asdict, match, copies and pickles work, and the signature tells the names and defaults."""
    names = [field.name for field in dataclasses.fields(value)]
    assert list(dataclasses.asdict(value)) == names == list(value.__match_args__) == list(value.__slots__)
    assert dataclasses.replace(value, name="Dahl").name == "Dahl"
    assert list(inspect.signature(type(value)).parameters) == names
    for twin in (copy.copy(value), copy.deepcopy(value), *(pickle.loads(pickle.dumps(value, n)) for n in range(2, 6))):
        assert dataclasses.astuple(twin) == dataclasses.astuple(value)
        assert twin == value


def test_mistakes_in_a_class_are_told() -> None:
    """A field without a default after one with it, a shared list as default, and a value without slots are refused."""
    with pytest.raises(TypeError, match="non-default argument 'b' follows default argument"):
        values.dataclass(frozen=True, slots=True)(type("Odd", (), {"a": 1, "__annotations__": {"a": int, "b": int}}))
    with pytest.raises(ValueError, match="mutable default"):
        values.dataclass(frozen=True, slots=True)(type("Odd", (), {"a": [], "__annotations__": {"a": list}}))
    with pytest.raises(TypeError, match="take the dataclass of the standard library"):
        values.dataclass(frozen=True, slots=False)


def test_the_public_values_are_such() -> None:
    """Every value of the model is frozen, has slots and is told by its fields."""
    made = [kind for _, kind in inspect.getmembers(model, inspect.isclass) if kind.__module__ == model.__name__]
    assert len(made) > 20
    for kind in made:
        assert dataclasses.is_dataclass(kind) and "__slots__" in vars(kind), kind
        with pytest.raises(dataclasses.FrozenInstanceError):
            object.__new__(kind).__setattr__("n", 1)

"""What an expression of a settings module comes to, as far as it can be told without running anything."""

from __future__ import annotations

import ast
from typing import Final, NamedTuple

from guard.checks.separation.readers.variable import asked

#: Functions that read a variable of the environment, and what such functions are called on (``os.environ.get``).
_GETTERS: Final = frozenset({"env", "getenv", "get_env", "config", "get_env_variable", "get_env_setting"})
_OWNERS: Final = frozenset({"env", "environ", "environment"})
#: Functions that give back what they are given, in another type.
_CASTS: Final = frozenset("bool float int list str tuple Path parse strtobool json loads split reverse_lazy _".split())
_DEFAULTS: Final = frozenset({"default", "fallback"})
#: The variable of django-environ and dj-database-url where none is named.
_DATABASE: Final = "DATABASE_URL"
_DEEPEST: Final = 10


class Value(NamedTuple):
    """A literal, or an expression with the literal that it falls back to."""

    text: str
    is_expression: bool = False
    default: str | None = None

    @property
    def literal(self) -> str | None:
        """What is known of it."""
        return self.default if self.is_expression else self.text


def entries(node: ast.expr) -> list[tuple[str, ast.expr]] | None:
    """The entries of a dictionary, of ``dict(…)`` or of a list; ``None`` for what has none."""
    match node:
        case ast.Dict(keys=keys, values=values):
            named = [(key, value) for key, value in zip(keys, values, strict=True) if isinstance(key, ast.Constant)]
            return [(str(key.value), value) for key, value in named]
        case ast.Call(func=ast.Name(id="dict"), args=[], keywords=keywords):
            return [(keyword.arg, keyword.value) for keyword in keywords if keyword.arg]
        case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
            return [(str(index), element) for index, element in enumerate(elements)]
        case _:
            return None


def evaluated(node: ast.expr, depth: int = 0) -> Value | None:
    """What a constant or a question to the environment comes to; ``None`` for anything that would have to be run."""
    if depth > _DEEPEST:
        return None
    match node:
        case ast.Constant(value=constant):
            return Value(constant.decode("latin-1") if isinstance(constant, bytes) else str(constant))
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            return Value(str(-number))
        case ast.BoolOp(op=ast.Or(), values=[first, *_, last]):
            return _either(evaluated(first, depth + 1), evaluated(last, depth + 1))
        case ast.Subscript(value=owner, slice=ast.Constant(value=str() as name)) if _called(owner) in _OWNERS:
            return Value(asked(name), is_expression=True)
        case ast.Call():
            return _variable(node, depth) or _passed_on(node, depth)
        case _:
            return None


def _either(first: Value | None, last: Value | None) -> Value | None:
    if first is None or not first.is_expression or last is None or last.literal is None:
        return first
    name = first.text.removeprefix("${").removesuffix("}")
    return Value(asked(name, last.literal), is_expression=True, default=last.literal)


def _called(node: ast.expr) -> str:
    """The last name of ``a.b.c``."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _variable(call: ast.Call, depth: int) -> Value | None:
    """What a function that reads the environment asks for: ``env("X", default="…")``, ``os.environ.get("X", "…")``."""
    function = _called(call.func)
    owner = _called(call.func.value) if isinstance(call.func, ast.Attribute) else ""
    if function not in _GETTERS and owner not in _OWNERS:
        return None
    match call.args:
        case [ast.Constant(value=str() as name), *rest]:
            pass
        case [] if function in {"db", "config"}:
            name, rest = _DATABASE, []
        case _:
            return None
    given = [keyword.value for keyword in call.keywords if keyword.arg in _DEFAULTS] or rest[:1]
    fallback = evaluated(given[0], depth + 1) if given else None
    default = fallback.literal if fallback else None
    return Value(asked(name, default), is_expression=True, default=default)


def _passed_on(call: ast.Call, depth: int) -> Value | None:
    """What a cast is given, and ``"a,b".split(",")``."""
    function = _called(call.func)
    if function not in _CASTS:
        return None
    if function == "split" and isinstance(call.func, ast.Attribute):
        return evaluated(call.func.value, depth + 1)
    return evaluated(call.args[0], depth + 1) if call.args else None

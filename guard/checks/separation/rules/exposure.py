"""Environments in the zone ``mynumber`` that the Internet reaches, or that reach it.

The ministry's guideline keeps マイナンバー利用事務系 apart from other networks; what must leave is limited to
named destinations with address and port (特定通信).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from guard.checks.separation.rules.problem import Example, Problem, Scene, once
from guard.checks.separation.setting import Setting
from guard.environment import Zone
from guard.messages import N_
from guard.model import Severity

_ANYWHERE: Final = re.compile(r"(?:^|[\s\"'\[,:])(?:0\.0\.0\.0/0|::/0)(?:$|[\s\"'\],])")
_ON: Final = re.compile(r"^(?:true|on|yes|1|enabled)$", re.IGNORECASE)
_PUBLIC_KEY: Final = re.compile(
    r"(?:publicly_?accessible|associate_public_ip_address|assign_public_ip(?:_on_launch)?|map_public_ip_on_launch|public_network_access_enabled"
    r"|publiclyaccessible|assignpublicip|mappubliciponlaunch|enable_public_ip|allow_public_access|public_access)$",
    re.IGNORECASE,
)
_SCHEME_KEY: Final = re.compile(
    r"(?:^|[./\-_])(?:scheme|load[\-_]balancer[\-_]scheme|aws-load-balancer-(?:scheme|type))$", re.IGNORECASE
)
_INTERNAL_KEY: Final = re.compile(r"(?:^|\.)internal$", re.IGNORECASE)
_SERVICE_TYPE: Final = re.compile(r"(?:^|\.)type$")
_PORTS: Final = re.compile(r"(?:^|\.)ports\.\d+(?:\.published|\.host_ip)?$")
_PORT_TO_ALL: Final = re.compile(r"^(?:0\.0\.0\.0:)?\d+(?:-\d+)?:\d+|^0\.0\.0\.0$")
_GATEWAY: Final = re.compile(r"resource\.aws_(?:internet_gateway|egress_only_internet_gateway|nat_gateway|eip)\.")
_OPEN: Final = N_(
    "{key}: {others} is in the zone mynumber and open to the Internet; remove the public address or the open rule"
)
_MAYBE: Final = N_(
    "{key}: {others} is in the zone mynumber and may be reached from outside, depending on the network around it"
)


def exposure(scene: Scene) -> Iterator[Problem]:
    """Public addresses, open rules and published ports of environments that handle My Numbers."""
    seen_gateways: set[str] = set()
    for setting in once(one for one in scene.settings if scene.demands.zone(one.environment) is Zone.MY_NUMBER):
        severity = _openness(setting)
        if severity is None and _GATEWAY.match(setting.name):
            resource = ".".join(setting.key[:3])
            severity = None if resource in seen_gateways else Severity.CRITICAL
            seen_gateways.add(resource)
        if severity is not None:
            args = {"key": setting.name, "others": setting.environment.name}
            message = _OPEN if severity is Severity.CRITICAL else _MAYBE
            yield Problem("sep-mynumber-public", severity, setting, message, args, (), None, (setting.environment,))


def _openness(setting: Setting) -> Severity | None:
    name, value = setting.name, (setting.literal or setting.text).strip()
    if len(value) > 10_000:
        return None
    if _ANYWHERE.search(value):
        return Severity.CRITICAL
    last = setting.key[-1] if setting.key else ""
    if _PUBLIC_KEY.search(last) and _ON.match(value):
        return Severity.CRITICAL
    if _SCHEME_KEY.search(name) and value.lower() in {"internet-facing", "external", "public"}:
        return Severity.CRITICAL
    if _INTERNAL_KEY.search(name) and "aws_lb." in name and value.lower() == "false":
        return Severity.CRITICAL
    if _SERVICE_TYPE.search(name) and value in {"LoadBalancer", "NodePort"}:
        return Severity.CRITICAL if value == "LoadBalancer" else Severity.HIGH
    if setting.layout == "compose" and _PORTS.search(name) and _PORT_TO_ALL.match(value):
        return Severity.HIGH
    return None


_LISTENER = 'resource "aws_db_instance" "a" {{\n  publicly_accessible = {public}\n}}\n'
#: Judged with production in the zone mynumber.
EXAMPLES: Final = (
    Example("sep-mynumber-public", {"envs/prod/main.tf": _LISTENER.format(public="true")}),
    Example("sep-mynumber-public", {"envs/prod/main.tf": _LISTENER.format(public="false")}, is_counter_example=True),
)

"""Which addresses of the network the site may ask: public ones only, said by a pure function and a table of tests."""

import ipaddress
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.deconstruct import deconstructible

PORTS = {"http": 80, "https": 443}
NOT_PUBLIC = "Cette adresse ne mène pas à un site public. Donnez celle que l’on ouvre depuis chez soi, par exemple https://exemple.fr/page."
NOT_AN_ADDRESS = "Écrivez une adresse complète, par exemple https://exemple.fr/page."
# Addresses of IPv6 that carry one of IPv4: what they carry is judged too.
NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Names that only a local network knows.
LOCAL = re.compile(r"(^|\.)(localhost|local|localdomain|internal|intranet|lan|home|corp|test|invalid|onion|home\.arpa)\.?$")
# « 2130706433 », « 0177.1 », « 0x7f.1 »: writings of an IPv4 address that old resolvers understand.
NUMERIC = re.compile(r"^(0x[0-9a-f]+|\d+)(\.(0x[0-9a-f]+|\d+))*\.?$", re.IGNORECASE)


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public network: neither private, loopback, link-local, multicast nor reserved."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        elif found in NAT64:
            found = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        elif found.sixtofour is not None or found.teredo is not None or found.is_site_local:
            return False
    return found.is_global and not (
        found.is_multicast or found.is_reserved or found.is_loopback or found.is_link_local or found.is_unspecified
    )


def all_public(addresses: Iterable[str]) -> bool:
    """Whether a name may be asked: it resolves, and to public addresses only. One private address among them refuses all."""
    found = list(addresses)
    return bool(found) and all(is_public(one) for one in found)


def problem_of(url: str) -> str:
    """Why this address is none that the site would ask, in a sentence; empty when its writing is right. Asks no network."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return NOT_AN_ADDRESS
    if parts.scheme not in PORTS or not host or re.search(r"[\s\x00-\x1f\\]", url):
        return NOT_AN_ADDRESS
    if parts.username is not None or parts.password is not None or port not in {None, *PORTS.values()}:
        return NOT_PUBLIC
    if ":" in host:  # IPv6
        return "" if is_public(host) else NOT_PUBLIC
    if NUMERIC.match(host):
        return "" if is_public(host) else NOT_PUBLIC  # only a.b.c.d is read; every other writing is refused
    if "." not in host or LOCAL.search(host.casefold()):
        return NOT_PUBLIC
    try:
        host.encode("idna")
    except UnicodeError:
        return NOT_AN_ADDRESS
    return ""


@deconstructible
class PublicAddress:
    """A validator of fields: http or https, on a public name. Nothing is asked of the network: a form must not."""

    def __call__(self, value: str) -> None:
        if problem := problem_of(value):
            raise ValidationError(problem, code="address")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PublicAddress)

    def __hash__(self) -> int:
        return hash(type(self))

"""What the terminal needs to work alone: its site, its forms, and the key it seals to. An immutable snapshot."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.domain import forms, host_search, parcel_offer, signposts, sites
from kiosk.domain.definition import Form
from kiosk.domain.errors import Refused
from kiosk.domain.host_search import Host
from kiosk.domain.parcel_offer import Offer
from kiosk.domain.signposts import Signpost
from kiosk.terminal.sealing import HubKey, KeyUnfit

_VERIFIER = 32
"""Bytes of a public key by Ed25519."""


class CatalogueRefused(Refused, ValueError):
    """What the hub sent is not a catalogue that can be used; `part` names what is wrong."""

    code = "catalogue_refused"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A form of the catalogue that this version of the terminal cannot offer."""

    form: str
    findings: int
    reason: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One version of what the hub said.

    Attributes:
        epoch: names the hub's record; another one means that the hub was restored from a backup.
        fresh: whether the hub has confirmed it since the terminal started.
        left_out: forms that are not offered, and why.
        signposts: where else people can go; none when the hub says nothing of it.
        parcels: who gets parcels; `None` where terminals offer no deliveries.
        hosts: the teams and tenants that people come to see.
        visit_keys: by which a code of an invitation proves itself, 32 bytes each.
    """

    site: sites.Site
    forms: tuple[Form, ...]
    hub_key: HubKey
    epoch: str
    fresh: bool
    left_out: tuple[LeftOut, ...] = ()
    signposts: tuple[Signpost, ...] = ()
    parcels: Offer | None = None
    hosts: tuple[Host, ...] = ()
    visit_keys: tuple[bytes, ...] = ()

    def form(self, form_id: str) -> Form | None:
        """The form of that name, if it is offered."""
        return next((form for form in self.forms if form.id == form_id), None)


def read(body: bytes, *, fresh: bool) -> Catalogue:
    """A catalogue from the hub's bytes. A form that cannot be loaded is left out; anything else unfit refuses it all.

    Raises:
        CatalogueRefused: it would leave the terminal worse off than the one it has.
    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise CatalogueRefused(part="json") from None
    if not isinstance(document, Mapping) or document.get("protocol") != 1:
        raise CatalogueRefused(part="protocol")
    epoch = document.get("epoch")
    if not isinstance(epoch, str) or not epoch:
        raise CatalogueRefused(part="epoch")
    try:
        site = sites.read(document.get("site"))
    except sites.SiteRefused as error:
        raise CatalogueRefused(part=f"site.{error.data.get('part')}") from None
    documents = document.get("forms")
    if not isinstance(documents, list):
        raise CatalogueRefused(part="forms")
    usable, left_out = _forms(documents)
    if documents and not usable:
        raise CatalogueRefused(part="forms")
    key, known = _key(document.get("hub_key")), signposts.read(document.get("directory"))
    parcels = parcel_offer.offer(document.get("directory"), document.get(parcel_offer.PART))
    hosts = host_search.public(document.get("directory"))
    verifiers = _verifiers(document.get("visit_keys"))
    return Catalogue(site, usable, key, epoch, fresh, left_out, known, parcels, hosts, verifiers)


def _forms(documents: list[object]) -> tuple[tuple[Form, ...], tuple[LeftOut, ...]]:
    usable: dict[str, Form] = {}
    left_out = []
    for document in documents:
        try:
            form = forms.load(document if isinstance(document, Mapping) else {})
        except forms.FormRefused as error:
            reason = error.findings[0].reason if error.findings else "refused"
            left_out.append(LeftOut(_name(document), len(error.findings), reason))
        else:
            usable[form.id] = form
    return tuple(usable.values()), tuple(left_out)


def _name(document: object) -> str:
    metadata = document.get("metadata") if isinstance(document, Mapping) else None
    name = metadata.get("id") if isinstance(metadata, Mapping) else None
    return name[:100] if isinstance(name, str) else "unnamed"


def _verifiers(listed: object) -> tuple[bytes, ...]:
    """Keys that can be read; an older hub has none, and signs no codes."""
    found = []
    for text in listed if isinstance(listed, list) else ():
        try:
            found.append(base64.b64decode(text, validate=True))
        except (TypeError, ValueError, binascii.Error):
            continue
    return tuple(key for key in found if len(key) == _VERIFIER)


def _key(document: object) -> HubKey:
    try:
        if not isinstance(document, Mapping):
            raise TypeError
        public = base64.b64decode(document["public"], validate=True)
        if not isinstance(document["id"], str):
            raise TypeError
        return HubKey(document["id"], public)
    except (KeyError, TypeError, ValueError, binascii.Error, KeyUnfit):
        raise CatalogueRefused(part="hub_key") from None

"""The hub's side of OpenID Connect against a provider that goes wrong in every way a client must notice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from devices.simulators.identity import Provider
from devices.simulators.identity_tokens import PEOPLE, Fault, Person
from kiosk.gateways.identity import Directory, Registration
from kiosk.runtime.identity_checks import directory as doctor
from kiosk.runtime.settings import DEMO_SITE, load
from kiosk.runtime.sites import SettingsRefused
from kiosk.services.identity import DirectoryAway, Identity, IdentityRefused
from tests.support.hubs import Clockwork

pytestmark = pytest.mark.sqlite

SECRET = "a secret of the application"
BACK = "http://127.0.0.1:8470/sign-in/directory/answer"
VERIFIER, NONCE = "v" * 43, "n" * 43
ADMIN = PEOPLE[0]

REFUSED = {
    Fault.BAD_SIGNATURE: "token_signature",
    Fault.ALG_NONE: "token_signature",
    Fault.ALG_HS256: "token_signature",
    Fault.UNKNOWN_KEY: "token_signature",
    Fault.NO_KEY_ID: "token_signature",
    Fault.WRONG_ISSUER: "token_claim",
    Fault.WRONG_TENANT: "token_claim",
    Fault.WRONG_AUDIENCE: "token_claim",
    Fault.TWO_AUDIENCES: "token_claim",
    Fault.WRONG_NONCE: "token_claim",
    Fault.NO_NONCE: "token_claim",
    Fault.NO_OBJECT_ID: "token_claim",
    Fault.EXPIRED: "token_expired",
    Fault.FROM_THE_FUTURE: "token_claim",
}


@pytest.fixture(scope="module")
def served() -> Iterator[Provider]:
    """One for all: making its key takes a while."""
    with Provider(0, "foyer", SECRET, (BACK,)).running() as running:
        yield running


@pytest.fixture
def provider(served: Provider) -> Provider:
    served.fault = None
    served.asked.clear()
    return served


def directory(provider: Provider, clock: Clockwork | None = None, **changes: object) -> Directory:
    known = {"issuer": provider.issuer, "client_id": "foyer", "secret": SECRET, "redirect_url": BACK}
    known |= {"skew": 60, "timeout": 2.0} | changes
    return Directory(Registration(**known), clock or Clockwork())


def come_back(provider: Provider, asked: Directory, person: Person = ADMIN, verifier: str = VERIFIER) -> Identity:
    """Goes to the provider and comes back as somebody."""
    address = asked.address("state", NONCE, verifier, again=False)
    return asked.identify(provider.code_for(person, dict(parse_qsl(urlsplit(address).query))), VERIFIER, NONCE)


def test_somebody_is_who_the_directory_says_by_ids_that_never_change_hands(provider: Provider) -> None:
    found = come_back(provider, directory(provider))
    assert (found.tenant, found.subject, found.name) == (provider.tenant, ADMIN.oid, ADMIN.name)
    assert found.values == {"Foyer.Administrator"}
    assert ADMIN.username not in str(found)


def test_the_address_asks_for_what_the_protocol_wants_and_no_more(provider: Provider) -> None:
    asked = dict(parse_qsl(urlsplit(directory(provider).address("s", NONCE, VERIFIER, again=True)).query))
    assert asked == {
        "response_type": "code",
        "response_mode": "query",
        "client_id": "foyer",
        "redirect_uri": BACK,
        "scope": "openid profile",
        "state": "s",
        "nonce": NONCE,
        "prompt": "login",
        "code_challenge": asked["code_challenge"],
        "code_challenge_method": "S256",
    }
    assert VERIFIER not in asked.values()


@pytest.mark.parametrize("fault", REFUSED, ids=str)
def test_a_token_that_cannot_be_believed_lets_nobody_in(provider: Provider, fault: Fault) -> None:
    provider.fault = fault
    with pytest.raises(IdentityRefused) as refused:
        come_back(provider, directory(provider))
    assert refused.value.code == REFUSED[fault]


def test_every_fault_of_the_provider_is_met_by_a_test() -> None:
    assert set(REFUSED) | {Fault.SLOW, Fault.DENIED} == set(Fault)


def test_a_code_is_good_once_and_only_with_its_verifier(provider: Provider) -> None:
    asked = directory(provider)
    address = dict(parse_qsl(urlsplit(asked.address("state", NONCE, VERIFIER, again=False)).query))
    code = provider.code_for(ADMIN, address)
    assert asked.identify(code, VERIFIER, NONCE)
    for again, verifier in ((code, VERIFIER), (provider.code_for(ADMIN, address), "w" * 43), ("invented", VERIFIER)):
        with pytest.raises(IdentityRefused, match="code_refused"):
            asked.identify(again, verifier, NONCE)


def test_a_wrong_secret_is_refused(provider: Provider) -> None:
    with pytest.raises(IdentityRefused, match="code_refused"):
        come_back(provider, directory(provider, secret="another"))


def test_a_new_key_is_believed_at_once_and_bad_tokens_do_not_make_the_hub_ask_for_ever(provider: Provider) -> None:
    clock = Clockwork()
    asked = directory(provider, clock)
    come_back(provider, asked)
    provider.rotate()
    come_back(provider, asked)
    provider.fault = Fault.UNKNOWN_KEY
    for _ in range(5):
        with pytest.raises(IdentityRefused):
            come_back(provider, asked)
    assert sum(path.endswith("/keys") for path in provider.asked) == 2
    assert sum(path.endswith("openid-configuration") for path in provider.asked) == 1


def test_a_slow_directory_is_given_up_in_time(provider: Provider) -> None:
    asked = directory(provider, timeout=0.3)
    provider.fault = Fault.SLOW
    with pytest.raises(DirectoryAway):
        asked.address("state", NONCE, VERIFIER, again=False)


@pytest.mark.parametrize("issuer", ["http://127.0.0.1:9/t/v2.0", "{url}/another/v2.0", "{url}/common/v2.0"])
def test_a_directory_that_is_away_or_another_one_is_told_apart_from_a_refusal(
    provider: Provider, issuer: str
) -> None:
    with pytest.raises(DirectoryAway):
        directory(provider, issuer=issuer.format(url=provider.url)).address("state", NONCE, VERIFIER, again=False)


def test_clocks_may_differ_by_what_is_set_and_no_more(provider: Provider) -> None:
    clock = Clockwork()
    clock.skip(3600 + 50)
    assert come_back(provider, directory(provider, clock))
    clock.skip(20)
    with pytest.raises(IdentityRefused, match="token_expired"):
        come_back(provider, directory(provider, clock))


def test_too_many_groups_are_left_out_and_that_is_known(provider: Provider) -> None:
    many = Person("m", "p", "Many", "0b", groups=tuple(f"group {number}" for number in range(201)))
    found = come_back(provider, directory(provider), many)
    assert found.groups_left_out
    assert not found.values


@pytest.mark.parametrize("oid", ["", "a b", "x" * 65, "null\x00", "ŵ"])
def test_an_id_that_could_not_be_kept_lets_nobody_in(provider: Provider, oid: str) -> None:
    with pytest.raises(IdentityRefused, match="token_claim"):
        come_back(provider, directory(provider), replace(ADMIN, oid=oid))


def test_the_provider_sends_nobody_to_an_address_that_is_not_registered(provider: Provider) -> None:
    address = directory(provider, redirect_url=BACK + "/").address("state", NONCE, VERIFIER, again=False)
    answer = requests.get(address, timeout=5, allow_redirects=False)
    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_neither_secret_is_in_what_the_registration_says_of_itself(provider: Provider) -> None:
    known = Registration(provider.issuer, "foyer", SECRET, BACK, 60, 2.0)
    assert SECRET not in repr(known)


# --- the doctor ---


def examined(provider: Provider, *more: str, secret: str = SECRET) -> list[tuple[str, str]]:
    chosen = (
        f"identity.issuer={provider.issuer}",
        "identity.client_id=foyer",
        f"identity.redirect_url={BACK}",
        *more,
    )
    known = load("terminal", DEMO_SITE, overrides=chosen, environment={})
    found = doctor(known, Clockwork(), {"FOYER_SECRET_DIRECTORY": secret})
    return [(check.name, check.verdict) for check in found]


ROLE = 'directory_roles=[{value = "Foyer.Administrator", role = "administrator", sites = ["*"]}]'


def test_the_doctor_says_whether_staff_could_sign_in_by_the_directory(provider: Provider) -> None:
    assert examined(provider, ROLE) == [("directory", "ok")]
    assert examined(provider) == [("directory roles", "wrong"), ("directory", "ok")]
    assert examined(provider, ROLE.replace("*", "nowhere"))[0] == ("directory roles", "warning")
    assert examined(provider, ROLE, "identity.redirect_url=https://foyer.example/")[0] == ("directory", "wrong")
    assert examined(provider, ROLE, f"identity.issuer={provider.url}/another/v2.0") == [("directory", "wrong")]
    assert examined(provider, ROLE, secret="") == [("directory", "warning")]
    assert not [*doctor(load("terminal", DEMO_SITE, environment={}), Clockwork(), {})]


@pytest.mark.parametrize(
    ("chosen", "key"),
    [
        (("identity.issuer=https://login.example/t/v2.0",), "identity"),
        (
            ("identity.issuer=http://login.example/t/v2.0", "identity.client_id=x", f"identity.redirect_url={BACK}"),
            "identity",
        ),
        ((ROLE.replace('"administrator", sites', '"tenant_user", sites'),), "directory_roles"),
        ((ROLE.replace("administrator", "emperor"),), "directory_roles"),
    ],
)
def test_settings_that_cannot_work_are_refused_before_anything_starts(chosen: tuple[str, ...], key: str) -> None:
    with pytest.raises(SettingsRefused) as refused:
        load("terminal", DEMO_SITE, overrides=chosen, environment={})
    assert key in str(refused.value.findings[0])

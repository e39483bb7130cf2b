"""When an e-mail does not go out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.simulate.building import (
    DAY,
    EMAIL,
    SENDABLE,
    action,
    decision,
    logged,
    record,
    run,
    way,
    workflow,
)
from wflint.workflow.conditions import Subscription, Test
from wflint.workflow.conditions import holds as is_true
from wflint.workflow.model import Meaning, SendEmail, SetMarketingStatus, SetSubscription
from wflint.workflow.portal import EmailFacts, Portal

OPTED_OUT = {"hs_email_optout": "true"}
LEGAL = Portal(legal_basis=True)
REASON, TEXT = "hs_email_hard_bounce_reason_enum", "hs_email_hard_bounce_reason"
INELIGIBLE, SENDS = "hs_email_is_ineligible", "hs_email_sends_since_last_engagement"


def of_email(**facts: Any) -> Portal:
    """A portal whose snapshot knows the e-mail."""
    return Portal(emails={"77": EmailFacts(**facts)})


def refused(
    properties: Mapping[str, str] | None = None,
    portal: Portal | None = None,
    *before: Meaning,
    subscriptions: Mapping[str, str] | None = None,
    **changes: Any,
) -> list[str]:
    """Why an e-mail after these actions does not reach a contact that is fine but for this."""
    given = record({**SENDABLE, **(properties or {})}, subscriptions=subscriptions)
    done = run(workflow(*before, EMAIL, **changes), given, portal or Portal())
    return logged(done).get(str(len(before) + 1), [])


def test_it_goes_out() -> None:
    assert refused() == []


def test_reasons_are_independent() -> None:
    everything = {
        "email": "",
        "hs_marketable_status": "false",
        "hs_email_optout": "true",
        REASON: "OTHER",
        SENDS: "16",
    }
    assert refused(everything) == ["WF104", "WF105", "WF106", "WF107", "WF112"]


def test_of_the_contacts_of_other_records_nothing_is_known() -> None:
    given = {"hs_marketable_status": "false", **OPTED_OUT, REASON: "OTHER", SENDS: "16"}
    assert refused(given, object_type_id="0-3") == []


# ---------------------------------------------------------------- WF104


@pytest.mark.parametrize("status", ["false", "", "TRUE", "x"])
def test_non_marketing_contacts(status: str) -> None:
    given = {"hs_marketable_status": status}
    assert refused(given) == ["WF104"]
    assert refused(given, Portal(marketing_contacts=False)) == []
    assert refused(given, of_email(transactional=True)) == []
    assert refused(given, of_email()) == ["WF104"]


def test_marketing_contacts_after_a_delay() -> None:
    given = {"hs_marketable_status": "false"}
    marketable = SetMarketingStatus(True)
    assert refused(given, None, marketable) == ["WF104"]
    assert refused(given, None, marketable, DAY) == []
    assert refused(given, None, DAY, marketable) == ["WF104"]


def test_what_is_known_of_another_e_mail_says_nothing() -> None:
    portal = Portal(emails={"78": EmailFacts(transactional=True, suppresses_graymail=False)})
    given = {"hs_marketable_status": "false", SENDS: "11"}
    assert refused(given, portal) == ["WF104", "WF107"]
    unnamed = run(workflow(SendEmail(None)), record({**SENDABLE, **given}), portal)
    assert logged(unnamed) == {"1": ["WF104", "WF107"]}


# ---------------------------------------------------------------- WF105


def opts(subscription_id: str | None, *, in_: bool | None, email: bool = True) -> SetSubscription:
    return SetSubscription(in_, subscription_id, email=email)


def test_opted_out_of_everything() -> None:
    assert refused(OPTED_OUT) == ["WF105"]
    assert refused({"hs_email_optout": "false"}) == []


def test_opted_out_of_a_type() -> None:
    given = {"hs_email_optout_101": "true"}
    assert refused(given) == []
    assert refused(given, of_email(subscription_id="101")) == ["WF105"]
    assert refused(given, of_email(subscription_id="102")) == []


def test_an_opt_out_by_the_workflow() -> None:
    out = opts("101", in_=False)
    assert refused(None, None, out) == ["WF105"]
    assert refused(None, of_email(subscription_id="101"), out) == ["WF105"]
    assert refused(None, of_email(subscription_id="102"), out) == []
    assert refused(None, None, opts("101", in_=False, email=False)) == []
    assert refused(None, None, opts("101", in_=None)) == []


def test_the_last_word_counts() -> None:
    in_, out = opts("101", in_=True), opts("101", in_=False)
    assert refused(None, None, out, in_) == []
    assert refused(None, None, in_, out) == ["WF105"]
    assert refused(None, None, opts("102", in_=True), out) == ["WF105"]
    assert refused(None, None, out, opts("102", in_=True)) == []
    assert refused(None, of_email(subscription_id="101"), out, opts("102", in_=True)) == ["WF105"]


def test_an_opt_in_by_the_workflow() -> None:
    in_ = opts("101", in_=True)
    assert refused(OPTED_OUT, None, in_) == []
    assert refused(OPTED_OUT, None, opts("101", in_=True, email=False)) == ["WF105"]
    assert refused(OPTED_OUT, of_email(subscription_id="101"), in_) == []
    assert refused(OPTED_OUT, of_email(subscription_id="102"), in_) == ["WF105"]


def test_an_opt_in_that_does_not_say_to_what() -> None:
    assert refused(OPTED_OUT, of_email(subscription_id="101"), opts(None, in_=True)) == []
    assert refused(None, of_email(subscription_id="101"), opts(None, in_=False)) == ["WF105"]


def test_an_opt_in_on_record() -> None:
    in_ = {"101": "OPT_IN"}
    assert refused(OPTED_OUT, subscriptions=in_) == []
    assert refused(OPTED_OUT, of_email(subscription_id="101"), subscriptions=in_) == []
    assert refused(OPTED_OUT, of_email(subscription_id="102"), subscriptions=in_) == ["WF105"]


def test_an_opt_out_on_record() -> None:
    out = {"101": "OPT_OUT"}
    assert refused(subscriptions=out) == []
    assert refused(None, of_email(subscription_id="101"), subscriptions=out) == ["WF105"]


def test_a_legal_basis_is_needed() -> None:
    assert refused(None, LEGAL) == ["WF105"]
    assert refused(None, LEGAL, subscriptions={"101": "OPT_IN"}) == []
    assert refused(None, LEGAL, subscriptions={"101": "NOT_OPTED"}) == ["WF105"]
    assert refused(None, LEGAL, opts("101", in_=True)) == []
    assert refused(None, LEGAL, opts("101", in_=True, email=False)) == ["WF105"]
    assert refused(None, LEGAL, opts("101", in_=True), opts("101", in_=False)) == ["WF105"]


def test_a_legal_basis_for_the_very_type() -> None:
    portal = Portal(legal_basis=True, emails={"77": EmailFacts(subscription_id="101")})
    assert refused(None, portal, subscriptions={"101": "OPT_IN"}) == []
    assert refused(None, portal, subscriptions={"102": "OPT_IN"}) == ["WF105"]
    assert refused(None, portal, opts("102", in_=True)) == ["WF105"]


def opted_in(subscription_id: str, *, email: bool = True) -> Test:
    return is_true(Subscription(f"in {subscription_id}", (subscription_id,), email, ("OPT_IN",)))


def test_other_channels_never_count() -> None:
    in_ = {"101": "OPT_IN"}
    sms, email = opted_in("101", email=False), opted_in("101")
    assert refused(OPTED_OUT, subscriptions=in_, trigger=sms) == ["WF105"]
    assert refused(OPTED_OUT, subscriptions=in_, trigger=email) == []


@pytest.mark.parametrize("branch_first", [False, True])
def test_an_opt_out_undoes_what_was_found_before(branch_first: bool) -> None:
    out, asked = opts("101", in_=False), way("3", opted_in("102"))
    flow = (
        workflow(
            decision("1", way("2", opted_in("102"))), action("2", out, "3"), action("3", EMAIL)
        )
        if branch_first
        else workflow(action("1", out, "2"), decision("2", asked), action("3", EMAIL))
    )
    done = run(flow, record(SENDABLE, subscriptions={"102": "OPT_IN"}))
    assert logged(done) == ({"3": ["WF105"]} if branch_first else {})


# ---------------------------------------------------------------- WF106


@pytest.mark.parametrize("name", [REASON, TEXT])
def test_bounced(name: str) -> None:
    assert refused({name: "OTHER"}) == ["WF106"]
    assert refused({name: "OTHER", INELIGIBLE: "true"}) == ["WF106"]


def test_not_bounced() -> None:
    assert refused({INELIGIBLE: "true"}) == []
    assert refused({REASON: "OTHER", INELIGIBLE: "false"}) == []


# ---------------------------------------------------------------- WF107


@pytest.mark.parametrize(
    ("sends", "codes"),
    [
        ("", []),
        ("0", []),
        ("10", []),
        ("10.9", []),
        ("11", ["WF107"]),
        ("16", ["WF107"]),
        ("many", []),
    ],
)
def test_unengaged(sends: str, codes: list[str]) -> None:
    assert refused({SENDS: sends}) == codes
    assert refused({SENDS: sends}, of_email()) == codes
    assert refused({SENDS: sends}, Portal(graymail=False)) == []
    assert refused({SENDS: sends}, of_email(suppresses_graymail=False)) == []


# ---------------------------------------------------------------- WF112


def test_without_an_address() -> None:
    assert refused({"email": ""}) == ["WF112"]

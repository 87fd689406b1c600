"""Every address × every role. An address that is not in the table, or in the table and not on the site, fails."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.enums import Role
from accounts.tests.factories import UserFactory

pytestmark = pytest.mark.django_db

# What stands for each kind of argument: records and tokens that do not exist, so that only the right is tested.
ARGUMENTS = {
    "int": 987654321,
    "str": "x" * 32,
    "other": "K-1999-00002",
    "pk": 987654321,
    "reference": "K-1999-00001",
    "kind": "reply",
}
STAFF_ROLES = [Role.AGENT, Role.MANAGER, Role.ADMIN]

# The API lets strangers through to its own door: who has a key, and what for, is tested in tests/api.
# Who may open each address: strangers, or the lowest role of staff (a manager may all that an agent may, and so on).
PUBLIC = """
    api_docs api_schema api:key api:unknown
    api:customer_list api:customer_create api:customer_get api:customer_change api:customer_by_external_id
    api:customer_upsert api:custom_field_list api:transaction_list api:transaction_create api:interaction_list
    api:interaction_create api:follow_up_list api:follow_up_of_customer api:follow_up_create api:follow_up_done
    api:complaint_list api:complaint_create api:complaint_get
    healthz readyz set_language inbox inbox_mail accounts:logo
    complaints:public_form complaints:public_thanks complaints:charter
    complaints:tracking complaints:tracking_file complaints:tracking_message complaints:tracking_accept
    complaints:anonymous_form complaints:anonymous_page complaints:anonymous_file
    complaints:tracking_reopen
    loyalty:statement surveys:survey_answer surveys:survey_thanks surveys:unsubscribe
"""
AGENT = """
    home search search_opened accounts:profile accounts:preferences
    accounts:saved_view_list accounts:saved_view_create accounts:saved_view_edit accounts:saved_view_redefine
    accounts:saved_view_delete accounts:saved_view_restore accounts:saved_view_pin accounts:list_columns
    jobs:job_list jobs:job_detail jobs:job_cancel jobs:job_undo jobs:job_file
    outbox:message_list outbox:message_retry outbox:message_cancel
    customers:customer_list customers:customer_create customers:customer_lookup customers:duplicate_hints
    customers:tag_suggestions jobs:bulk_action
    customers:phone_row customers:customer_detail customers:customer_edit customers:customer_card
    customers:customer_below customers:customer_timeline customers:customer_timeline_print
    customers:interaction_create customers:follow_up_create customers:follow_up_list
    customers:follow_up_done customers:transaction_list customers:transaction_create customers:customer_merge
    customers:duplicate_review customers:duplicate_dismiss customers:duplicate_reopen
    privacy:consent_record privacy:request_create
    customers:merge_undo customers:department_list customers:department_detail customers:custom_fields
    customers:customer_stage customers:evidence_remove
    customers:due_date_change customers:link_create customers:link_edit customers:link_remove
    customers:need_confirm customers:need_create customers:need_edit customers:need_end customers:payment_create
    customers:payment_withdraw customers:special_day_create customers:special_day_edit customers:special_day_list
    customers:special_day_remove customers:text_edit
    guide:guide guide:entry_feedback guide:customer_characters
    loyalty:programme_list loyalty:programme_detail loyalty:member_lookup loyalty:enrol loyalty:membership_detail
    loyalty:leave loyalty:send_statement loyalty:redeem loyalty:redeem_confirm loyalty:redemption_detail
    loyalty:redemption_collect loyalty:redemption_cancel
    complaints:complaint_list complaints:complaint_new complaints:complaint_caller complaints:complaint_detail
    complaints:complaint_write complaints:complaint_edit complaints:complaint_assign complaints:complaint_status
    complaints:complaint_templates complaints:complaint_macro
    complaints:complaint_take complaints:complaint_walk complaints:complaint_presence
    complaints:draft_save complaints:draft_discard complaints:absence_list complaints:absence_remove
    complaints:complaint_acknowledge complaints:complaint_assess complaints:complaint_last_word
    complaints:complaint_start complaints:complaint_wait complaints:complaint_resolve complaints:complaint_remedy
    complaints:complaint_receipt
    complaints:complaint_close complaints:complaint_reopen complaints:complaint_promise complaints:promise_list
    complaints:promise_detail complaints:after_care complaints:complaint_file complaints:complaint_file_remove
    complaints:complaint_tags complaints:complaint_mail
    complaints:usual_finding
    complaints:complaint_similar complaints:similar_typed complaints:problem_gather complaints:problem_list
    complaints:problem_detail complaints:problem_edit complaints:problem_answer complaints:problem_take_off
    complaints:improvement_list complaints:improvement_edit
    complaints:complaint_link complaints:complaint_unlink complaints:complaint_split complaints:complaint_merge
    complaints:merge_undo
    surveys:survey_list surveys:survey_detail surveys:survey_preview surveys:survey_results surveys:response_list
    surveys:response_detail surveys:wave_progress surveys:phone_list surveys:key_in surveys:note_call
    customers:follow_up_edit customers:follow_up_snooze customers:follow_up_hand_over customers:follow_up_bulk
    customers:interaction_edit customers:interaction_delete
"""
MANAGER = """
    guide:guide_effects guide:entry_create guide:entry_edit guide:entry_delete
    accounts:settings
    customers:duplicate_scan
    customers:standing_policy customers:standing_preview customers:standing_edit
    customers:life_cycle_policy customers:life_cycle_preview customers:policy_movers
    customers:stage_edit customers:stage_release customers:funnel customers:funnel_customers
    customers:tag_list customers:tag_edit customers:tag_delete customers:payment_due_list customers:payment_due_export
    customers:standing_release customers:department_create customers:department_edit customers:department_register
    customers:service_relation_create customers:service_relation_delete
    customers:service_overview customers:service_relation_edit customers:service_relation_end
    loyalty:programme_create loyalty:programme_edit loyalty:tier_create loyalty:tier_edit loyalty:reward_create
    loyalty:reward_edit loyalty:special_day_create loyalty:special_day_edit loyalty:enrol_primary loyalty:goodwill
    privacy:access_list privacy:download_list privacy:request_list privacy:request_detail privacy:request_take
    privacy:request_file privacy:request_restrict privacy:request_erase privacy:request_step privacy:restriction_lift
    privacy:hold_create privacy:hold_lift privacy:breach_list privacy:breach_create privacy:breach_detail
    privacy:breach_edit privacy:breach_told privacy:breach_people privacy:breach_person_remove privacy:breach_letters
    privacy:breach_letter privacy:breach_close
    complaints:improvement_new
    complaints:complaint_dashboard complaints:remedy_queue complaints:remedy_decide
    complaints:routing_list complaints:routing_new complaints:routing_edit complaints:routing_move
    complaints:routing_remove complaints:routing_rehearsal
    complaints:template_list complaints:template_new complaints:template_edit complaints:macro_new complaints:macro_edit
    complaints:agent_group_list complaints:agent_group_new complaints:agent_group_edit complaints:agent_group_remove
    complaints:remedy_pay complaints:remedy_pay_csv complaints:promise_record complaints:care_policy
    complaints:charter_edit complaints:charter_version complaints:complaint_people complaints:complaint_qualities
    complaints:complaint_silence complaints:complaint_learning complaints:iso_10002 complaints:iso_10002_bundle
    complaints:outside_body_new complaints:outside_body_edit complaints:outside_body_remove
    surveys:survey_create surveys:survey_edit surveys:survey_publish surveys:survey_close surveys:survey_copy
    surveys:wave surveys:wave_pause surveys:wave_resume surveys:survey_export
    retention:dashboard retention:figures_csv retention:refresh retention:customer_group retention:customer_group_csv
    retention:at_risk retention:fiscal_year_list retention:fiscal_year_edit retention:year_sign_off
    retention:year_recompute retention:year_publish retention:late_facts retention:policy
    customers:follow_up_policy
"""
ADMIN = """
    accounts:api_key_list accounts:api_key_create accounts:api_key_revoke
    jobs:export_list
    accounts:user_list accounts:user_create accounts:user_edit accounts:organisation accounts:audit
    complaints:deadline_list complaints:deadline_edit complaints:escalation complaints:escalation_step_new
    complaints:escalation_step_edit complaints:escalation_step_remove complaints:holidays_add_public
    accounts:audit_export accounts:audit_change accounts:redaction_list
    privacy:period_list privacy:period_trial
    privacy:policy privacy:purpose_list privacy:purpose_create privacy:purpose_edit privacy:wording_create
    complaints:anonymous_desk complaints:cause_questions
    complaints:mail_list complaints:mail_detail complaints:mail_retry complaints:mail_take complaints:mail_discard
    complaints:handling_policy complaints:working_hours complaints:holiday_add complaints:holiday_remove
    complaints:department_hours_new complaints:department_hours_edit complaints:department_hours_remove
    complaints:remedy_budgets
    complaints:cause_list complaints:cause_new complaints:cause_edit
    customers:custom_field_list customers:custom_field_new customers:custom_field_edit customers:custom_field_move
    customers:custom_field_retire customers:custom_field_delete
    customers:import customers:import_run customers:import_confirm customers:import_discard customers:import_errors
    customers:import_columns customers:import_reading customers:import_stop customers:import_presets
    customers:import_preset_edit customers:import_preset_delete customers:import_revert
    customers:import_revert_preview customers:import_revert_confirm customers:import_template customers:import_export
"""
LOWEST_ROLE = {
    name: role
    for role, names in (("public", PUBLIC), (Role.AGENT, AGENT), (Role.MANAGER, MANAGER), (Role.ADMIN, ADMIN))
    for name in names.split()
}


def addresses(patterns=None, namespace: str = "") -> Iterator[tuple[str, dict[str, object]]]:
    """Name and arguments of every address of ours; allauth's and Django admin's pages are tested by their makers."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            if pattern.app_name == "admin" or "allauth" in str(getattr(pattern.urlconf_module, "__name__", "")):
                continue
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", arguments_of(pattern)


def arguments_of(pattern: URLPattern) -> dict[str, object]:
    if hasattr(pattern.pattern, "regex") and not pattern.pattern.converters:
        return {name: ARGUMENTS[name] for name in pattern.pattern.regex.groupindex}
    kinds = {name: type(converter).__name__ for name, converter in pattern.pattern.converters.items()}
    return {name: ARGUMENTS["int" if kind == "IntConverter" else "str"] for name, kind in kinds.items()}


ADDRESSES = dict(addresses())


def test_the_table_names_every_address_and_no_other():
    assert sorted(set(ADDRESSES) - set(LOWEST_ROLE)) == [], "on the site, but not in the table"
    assert sorted(set(LOWEST_ROLE) - set(ADDRESSES)) == [], "in the table, but not on the site"


def roles_above(lowest: str) -> list[str]:
    return [*STAFF_ROLES] if lowest == "public" else STAFF_ROLES[STAFF_ROLES.index(Role(lowest)) :]


@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_come_to_public_pages_only(method):
    client = Client()
    for name, arguments in ADDRESSES.items():
        response = getattr(client, method)(reverse(name, kwargs=arguments))
        is_sent_to_sign_in = response.status_code == 302 and response["Location"].startswith("/accounts/login/")
        assert is_sent_to_sign_in == (LOWEST_ROLE[name] != "public"), name
        assert response.status_code < 500 or name == "readyz", name


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", STAFF_ROLES)
def test_each_role_opens_what_it_may_and_nothing_else(role, method):
    client = Client()
    client.force_login(UserFactory(role=role))
    for name, arguments in ADDRESSES.items():
        response = getattr(client, method)(reverse(name, kwargs=arguments))
        assert (response.status_code != 403) == (role in roles_above(LOWEST_ROLE[name])), (
            f"{name} {response.status_code}"
        )
        assert response.status_code < 500 or name == "readyz", name


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_who_may_not_sign_in_any_more_loses_every_page_at_once(role):
    user = UserFactory(role=role)
    client = Client()
    client.force_login(user)
    user.is_active = False
    user.save()
    for name, arguments in ADDRESSES.items():
        if LOWEST_ROLE[name] != "public":
            assert client.get(reverse(name, kwargs=arguments))["Location"].startswith("/accounts/login/"), name


@pytest.mark.parametrize(("role", "status"), [(Role.AGENT, 302), (Role.MANAGER, 302), (Role.ADMIN, 200)])
def test_djangos_admin_is_for_administrators(role, status, client):
    client.force_login(UserFactory(role=role))
    assert client.get("/admin/").status_code == status

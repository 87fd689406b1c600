"""Reply templates and macros: settings, the picker beside the reply, and applying a macro after a look at it."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.permissions import manager_required, staff_required
from complaints import queries, services
from complaints.forms.templates import ApplyMacroForm, MacroForm, TemplateForm
from complaints.models import Macro, ReplyTemplate
from complaints.placeholders import PLACEHOLDERS, Case, filled_in
from complaints.queries.templates import offered_macros, offers_for, steps_in_words
from complaints.views.common import attempt, find, finish_draft, status_of, step


@manager_required
@require_safe
def template_list(request: HttpRequest) -> HttpResponse:
    context = {
        "templates": ReplyTemplate.objects.all(),
        "macros": [(macro, steps_in_words(macro)) for macro in Macro.objects.select_related("template", "group")],
    }
    return render(request, "complaints/template_list.html", context)


@manager_required
def template_new(request: HttpRequest) -> HttpResponse:
    return _template_page(request, None)


@manager_required
def template_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _template_page(request, get_object_or_404(ReplyTemplate, pk=pk))


def _template_page(request: HttpRequest, template: ReplyTemplate | None) -> HttpResponse:
    form = TemplateForm(request.POST or None, initial=_initial(TemplateForm, template))

    def act() -> None:
        data = dict(form.cleaned_data)
        services.save_template(template=template, expected_version=data.pop("version"), **data)

    context = {"template": template, "placeholders": [(f"{{{name}}}", one.label) for name, one in PLACEHOLDERS.items()]}
    return _page(request, form, act, _("The template is saved."), "template_edit", **context)


@manager_required
def macro_new(request: HttpRequest) -> HttpResponse:
    return _macro_page(request, None)


@manager_required
def macro_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _macro_page(request, get_object_or_404(Macro, pk=pk))


def _macro_page(request: HttpRequest, macro: Macro | None) -> HttpResponse:
    form = MacroForm(request.POST or None, initial=_initial(MacroForm, macro))

    def act() -> None:
        data = dict(form.cleaned_data)
        services.save_macro(macro=macro, expected_version=data.pop("version"), **data)

    return _page(request, form, act, _("The macro is saved."), "macro_edit", macro=macro)


def _initial(form_class: type[forms.Form], row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in form_class.base_fields} if row else {"version": 1}


def _page(
    request: HttpRequest, form: forms.Form, act: Callable[[], Any], done: str, page: str, **context: Any
) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and attempt(form, act):
        messages.success(request, done)
        return redirect("complaints:template_list")
    context["form"] = form
    return render(request, f"complaints/{page}.html", context, status=status_of(form))


@staff_required
@require_safe
def complaint_templates(request: HttpRequest, reference: str) -> HttpResponse:
    """What can be inserted into a reply; as a fragment for htmx, else as a page of links that fill the reply."""
    complaint = find(request, reference)
    case = Case(complaint, cast(User, request.user), timezone.now())
    context = {"complaint": complaint, "offers": offers_for(case), "macros": offered_macros()}
    template = "_templates" if request.htmx else "complaint_templates"  # type: ignore[attr-defined]
    return render(request, f"complaints/{template}.html", context)


@staff_required
def complaint_macro(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """What the macro will do, with its reply to be changed; one button does it all."""
    complaint = find(request, reference)
    macro = get_object_or_404(Macro.objects.filter(is_active=True).select_related("template", "group"), pk=pk)
    user, at = cast(User, request.user), timezone.now()
    body = filled_in(macro.template.body_in(complaint.language), Case(complaint, user, at)) if macro.template else ""
    initial = {"body": body, "seen": queries.last_entry(complaint)}
    form = ApplyMacroForm(request.POST or None, initial=initial, has_reply=macro.template is not None)

    def act() -> None:
        data = {name: form.cleaned_data[name] for name in ("body", "seen", "submission_key")}
        services.apply_macro(macro=macro, complaint=complaint, at=at, by=user, **data)
        finish_draft(request)

    context = {"macro": macro, "steps": steps_in_words(macro)}
    done = _("Done: %(macro)s.") % {"macro": macro}
    return step(request, complaint, form, template="complaint_macro", act=act, done=done, **context)

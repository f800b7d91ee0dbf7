"""The first desk page (结算窗口页面) at `/`: a form, and under it the split and the worksheet.

Plain HTML: no script, no cookie; the form stands in one address and is answered at the same one.
"""

from datetime import date
from typing import Any, Final

import jinja2
from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from api import page_words
from api.access.marks import needs
from api.bodies import body_within
from api.example import EXAMPLE
from api.form import Typed, field_of, request_of, typed, typed_of
from api.page_view import Told, problem_told, view
from api.problems import status_of
from api.region_names import region_names
from benefits import words
from benefits.claims.json_text import QUOTE_LIMIT
from benefits.policy.policy import Policy
from benefits.problems import Language, Refused
from benefits.quotes.desk import Desk

router = APIRouter(include_in_schema=False)

_TEMPLATES: Final = jinja2.Environment(
    loader=jinja2.PackageLoader("api"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_STARTING: Final = Typed({"kind": "inpatient", "place": "in_county", "admission": "1"})


@router.get("/", **needs("quotes.make"))
async def form(request: Request) -> Response:
    """The form, empty or with the example in it."""
    filled = typed_of(EXAMPLE) if "example" in request.query_params else _STARTING
    return _page(request, filled)


@router.post("/", **needs("quotes.make"))
async def answered(request: Request) -> Response:
    """The form as it was filled in, with the answer or the problems."""
    filled = Typed()
    try:
        filled = typed(await body_within(request, QUOTE_LIMIT))
        desk: Desk = request.app.state.desk
        answer = desk.answer(request_of(filled))
    except Refused as refused:
        return _page(request, filled, refused=refused)
    return _page(request, filled, answer=answer)


def _page(
    request: Request,
    filled: Typed,
    answer: dict[str, Any] | None = None,
    refused: Refused | None = None,
) -> Response:
    language: Language = "en" if request.query_params.get("lang") == "en" else "zh"
    desk: Desk = request.app.state.desk
    wrong = [] if refused is None else [problem_told(each, language) for each in refused.problems]
    beside: dict[str, list[Told]] = {}
    for each in wrong:
        beside.setdefault(field_of(each.where) or "", []).append(each)
    names = region_names(desk.book)
    html = _TEMPLATES.get_template("desk.html").render(
        t=page_words.words_in(language),
        lang=language,
        filled=filled,
        choices=_choices(language),
        identities=_named(words.IDENTITIES, language),
        regions={region: name.in_(language) for region, name in names.items()},
        region_policy=_policy(desk, filled, language),
        wrong=wrong,
        beside=beside,
        field_of=field_of,
        form_token=request.state.form_token,
        answer=None if answer is None else view(answer, language),
    )
    status = 200 if refused is None else status_of(refused.code)
    return HTMLResponse(html, status, {"Content-Language": language})


def _named(table: Any, language: Language) -> dict[str, str]:
    return {word: name.in_(language) for word, name in table.items()}


def _choices(language: Language) -> dict[str, dict[str, str]]:
    return {
        "kind": _named(words.KINDS, language),
        "level": _named(words.LEVELS, language),
        "place": _named(words.PLACES, language),
        "referral": _named(words.REFERRALS, language),
    }


def _policy(desk: Desk, filled: Typed, language: Language) -> dict[str, dict[str, str]]:
    """Layers and programmes of the policy that region and date lead to, if any."""
    try:
        day = date.fromisoformat(filled.get("date"))
        days = dict.fromkeys(("admission", "discharge", "settlement"), day)
        policy = desk.book.in_force(filled.get("region"), days).policy
    except (ValueError, Refused):
        return {"layers": {}, "programmes": {}}
    assert isinstance(policy, Policy)
    return {
        "layers": {name: layer.title.in_(language) for name, layer in policy.layers.items()},
        "programmes": {name: each.name.in_(language) for name, each in policy.programmes.items()},
    }

"""How a site looks and speaks: colours, logo, wording, languages, and the forms on its screens."""

from __future__ import annotations

import base64
from collections.abc import Mapping

from fastapi import APIRouter, Request, Response

from kiosk.domain import colours, logos
from kiosk.domain.colours import ColourUnfit, Figure
from kiosk.domain.directory_languages import language_name
from kiosk.domain.languages import NAMES
from kiosk.domain.logos import LogoRefused
from kiosk.domain.overlays import Document, Part, part_of
from kiosk.domain.roles import Action
from kiosk.services.sites import SiteView
from kiosk.web.api.callers import hub_of
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, Visitor, needs, read_form
from kiosk.web.pages.site_parts import (
    ABOUT,
    LONGEST_NAME,
    Errors,
    Fields,
    keep,
    one_line,
    saved,
    seal_of,
    typed_words,
    words,
)
from kiosk.web.pages.uploads import read_upload
from kiosk.web.problems import WebProblem

ORDERS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "en cy": ("English and Welsh, English first", ("en", "cy")),
    "cy en": ("Welsh and English, Welsh first", ("cy", "en")),
    "en": ("English only", ("en",)),
    "cy": ("Welsh only", ("cy",)),
}
FURTHER: Mapping[str, str] = {tag: language_name(tag) for tag in NAMES if tag not in ("en", "cy")}
"""Languages that can be added to these, by their English names."""

USES: Mapping[str, str] = {
    "white_on_colour": "White words on buttons and tiles",
    "colour_on_paper": "Signs and edges on the page",
    "white_on_dark": "White words in the band at the top",
    "accent_on_dark": "The line below the band",
}

TEXTS: Mapping[str, tuple[str, bool, int]] = {
    "name": ("the name of the building", True, LONGEST_NAME),
    "council": ("the name of the council", True, LONGEST_NAME),
    "greeting": ("the welcome", False, LONGEST_NAME),
    "run_by": ("who runs the service", False, 200),
    "privacy": ("where to read how answers are used", False, 200),
}

REFUSED: Mapping[str, str] = {
    "logo_too_large": f"The file must be {logos.MOST_BYTES // 1000} kB or smaller",
    "logo_size": f"The picture must be from {logos.SIDES[0]} to {logos.SIDES[1]} pixels wide and high",
    "logo_drawing": "The file is a drawing (SVG or PDF). Save it as a PNG and choose that",
    "logo_other_kind": "The file is a picture of another kind. Save it as a PNG and choose that",
    "logo_broken": "The file is damaged. Save it as a PNG again",
    "logo_not_png": "The file must be a PNG picture",
}


def add(routes: APIRouter, pages: Pages) -> None:
    """Adds the routes."""
    may = [needs(Action.EDIT_SITE)]

    def show(
        visitor: Visitor, view: SiteView, part: Part, values: Fields, errors: Errors, **more: object
    ) -> Response:
        status = 422 if errors else 200
        return pages.page(
            f"site_{part}.html",
            visitor,
            status,
            view=view,
            part=part,
            about=ABOUT[part],
            change=view.changes.get(part),
            seal=seal_of(view, part),
            values=values,
            errors=errors,
            **more,
        )

    @routes.get("/theme", dependencies=may)
    async def theme_page(request: Request, visitor: Staff) -> Response:
        view = hub_of(request).sites.current()
        brand = view.site.brand
        values = {"colour": brand.colour, "dark": brand.dark, "accent": brand.accent or ""}
        return show(visitor, view, Part.THEME, values, {}, figures=_figures(values, {}), uses=USES)

    @routes.post("/theme", dependencies=may)
    async def theme(request: Request, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        values = {name: _colour(fields.get(name, "")) for name in ("colour", "dark", "accent")}
        errors: Errors = {}
        figures = _figures(values, errors)
        if not errors and fields.get("do") != "check":
            for figure in figures:
                if not figure.good:
                    errors[_field(figure)] = f"{USES[figure.use]}: {figure.contrast:.1f} to 1 is not enough"
            if not errors:
                brand = {name: value for name, value in values.items() if value}
                errors = await keep(request, visitor, Part.THEME, {"brand": brand}, fields)
                if not errors:
                    return saved(visitor, Part.THEME)
        view = hub_of(request).sites.current()
        return show(visitor, view, Part.THEME, values, errors, figures=figures, uses=USES)

    @routes.get("/logo", dependencies=may)
    async def logo_page(request: Request, visitor: Staff) -> Response:
        view = hub_of(request).sites.current()
        logo = view.site.logo
        values = typed_words("alt", None if logo is None else {"en": logo.alt.en, "cy": logo.alt.cy})
        values["ground"] = "dark" if logo is not None and not logo.on_white else "white"
        return show(visitor, view, Part.LOGO, values, {})

    @routes.get("/logo.png", dependencies=may)
    async def logo_picture(request: Request) -> Response:
        logo = hub_of(request).site.logo
        if logo is None:
            raise WebProblem(404, "not_found")
        return Response(logo.picture.data, media_type="image/png")

    @routes.post("/logo", dependencies=may)
    async def logo(request: Request, visitor: Staff) -> Response:
        fields, upload = await read_upload(request, visitor, "file")
        view = hub_of(request).sites.current()
        errors: Errors = {}
        document: Document = {}
        if fields.get("do") != "remove":
            document = {"logo": _logo(view, fields, None if upload is None else upload.content, errors)}
        errors = errors or await keep(request, visitor, Part.LOGO, document, fields)
        return show(visitor, view, Part.LOGO, fields, errors) if errors else saved(visitor, Part.LOGO)

    @routes.get("/wording", dependencies=may)
    async def wording_page(request: Request, visitor: Staff) -> Response:
        view = hub_of(request).sites.current()
        values: dict[str, str] = {}
        for name in TEXTS:
            values |= typed_words(name, view.document.get(name))
        return show(visitor, view, Part.WORDING, values, {})

    @routes.post("/wording", dependencies=may)
    async def wording(request: Request, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        errors: Errors = {}
        document = {
            name: words(fields, name, what, errors, wanted=wanted, longest=longest)
            for name, (what, wanted, longest) in TEXTS.items()
        }
        errors = errors or await keep(request, visitor, Part.WORDING, document, fields)
        if not errors:
            return saved(visitor, Part.WORDING)
        return show(visitor, hub_of(request).sites.current(), Part.WORDING, fields, errors)

    @routes.get("/languages", dependencies=may)
    async def languages_page(request: Request, visitor: Staff) -> Response:
        view = hub_of(request).sites.current()
        spoken = view.site.languages
        values = {"order": " ".join(each for each in spoken if each not in FURTHER)} | dict.fromkeys(spoken, "yes")
        return show(visitor, view, Part.LANGUAGES, values, {}, orders=ORDERS, further=FURTHER)

    @routes.post("/languages", dependencies=may)
    async def languages(request: Request, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        errors: Errors = {}
        if (chosen := ORDERS.get(fields.get("order", ""))) is None:
            errors["order"] = "Choose the languages"
        else:
            spoken = [*chosen[1], *(tag for tag in FURTHER if fields.get(tag))]
            errors = await keep(request, visitor, Part.LANGUAGES, {"languages": spoken}, fields)
        if not errors:
            return saved(visitor, Part.LANGUAGES)
        return show(
            visitor, hub_of(request).sites.current(), Part.LANGUAGES, fields, errors, orders=ORDERS, further=FURTHER
        )

    @routes.get("/forms", dependencies=may)
    async def forms_page(request: Request, visitor: Staff) -> Response:
        view = hub_of(request).sites.current()
        return show(visitor, view, Part.FORMS, {}, {}, rows=_rows(view))

    @routes.post("/forms", dependencies=may)
    async def forms(request: Request, visitor: Staff) -> Response:
        view = hub_of(request).sites.current()
        fields = await read_form(request, visitor, most=2 * len(view.forms) + 10)
        on = [form_id(form) for form in view.forms if fields.get(f"on_{form_id(form)}")]
        errors: Errors = {}
        for name in on:
            place = one_line(fields, f"place_{name}")
            if not (place.isascii() and place.isdigit() and 1 <= int(place) <= 999):
                errors[f"place_{name}"] = "Enter a place as a whole number, such as 1"
        if not errors:
            wanted = sorted(on, key=lambda name: int(one_line(fields, f"place_{name}")))
            errors = await keep(request, visitor, Part.FORMS, {"offered": wanted}, fields)
        if not errors:
            return saved(visitor, Part.FORMS)
        return show(visitor, hub_of(request).sites.current(), Part.FORMS, fields, errors, rows=_rows(view, fields))


def form_id(form: Document) -> str:
    """What a form is called by machines."""
    metadata = form.get("metadata")
    return str(metadata.get("id")) if isinstance(metadata, Mapping) else ""


def form_name(form: Document) -> str:
    """What a form is called by people."""
    name = form.get("name")
    return str(name.get("en")) if isinstance(name, Mapping) else str(name or form_id(form))


def _rows(view: SiteView, typed: Fields | None = None) -> list[tuple[str, str, bool, str]]:
    """Each form with its name, whether it is on, and its place."""
    offered = [form_id(form) for form in view.offered]
    ordered = sorted(view.forms, key=lambda form: (*offered, form_id(form)).index(form_id(form)))
    rows = []
    for place, form in enumerate(ordered, 1):
        name = form_id(form)
        on = name in offered if typed is None else bool(typed.get(f"on_{name}"))
        rows.append((name, form_name(form), on, str(place) if typed is None else typed.get(f"place_{name}", "")))
    return rows


def _colour(typed: str) -> str:
    """`#RRGGBB` from what people paste."""
    text = typed.strip().upper().removeprefix("#")
    if len(text) == 3:
        text = "".join(letter * 2 for letter in text)
    return f"#{text}" if text else ""


def _figures(values: Fields, errors: Errors) -> list[Figure]:
    """The contrasts; what is no colour becomes an error of its field."""
    for name in ("colour", "dark", "accent"):
        if not values[name] and name == "accent":
            continue
        try:
            colours.contrast(values[name], colours.WHITE)
        except ColourUnfit:
            errors[name] = "Enter the colour as # and six letters or digits, such as #0B5D62"
    if errors:
        return []
    return colours.figures(values["colour"], values["dark"], values["accent"] or None)


def _field(figure: Figure) -> str:
    return {"white_on_dark": "dark", "accent_on_dark": "accent"}.get(figure.use, "colour")


def _logo(view: SiteView, fields: Fields, content: bytes | None, errors: Errors) -> Document | None:
    known = part_of(view.document, Part.LOGO)["logo"]
    alt = words(fields, "alt", "what the logo says", errors, longest=LONGEST_NAME)
    if content:
        try:
            png = base64.b64encode(logos.read(content).data).decode("ascii")
        except LogoRefused as error:
            errors["file"] = REFUSED[error.code]
            return None
    elif isinstance(known, Mapping):
        png = str(known["png"])
    else:
        errors["file"] = "Choose a picture"
        return None
    return {"png": png, "alt": alt, "on_white": fields.get("ground") != "dark"}

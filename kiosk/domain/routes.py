"""Whether every link of a form leads to a page, and no path comes round again."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.definition import Form, Page
from kiosk.domain.reading import Reader


def check(reader: Reader, form: Form) -> None:
    """Finds what keeps somebody from coming to the end of a form."""
    pages = {page.path: page for page in form.pages}
    if len(pages) < len(form.pages):
        reader.find("two pages have the same path")
    if form.start not in pages:
        reader.find(f"“startPage” is “{form.start}”, and no page has that path")
    if not any(page.role == "summary" for page in form.pages):
        reader.find("a form has a summary page, where it is sent")
    for page in form.pages:
        reader.page = page.path
        _check_page(reader, form, page, pages)
        reader.page = None
    if not reader.findings:
        _check_travel(reader, form, pages)


def _check_page(reader: Reader, form: Form, page: Page, pages: Mapping[str, Page]) -> None:
    for link in page.next:
        if link.path not in pages:
            reader.find(f"the page leads to “{link.path}”, and no page has that path")
        if link.condition is not None and link.condition not in form.conditions:
            reader.find(f"there is no condition “{link.condition}”")
    for component in page.components:
        if component.condition is not None and component.condition not in form.conditions:
            reader.find(f"there is no condition “{component.condition}”")
    if page.role == "summary" and (page.next or page.questions):
        reader.find("the summary page is the end: it asks nothing and leads nowhere")
    if sum(link.condition is None for link in page.next) > 1:
        reader.find("the page has more than one link without a condition")
    if page.role == "start" and (page.questions or page.path != form.start):
        reader.find("a start page comes first and asks nothing")


def onward(form: Form, page: Page) -> tuple[str, ...]:
    """Every page that this one may lead to."""
    paths = [link.path for link in page.next]
    if page.role in ("start", "questions") and not any(link.condition is None for link in page.next):
        paths.append(form.summary_path)
    return tuple(dict.fromkeys(paths))


def _check_travel(reader: Reader, form: Form, pages: Mapping[str, Page]) -> None:
    reached: set[str] = set()
    waiting = [form.start]
    while waiting:
        path = waiting.pop()
        if path not in reached:
            reached.add(path)
            waiting += onward(form, pages[path])
    for page in form.pages:
        if page.path not in reached:
            reader.page = page.path
            reader.note("nothing leads to this page: nobody will see it")
            reader.page = None
    if not any(pages[path].role == "summary" for path in reached):
        reader.find("no path leads to the summary page, where the form is sent")
    ended: set[str] = set()
    while ready := [path for path in reached - ended if ended.issuperset(onward(form, pages[path]))]:
        ended.update(ready)
    if circle := sorted(reached - ended):
        reader.page = circle[0]
        reader.find(f"pages lead to each other in a circle: {', '.join(circle)}")
        reader.page = None

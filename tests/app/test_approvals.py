"""The page Approvals: what it says of who must sign, and an approval that is put on file and taken off again."""

import datetime

from virement import authority, engine, exports

from tests.app.test_export import offered, shown
from tests.app.test_pages import bodies, button, choose, control, opened


def at_the_town():
    at = choose(opened(), "toy-streets-to-parks", "toy")
    at.switch_page("app_pages/approvals.py").run()
    assert not at.exception
    return at


def test_an_approval_is_put_on_file_and_taken_off():
    """$360k out of Streets is the council's; once it has approved that, nothing is wanting, until it is undone."""
    at = at_the_town()
    assert "Council must approve it: $360k from Streets in FY2026. Not approved yet." in shown(at, "markdown")
    assert "not approved yet" in bodies(at)
    control(at, "approval_who", "text_input").set_value("The mayor")
    control(at, "approval_date", "date_input").set_value(datetime.date(2026, 3, 9))
    control(at, "approval_reference", "text_input").set_value("C/3")
    button(at, "Put on file").click().run()
    assert not at.exception
    (said,) = at.session_state.now.scenario.moves[0].approvals
    assert authority.approval_words(said) == "Council (The mayor), 2026-03-09, $360k, C/3"
    assert "Council must approve it: $360k from Streets in FY2026. Approved." in shown(at, "markdown")
    button(at, "Take off file").click().run()
    assert at.session_state.now.scenario.moves[0].approvals == ()
    button(at, "Undo").click().run()
    assert at.session_state.now.scenario.moves[0].approvals == (said,)


def test_too_little_authority_is_said_and_the_register_is_offered():
    at = at_the_town()
    control(at, "approval_role", "selectbox").set_value("Cabinet")
    button(at, "Put on file").click().run()
    assert "needs approval by Council ($360k from Streets in FY2026)" in shown(at, "error")
    assert {"Page for printing (A4)", "XLSX", "CSV", "Markdown"} <= set(offered(at))
    moment = at.session_state.now
    register = authority.register_of([engine.reallocate(moment.baseline, moment.scenario)])
    assert b"needs more authority" in exports.REGISTER_FORMATS["csv"](register)

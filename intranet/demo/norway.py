"""What goes on in Norway today: Bergen waits for a certified assistant, and every other state has its case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from intranet.demo.clubs import ENTERS
from intranet.demo.journey import Plan, before, journey
from intranet.demo.stage import Script, Stage
from intranet.policy import ASSISTANT

BERGEN_WAITS = 23


def norway(stage: Stage) -> Iterator[Script]:
    yield from (
        story(stage)
        for story in (
            _assistants, _revoked, _suspended, _paused, _lapsed, _bergen,
            _voss, _kristiansand, _forde, _gjovik, _odda,
            _lillestrom, _askim, _trondheim, _fredrikstad, _kongsberg, _tromso, _haugesund, _honefoss,
            _kongsvinger, _lillehammer,
        )
    )  # fmt: skip


def _assistants(stage: Stage) -> Script:
    """Certificates as they come: running out, run out, suspended, revoked, with unknown dates."""
    day = stage.today
    yield stage.ago(700)
    for who, district, home in (
        ("Halvard", "Buskerud", "Kongsberg"),
        ("Laila", "Buskerud", "Hønefoss"),
        ("Solveig", "Buskerud", "Drammen"),
        ("Trygve", "Rogaland", "Stavanger"),
        ("Vidar", "Rogaland", "Haugesund"),
        ("Unni", "Vestland", "Voss"),
        ("Gry", "Rogaland", "Stavanger"),
    ):
        stage.joins(who, f"{who} Eksempel", district, language="nb", home=home, role=ASSISTANT)
    for who, number, starts, ends in (
        ("Halvard", "K-31", -729, -10),
        ("Laila", "K-32", -690, 40),
        ("Solveig", "K-33", -1100, -371),
        ("Trygve", "K-34", -600, 129),
        ("Vidar", "K-35", -650, 79),
        ("Gry", "K-36", -644, 85),
    ):
        stage.certificate(who, ENTERS, number, day + timedelta(starts), day + timedelta(ends))
    yield stage.ago(695)
    stage.certificate("assistant.bergen", ENTERS, "K-30", None, None)
    for who in ("Vidar", "Trygve"):
        stage.follows(f"{who}s bevis", "assistant_certification", who)
    yield stage.ago(60)
    stage.renews("Laila", ENTERS)


def _revoked(stage: Stage) -> Script:
    """Suspended, heard and revoked, each by others; the appeal waits for eyes that had no part in it."""
    case = "Vidars bevis"
    yield stage.ago(70, 13)
    stage.takes(
        case, "suspend", "staff", ground="code_of_conduct", reason="Et eksempel: avtaler ble ikke holdt."
    )
    yield stage.ago(62, 18)
    stage.takes(case, "answer", "Vidar", reply="Et eksempel: jeg visste ikke om avtalen.")
    yield stage.ago(15, 13)
    stage.takes(
        case, "revoke", "board", ground="code_of_conduct", reason="Et eksempel: svaret endret ingenting."
    )
    yield stage.ago(6, 19)
    stage.takes(case, "lodge_appeal", "Vidar", appeal="Et eksempel: jeg vil at noen andre ser på det.")


def _suspended(stage: Stage) -> Script:
    """Suspended, and the answer has come: the board decides."""
    case = "Trygves bevis"
    yield stage.ago(12, 14)
    stage.takes(
        case, "suspend", "staff", ground="missing_supervision",
        reason="Et eksempel: ingen veiledning på et år.",
    )  # fmt: skip
    yield stage.ago(11)
    stage.finishes(case, "tell_in_writing", "staff")
    yield stage.ago(5, 18)
    stage.takes(case, "answer", "Trygve", reply="Et eksempel: jeg var med, men sto ikke på listen.")


def _paused(stage: Stage) -> Script:
    yield stage.ago(400)
    stage.joins("Runa", "Runa Eksempel", "Rogaland", language="nb", home="Stavanger", role=ASSISTANT)
    stage.certificate("Runa", ENTERS, "K-37", stage.day - timedelta(30), stage.today + timedelta(290))
    stage.follows("Runas bevis", "assistant_certification", "Runa")
    yield stage.ago(20, 18)
    stage.takes("Runas bevis", "pause", "Runa", pause_from=stage.day, pause_until=stage.today + timedelta(40))
    yield stage.ago(19, 10)
    stage.finishes("Runas bevis", "see_to_groups", "coordinator Rogaland")


def _lapsed(stage: Stage) -> Script:
    """Nobody had a group in their care, and so it was noted."""
    case = "Solveigs fornyelse"
    yield stage.ago(240)
    stage.follows(case, "certificate_renewal", "Solveig")
    stage.finishes(case, "look_after_groups", "coordinator Buskerud")


def _bergen(stage: Stage) -> Script:
    """People would come, and nobody certified is within reach; so the trainer's task to seek one is a little late."""
    plan = Plan(
        "Bergen", "Bergen", "Vestland", starter="board", starts_in="Norge",
        why="Her startes en klubb: familiene er klare, en assistent mangler.",
    )  # fmt: skip
    yield from journey(stage, plan, before(stage, "confirm_need", BERGEN_WAITS), "confirm_need")


def _voss(stage: Stage) -> Script:
    plan = Plan("Voss", "Voss", "Vestland", why="To familier kjører til Bergen i dag.")
    yield from journey(stage, plan, before(stage, "register", 2), "register")


def _kristiansand(stage: Stage) -> Script:
    """An idea in a town that no district has."""
    plan = Plan("Kristiansand", "Kristiansand", "Rogaland", starter="board.second", starts_in="Norge")
    yield from journey(stage, plan, before(stage, "register", 4), "register")


def _forde(stage: Stage) -> Script:
    """The need is being looked into; one of two tasks is done."""
    plan = Plan("Førde", "Førde", "Vestland", starter="coordinator.second")
    begins = before(stage, "take_up", 9)
    yield from journey(stage, plan, begins, "take_up")
    yield stage.ago(5, 11)
    stage.finishes("Førde", "look_nearby", "coordinator")


def _lillehammer(stage: Stage) -> Script:
    """Both tasks are done: is a group needed here?"""
    plan = Plan("Lillehammer", "Lillehammer", "Innlandet", starter="Bente")
    yield from journey(stage, plan, before(stage, "look_nearby", 1), "look_nearby")


def _gjovik(stage: Stage) -> Script:
    """Somebody is within reach, so the coordinator is asked at once whether to go on."""
    plan = Plan("Gjøvik", "Gjøvik", "Innlandet")
    yield from journey(stage, plan, before(stage, "confirm_need", 6), "confirm_need")


def _odda(stage: Stage) -> Script:
    """Planning has begun: the assistant from Sauda has accepted and comes over the mountain each week."""
    plan = Plan("Odda", "Odda", "Vestland", "assistant", far=True, weekday="thu")
    yield from journey(stage, plan, before(stage, "accept", 5), "accept")


def _askim(stage: Stage) -> Script:
    """Every task is done; the plan can be sent."""
    plan = Plan("Askim", "Askim", "Østfold", "Jorid", weekday="thu")
    yield from journey(stage, plan, before(stage, "agree_contact", 2), "agree_contact")


def _lillestrom(stage: Stage) -> Script:
    """Sent back with a reason."""
    plan = Plan("Lillestrøm", "Lillestrøm", "Oslo og Akershus", "Eivind", weekday="wed")
    yield from journey(stage, plan, before(stage, "submit", 8), "submit")
    yield stage.ago(3, 12)
    stage.takes("Lillestrøm", "send_back", "staff", reason="Rommet har trapper. Finnes det et annet?")


def _trondheim(stage: Stage) -> Script:
    """Waiting for a decision."""
    plan = Plan("Trondheim", "Trondheim", "Trøndelag", "Ivar", weekday="thu")
    yield from journey(stage, plan, before(stage, "submit", 4), "submit")


def _fredrikstad(stage: Stage) -> Script:
    """Approved; the first meeting is in a few days."""
    plan = Plan("Fredrikstad", "Fredrikstad", "Østfold", "Liv", weekday="wed")
    yield from journey(stage, plan, before(stage, "approve", 5), "approve")


def _kongsberg(stage: Stage) -> Script:
    """Approved, and never opened: time has put it on hold."""
    plan = Plan("Kongsberg", "Kongsberg", "Buskerud", "Halvard", weekday="mon")
    yield from journey(stage, plan, before(stage, "announce", 180), "announce")


def _tromso(stage: Stage) -> Script:
    """Nobody was found in half a year: time has put it on hold, and that somebody looks again is late."""
    plan = Plan("Tromsø", "Tromsø", "Troms")
    yield from journey(stage, plan, before(stage, "confirm_need", 330), "confirm_need")


def _haugesund(stage: Stage) -> Script:
    plan = Plan("Haugesund", "Haugesund", "Rogaland")
    yield from journey(stage, plan, before(stage, "take_up", 40), "take_up")
    yield stage.ago(30, 15)
    stage.takes("Haugesund", "hold", "coordinator Rogaland", reason="Kommunen svarer etter sommeren.")


def _honefoss(stage: Stage) -> Script:
    """The answer was no; the group is still to be told."""
    plan = Plan("Hønefoss", "Hønefoss", "Buskerud", "Laila", weekday="tue")
    yield from journey(stage, plan, before(stage, "submit", 9), "submit")
    yield stage.ago(2, 14)
    stage.takes("Hønefoss", "decline", "board", reason="En annen gruppe starter i samme hus.")


def _kongsvinger(stage: Stage) -> Script:
    plan = Plan("Kongsvinger", "Kongsvinger", "Innlandet")
    yield from journey(stage, plan, before(stage, "confirm_need", 50), "confirm_need")
    yield stage.ago(20, 10)
    stage.takes("Kongsvinger", "withdraw", "coordinator Innlandet", why_stopped="no_people")

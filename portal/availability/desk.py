"""What one portal knows of members' systems, and the questions by which it asks them about an edition."""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping

from kg.availability import System, Wanted, read_systems
from kg.availability.enquiries import Enquiries, Known, Limits, Question
from kg.bibframe.things import Instance
from kg.settings import Settings
from portal.urls import place

__all__ = ["Desk", "questions_of"]

_MOST_REMEMBERED = 500


class Desk:
    """Asks for one portal; safe from several threads."""

    def __init__(self, systems: Mapping[str, System], enquiries: Enquiries, *, base: str, seconds: float) -> None:
        self._systems = systems
        self._enquiries = enquiries
        self._base = base
        self._seconds = seconds
        self._lock = threading.Lock()
        self._asked: OrderedDict[str, Mapping[str, Question]] = OrderedDict()

    @classmethod
    def of(cls, settings: Settings) -> "Desk":
        """Return the desk of the portal with these settings; raise SettingError for a system that cannot be asked."""
        # A page that waits keeps a thread that works: most of them stay free for other pages.
        limits = Limits(
            keep_seconds=settings.availability_keep_seconds,
            questions=settings.availability_questions,
            callers=max(settings.serve_threads // 4, min(settings.serve_threads - 1, 1)),
        )
        seconds = settings.availability_page_seconds
        return cls(read_systems(settings.member_systems), Enquiries(limits), base=settings.base_url, seconds=seconds)

    def asks_any(self, codes: Iterable[str]) -> bool:
        """Tell whether one of the members has a system that can be asked."""
        return bool(self._systems) and any(code.lower() in self._systems for code in codes)

    def ask(self, instance: Instance) -> Mapping[str, Known | None]:
        """Return what each member's system says of the edition, None for one that has not answered yet."""
        questions = questions_of(instance, self._systems, self._base)
        with self._lock:
            self._asked[instance.id] = questions
            self._asked.move_to_end(instance.id)
            while len(self._asked) > _MOST_REMEMBERED:
                self._asked.popitem(last=False)
        answers = self._enquiries.ask(questions.values(), self._seconds)
        return {code: answers[question] for code, question in questions.items()}

    def remembered(self, instance_id: str) -> Mapping[str, Known]:
        """Return the answers about the edition that are kept from before; nothing is asked, nobody is waited for."""
        with self._lock:
            questions = self._asked.get(instance_id, {})
        answers = {code: self._enquiries.known(question) for code, question in questions.items()}
        return {code: known for code, known in answers.items() if known is not None}


def questions_of(instance: Instance, systems: Mapping[str, System], base: str) -> dict[str, Question]:
    """Return the question to the system of each member that describes or holds the edition and has one."""
    places = [found for iri in instance.records if (found := place(iri, base)) is not None and found.kind == "record"]
    isbns = tuple(one.value for one in instance.identifiers if one.kind == "Isbn" and not one.status)
    codes = dict.fromkeys([*instance.members, *(found.member for found in places)])
    questions = {}
    for code in codes:
        system = systems.get(code.lower())
        if system is not None:
            items = [item for item in instance.items if item.member.rpartition("/")[2] == code]
            wanted = Wanted(
                records=tuple(found.id for found in places if found.member == code),
                barcodes=tuple(barcode for item in items for barcode in item.barcodes),
                isbns=isbns,
            )
            questions[code] = Question(system, wanted)
    return questions

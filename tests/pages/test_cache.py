"""Words and drawings are made once of the same things, and anew of others."""

from __future__ import annotations

from lib.complaints.filters import Filters
from lib.ui import cache


class Answer:
    """Known by its identity, as answers with tables are."""

    def __init__(self, number: int) -> None:
        self.number = number


def test_the_same_is_made_once_and_what_differs_anew() -> None:
    made: list[tuple[int, str]] = []

    @cache.kept
    def say(answer: Answer, filters: Filters, lang: str = "es") -> str:
        made.append((answer.number, lang))
        return f"{answer.number} {lang}"

    one, other = Answer(1), Answer(2)
    assert [say(one, Filters()), say(one, Filters()), say(other, Filters()), say(one, Filters(), lang="en")] == \
        ["1 es", "1 es", "2 es", "1 en"]
    assert made == [(1, "es"), (2, "es"), (1, "en")]
    assert say(one, Filters(places=("11",))) == "1 es" and len(made) == 4


def test_a_new_answer_where_an_old_one_lay_in_memory_is_not_taken_for_it() -> None:
    @cache.kept
    def say(answer: Answer) -> int:
        return answer.number

    for number in range(300):  # each answer dies at once; the next often gets its address
        assert say(Answer(number)) == number


def test_what_is_kept_stays_bounded() -> None:
    few = cache.Cache(3)
    for number in range(10):
        assert few.get(number, lambda number=number: number) == number
    assert len(few) == 3 and few.get(9, lambda: -1) == 9 and few.get(0, lambda: -1) == -1

"""Answers to the organizer's own questions: read from a form, kept as JSON, told in words."""

import json
from typing import Final

from msgspec import Struct

from kimhub.core.cleaning import clean_line
from kimhub.core.i18n import _
from kimhub.workshops.questions import NO, YES, Question

MOST: Final = 500  # letters of one answer

Answers = dict[str, str]


class Field(Struct, frozen=True):
    """A question as a field of a form. `hint` says when to answer one that hangs on another."""

    name: str
    kind: str
    label: str
    options: list[tuple[str, str]]
    optional: bool
    hint: str


def fields(questions: list[Question]) -> list[Field]:
    """All of them, also those that may not be asked: without scripts nothing can appear later, so their
    hints say when to answer, and only the server, who knows the other answer, insists."""
    labels = {one.id: one.label for one in questions}
    words = _words()
    made = []
    for one in questions:
        hint = ""
        if one.only_if is not None:
            hint = _("Jawab bila “%(question)s” dijawab “%(answer)s”.") % {
                "question": labels.get(one.only_if, ""),
                "answer": words.get(one.only_if_answer, one.only_if_answer),
            }
        options = [(choice, words.get(choice, choice)) for choice in one.choices]
        made.append(Field(field(one), one.kind, one.label, options, not one.required or bool(hint), hint))
    return made


def field(question: Question) -> str:
    """The name of its field."""
    return f"q{question.id}"


def is_asked(question: Question, answers: Answers) -> bool:
    """A question that hangs on another is asked when that one was asked and answered so."""
    if question.only_if is None:
        return True
    return answers.get(str(question.only_if)) == question.only_if_answer


def read(questions: list[Question], form: dict[str, str]) -> tuple[Answers, dict[str, str]]:
    """(answers, a sentence per field that cannot be taken). What is not asked is not kept."""
    answers: Answers = {}
    errors: dict[str, str] = {}
    for question in questions:  # in the order they are asked: each after what it hangs on
        if not is_asked(question, answers):
            continue
        name = field(question)
        text = clean_line(form.get(name, ""))
        if not text:
            if question.required:
                errors[name] = _("Jawab dulu: %(question)s") % {"question": question.label}
        elif question.choices and text not in question.choices:
            errors[name] = _("Pilih satu dari daftar.")
        elif len(text) > MOST:
            errors[name] = _("Terlalu panjang: paling banyak %(n)s huruf.") % {"n": MOST}
        else:
            answers[str(question.id)] = text
    return answers, errors


def as_form(kept: str) -> dict[str, str]:
    """Fields of a form from the answers kept."""
    return {f"q{number}": text for number, text in load(kept).items()}


def load(kept: str) -> Answers:
    found: Answers = json.loads(kept or "{}")
    return found


def dump(answers: Answers) -> str:
    return json.dumps(answers, ensure_ascii=False)


def told(questions: list[Question], kept: str) -> list[tuple[str, str]]:
    """(question, answer in words), in order, of those that were answered."""
    answers, words = load(kept), _words()
    found = [(one, answers[str(one.id)]) for one in questions if str(one.id) in answers]
    return [(one.label, words.get(said, said) if one.kind == "yesno" else said) for one, said in found]


def _words() -> dict[str, str]:
    return {YES: _("Ya"), NO: _("Tidak")}

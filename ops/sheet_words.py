"""What is wrong with a cell, in words: each fault and warning is one line with its row and column."""

from collections.abc import Iterable, Mapping

from core.errors import LasomiError
from core.sheetrows import Found
from ops.wording import wording


def lines(name: str, found: Iterable[Found]) -> list[str]:
    """`engagements.csv: ligne 3, colonne due: …`."""
    said = {**_faults(), **_warnings()}
    return [f"{name}: {_where(each)}: {said[each.word].format(value=each.value)}" for each in found]


def refuse(name: str, faults: Iterable[Found]) -> None:
    """Raises LasomiError with every fault, when there is one."""
    if told := lines(name, faults):
        raise LasomiError("import_refused", "\n".join((*told, wording().ui("Rien n'est importé."))))


def _where(each: Found) -> str:
    if not each.row:
        return each.column
    return wording().ui("ligne {row}, colonne {column}", row=each.row, column=each.column)


def _faults() -> Mapping[str, str]:
    ui = wording().ui
    return {
        "empty": ui("est vide: remplissez-la"),
        "unknown": ui("«{value}» est inconnu: corrigez-le"),
        "too_long": ui("est trop longue: {value} signes au plus"),
        "twice": ui("«{value}» est donné deux fois: un code n'est qu'à une ligne"),
        "taken": ui("«{value}» est déjà connu: prenez un autre code"),
        "not_a_day": ui("«{value}» n'est pas une date: écrivez 2026-12-31"),
        "to_come": ui("«{value}» est à venir: donnez le jour où cela a été dit"),
        "too_early": ui("l'engagement ne compte que depuis le {value}: corrigez le jour"),
        "said_already": ui("cela a déjà été dit, ce jour-là et par ce rôle: retirez la ligne"),
        "not_a_step": ui("«{value}» n'est pas un avancement: 0, 0.25, 0.5, 0.75 ou 1"),
        "not_a_weight": ui("«{value}» n'est pas un poids: un nombre plus grand que 0"),
        "out_of_range": ui("«{value}» est hors de la liste: résultats 1 à 3, objectifs 1 à 5"),
        "not_a_number": ui("n'est pas un numéro de téléphone"),
        "not_an_address": ui("n'est pas une adresse de courriel"),
        "on_the_roster": ui("ce numéro est déjà sur la liste: changez la personne dans la console"),
        "number_twice": ui("ce numéro est donné deux fois"),
        "wrong": "{value}",
    }


def _warnings() -> Mapping[str, str]:
    ui = wording().ui
    return {
        "no_text": ui("est vide: la question sera posée en français"),
        "contradicts": ui("l'état et l'avancement se contredisent: {value}"),
        "same_role": ui("le rôle {value} ne peut vérifier ce qu'il dit: compté comme non vérifié"),
        "due_unsaid": ui("échu le {value}, sans aucune nouvelle"),
        "not_in_force": ui("ce cadre n'est plus, ou pas encore, en vigueur"),
        "count_of_rows": ui("lignes trouvées et attendues: {value}"),
        "count_of_drivers": ui("facteurs trouvés et attendus: {value}"),
        "count_of_objectives": ui("objectifs trouvés et attendus: {value}"),
    }

"""Why an alert was raised, in words: the rule of `alerts.yaml` that it names, with its numbers."""

from core.alerts import Alert
from core.languages import Say
from core.rules import AlertRules, CountRule
from gateway.console.figures import percent


def why(say: Say, rules: AlertRules, alert: Alert, lang: str) -> str:
    """By which rule people are told, and by which it is held for corroborated, where it is."""
    count = next((each for each in rules.counts if each.id == alert.rule), None)
    grave = alert.severity in rules.sms_severities
    counted = [_by_count(say, count, lang)] if count else []
    told = " ".join([*counted, *([_by_severity(say, rules, alert, lang)] if grave or not count else [])])
    return f"{told} {_believed(say, rules, lang)}" if alert.state == "corroborated" else told


def _by_count(say: Say, rule: CountRule, lang: str) -> str:
    return say.ui(
        "Règle « {id} » : au moins {n} événements de catégorie {category} dans un cercle en {hours} h.",
        lang,
        id=rule.id,
        n=rule.incidents,
        category=rule.category,
        hours=rule.hours,
    )


def _by_severity(say: Say, rules: AlertRules, alert: Alert, lang: str) -> str:
    soon = rules.told_seconds.get(alert.severity)
    if soon is None:
        return say.ui("Règle « gravité {n} » : dite dans un bilan.", lang, n=alert.severity)
    return say.ui(
        "Règle « gravité {n} » : dite dès le premier message, en {minutes} min.",
        lang,
        n=alert.severity,
        minutes=round(soon / 60),
    )


def _believed(say: Say, rules: AlertRules, lang: str) -> str:
    return say.ui(
        "Corroborée : au moins {n} sources indépendantes, et une confiance de {share}.",
        lang,
        n=rules.corroborated_sources,
        share=percent(rules.corroborated_at),
    )

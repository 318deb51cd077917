"""What the parts of the machine are called on its page; beside it stands the name of `lasomi doctor`."""

from typing import Final

from core.languages import Say, ui

PARTS: Final = {
    "keys": ui("Clé du jour"),
    "keys_place": ui("Endroit où sont les clés"),
    "sealed": ui("Fermeture à clé"),
    "database": ui("Base de données"),
    "spool": ui("Réserve, quand la base ne répond pas"),
    "disk": ui("Place sur le disque"),
    "swap": ui("Mémoire écrite sur le disque"),
    "clock": ui("Heure de la machine"),
    "redis": ui("Sonnette des agents"),
    "inbox": ui("Messages reçus, pas encore lus"),
    "poison": ui("Messages qui font échouer la lecture"),
    "unread": ui("Messages détruits sans être lus"),
    "outbox": ui("Messages à envoyer"),
    "channel": ui("Canal"),
    "line": ui("Ligne"),
    "budget": ui("Envois d'aujourd'hui par"),
    "heartbeat": ui("Alarme si la machine s'arrête"),
    "audit": ui("Copie du journal chez l'auditeur"),
    "gateway_phone": ui("Téléphone qui sert de passerelle"),
    "country": ui("Fichiers du pays"),
    "catalogues": ui("Phrases dans les langues"),
    "hotlines": ui("Numéros d'aide"),
    "census": ui("Recensement"),
    "focal": ui("Point focal"),
    "figures": ui("Chiffres retenus"),
}
REASONS: Final = {
    "unreadable": ui("forme inconnue"),
    "too_many_fields": ui("trop de champs"),
    "charset": ui("lettres abîmées en route"),
    "bad_number": ui("numéro qui n'en est pas un"),
    "unknown_message": ui("accusé d'un message inconnu"),
    "unknown_status": ui("état inconnu dans un accusé"),
    "unpaired_part": ui("morceau d'un long SMS resté seul"),
}
"""Why something lies in quarantine."""


def part(say: Say, name: str, lang: str) -> str:
    """Of the check `name`; one of a channel (`line orange`) bears the name of that channel."""
    kind, _, channel = name.partition(" ")
    words = say.ui(PARTS[kind], lang)
    return f"{words} {channel}" if channel else words


def reason(say: Say, name: str, lang: str) -> str:
    return say.ui(REASONS[name], lang) if name in REASONS else name

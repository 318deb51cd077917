"""What is left on our account, as each provider says it: asked by the clock, read by the console."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from gateway import balances
from gateway.balances import asks
from gateway.settings import Settings, read_settings
from sandbox.line import Line

NOON = datetime(2026, 10, 13, 12, 0, tzinfo=UTC)


def settings(folder: Path, telco: str, line: Line, key: str = "") -> Settings:
    return read_settings(
        {
            "LASOMI_DATA_DIR": str(folder),
            "LASOMI_AFRICASTALKING_USERNAME": line.at_username,
            "LASOMI_AFRICASTALKING_API_KEY": key or line.at_key,
            "LASOMI_AFRICASTALKING_API_URL": telco,
            "LASOMI_TWILIO_ACCOUNT_SID": line.twilio_sid,
            "LASOMI_TWILIO_AUTH_TOKEN": key or line.twilio_token,
            "LASOMI_TWILIO_API_URL": telco,
            "LASOMI_TWILIO_FROM": line.twilio_number,
        }
    )


def left(folder: Path) -> dict[str, str]:
    return {name: each.left for name, each in balances.known(folder).items()}


def test_each_provider_says_what_is_left(tmp_path: Path, telco: str, line: Line) -> None:
    balances.ask(tmp_path, asks(settings(tmp_path, telco, line)), NOON)
    assert left(tmp_path) == {"africastalking": "XOF 25000.00", "twilio": "USD 12.50"}
    assert set(left(tmp_path)) == balances.TELL


def test_who_is_refused_is_told_nothing(tmp_path: Path, telco: str, line: Line) -> None:
    balances.ask(tmp_path, asks(settings(tmp_path, telco, line, key="wrong")), NOON)
    assert left(tmp_path) == {}


def test_of_a_provider_that_is_away_the_last_word_stays_with_its_moment(tmp_path: Path) -> None:
    balances.ask(tmp_path, {"twilio": lambda: "USD 12.50", "africastalking": lambda: "XOF 9.00"}, NOON)
    balances.ask(
        tmp_path, {"twilio": lambda: "", "africastalking": lambda: "XOF 8.00"}, NOON + timedelta(hours=1)
    )
    assert balances.known(tmp_path) == {
        "twilio": ("USD 12.50", NOON),
        "africastalking": ("XOF 8.00", NOON + timedelta(hours=1)),
    }

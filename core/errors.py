"""One class of error: a code for machines, whether to try again, a sentence for people."""

from dataclasses import dataclass


class LasomiError(Exception):
    """What went wrong, as a dotted code; `retryable` says whether the same call may succeed later."""

    def __init__(self, code: str, sentence: str = "", *, retryable: bool = False) -> None:
        super().__init__(sentence or code)
        self.code = code
        self.sentence = sentence
        self.retryable = retryable


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a file that people write: where it stands and what mends it."""

    file: str
    place: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}: {self.place}: {self.remedy}"


class Misconfigured(LasomiError):
    """A setting or a file stops the start. The sentence names the file, the place in it and the remedy."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("misconfigured", "\n".join(str(fault) for fault in faults))
        self.faults = faults


class SendFailed(LasomiError):
    """A provider did not take a message. `ambiguous`: the request left and no answer came back."""

    def __init__(self, code: str, *, retryable: bool, ambiguous: bool = False, wait: float = 0.0) -> None:
        super().__init__(code, retryable=retryable)
        self.ambiguous = ambiguous
        self.wait = wait

"""A report for machines: figures, never a text (P34)."""

from typing import Any

from ops.scoring.measures import Bin, Share
from ops.scoring.report import Part, Report


def record(report: Report, *, ids: bool) -> dict[str, Any]:
    """The report for machines; shares from 0 to 1 with Wilson's 95 % interval."""
    told = {
        "parts": {name: _part_record(part) for name, part in report.parts.items()},
        "calibration": {
            "ece": report.ece,
            "ece_without_unreviewed_words": report.free_ece,
            "bins": [_plain(each) for each in report.bins],
        },
        "curve": [
            {
                "threshold": at.threshold,
                "coverage": _share_record(at.coverage),
                "precision": _share_record(at.precision),
            }
            for at in report.curve
        ],
        "confusions": {
            name: [{"truth": truth, "said": said, "count": count} for truth, said, count in rows]
            for name, rows in report.confused.items()
        },
    }
    return {**told, "errors": report.errors} if ids else told


def _part_record(part: Part) -> dict[str, Any]:
    shares = {name: _share_record(share) for name, share in part.shares.items()}
    return {"messages": part.messages, "shares": shares, "macro_f1": dict(part.f1)}


def _share_record(share: Share) -> dict[str, Any]:
    return {"right": share.right, "of": share.of, "share": share.value, "interval": share.interval}


def _plain(each: Bin) -> dict[str, float]:
    return {
        "lower": each.lower,
        "upper": each.upper,
        "count": each.count,
        "confidence": each.confidence,
        "right": each.right,
    }

"""What ``accord pulse`` does: reads, releases as a closed wave does, writes the JSON, says it in words."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from accord.areas.pulse import findings
from accord.areas.pulse.frames import SIDE_NAMES, Survey, Upload, read_surveys, with_joined_blocks
from accord.areas.pulse.models import instrument
from accord.config.flow.outputs import check_places, json_file, write_files
from accord.config.pulse.summary import summary
from accord.connectors.contract import UnreadableFileError


def run(answers: Path, invited: Path, json: Path | None) -> str:
    """Do all that was asked and return the summary; ``UnreadableFileError`` says what is wrong."""
    check_places([answers, invited], [json] if json else [])
    survey = _survey(answers, invited)
    # The same file always gives the same figures, those of chance too.
    content = findings.release(survey, instrument(), np.random.default_rng(1))
    if json:
        write_files([json_file(json, figures(content))])
    return summary(content)


def figures(content: Mapping[str, Any]) -> dict[str, Any]:
    """What is written with ``--json``."""
    return {
        "released": content["released"],
        "why_not": content["why_not"],
        "sides": {
            side: {name: content["sides"][side][name] for name in ("invited", "answered_band")}
            for side in SIDE_NAMES
        },
        "dimensions": [_dimension(part) for part in content["dimensions"]],
        "stage": {name: content["stage"][name] for name in ("probabilities", "gates")},
    }


def _dimension(part: Mapping[str, Any]) -> dict[str, Any]:
    compared = ("gap", "low", "high", "p_superiority", "verdict", "agreement")
    means = {
        side: part[side] and {name: part[side][name] for name in ("mean", "low", "high")}
        for side in SIDE_NAMES
    }
    return {"name": part["name"], **means, **{name: part[name] for name in compared}}


def _survey(answers: Path, invited: Path) -> Survey:
    found = read_surveys(_upload(answers), _upload(invited), instrument())
    if len(found) > 1:
        names = ", ".join(f"“{survey.name}”" for survey in found)
        raise UnreadableFileError(
            f"{answers.name} holds several waves ({names}). Give the answers of one."
        )
    if not found:
        raise UnreadableFileError(f"{answers.name} holds no answers. Give it one line an answer.")
    return with_joined_blocks(found[0])


def _upload(file: Path) -> Upload:
    try:
        return Upload(file.name, file.read_bytes())
    except OSError as error:
        raise UnreadableFileError(f"{file} cannot be read ({error.strerror}).") from error

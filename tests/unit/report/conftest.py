import sys
from pathlib import Path

import pytest

from govtext.settings import ReportSettings

sys.path.insert(0, str(Path(__file__).resolve().parent))


@pytest.fixture(scope="session")
def report_settings():
    return ReportSettings()


@pytest.fixture(scope="session")
def report(tmp_path_factory, report_settings, lexicons):
    """A whole report of the small study."""
    import small_study

    folder = tmp_path_factory.mktemp("report")
    small_study.write_report(folder, small_study.inputs(), report_settings, lexicons)
    return folder

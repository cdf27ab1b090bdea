"""Request types of another codebook: shown by their codes where the shipped labels know none."""

from govtext.dataset.statistics_packages import value_labels
from govtext.dataset.variables import complaints, values_of


def test_other_request_types_have_values_and_labels() -> None:
    definition = complaints([], ["repair", "other"])
    labels = value_labels(list(definition.columns), "zh", {})
    assert labels["request_type"] == {1: "repair", 2: "其他"}
    assert values_of(definition.column("request_type")) == "repair = repair, other = 其他"

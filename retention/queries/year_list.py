"""Fiscal years with all their versions, for the list in which managers sign off."""

from dataclasses import dataclass
from datetime import date

from retention.enums import Panel, ResultStatus
from retention.models import FiscalYear, YearResult
from retention.queries.dashboard import tally_of
from retention.queries.tally import Tally


@dataclass(frozen=True)
class Version:
    result: YearResult
    tally: Tally


@dataclass(frozen=True)
class YearRow:
    """A year and its versions, the newest first."""

    year: FiscalYear
    versions: list[Version]
    has_ended: bool

    @property
    def status(self) -> str:
        """Running, "waiting" for the worker, or the status of the newest version."""
        if not self.has_ended:
            return ResultStatus.RUNNING
        closed = [version for version in self.versions if version.result.version]
        return closed[0].result.status if closed else "waiting"

    @property
    def can_be_signed(self) -> bool:
        return self.status == ResultStatus.PROVISIONAL

    @property
    def is_final(self) -> bool:
        return self.status == ResultStatus.FINAL


def years_with_results(today: date) -> list[YearRow]:
    results = YearResult.objects.filter(panel=Panel.EXTERNAL).select_related("signed_by").defer("breakdown")
    versions: dict[int, list[Version]] = {}
    for result in results.order_by("-version"):
        versions.setdefault(result.fiscal_year_id, []).append(Version(result, tally_of(result)))
    years = FiscalYear.objects.order_by("-starts_on")
    return [YearRow(year, versions.get(year.pk, []), year.ends_on < today) for year in years]

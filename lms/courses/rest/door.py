"""Where the resources of courses are hung up, and the days that several of them are asked for."""

from datetime import date, timedelta
from typing import Self

from pydantic import Field, model_validator

from lms.kernel.rest import Query, Resources

resources = Resources("courses", __name__)
LONGEST_RANGE = timedelta(days=366)


class Days(Query):
    """From one day to another, both included; a year at most."""

    first: date = Field(alias="from")
    last: date = Field(alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not timedelta(0) <= self.last - self.first <= LONGEST_RANGE:
            raise ValueError("`to` comes after `from`, by a year at most")
        return self

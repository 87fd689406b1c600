"""What every part of the API shares: keys, refusals, kinds of values, pages. The apps bring their own routers."""

from accounts.api.door import gate
from accounts.api.keys import Bearer
from accounts.api.pages import page_of, refuse_unknown
from accounts.api.problems import Refused, add_handlers, problem

__all__ = ["Bearer", "Refused", "add_handlers", "gate", "page_of", "problem", "refuse_unknown"]

"""What the YAML parser trips over, in the words of the trade's readers (语法错误).

The parser's own words are English and about its inside; each of its complaints that an author can
meet has a sentence of its own here, and the place is where the author must look.
"""

import re
from typing import Final

from ruamel.yaml.error import MarkedYAMLError

from benefits.problems import Problem
from benefits.reading.sentences import problem

_COMPLAINTS: Final = (
    # the parser's problem begins; its context begins; our code; is the place its context's?
    (r"found character '\\t'", "", "yaml_has_tab", False),
    (r"found character '(?P<character>.)'", "", "yaml_text_begins_wrongly", False),
    (r"found unexpected end of stream", "while scanning a quoted", "yaml_quote_is_open", True),
    (r"found unexpected document sep", "while scanning a quoted", "yaml_quote_is_open", True),
    (r"found unknown escape", "", "yaml_escape_is_not_known", False),
    (r"expected escape sequence", "", "yaml_escape_is_not_known", False),
    (r"mapping values are not allowed", "", "yaml_colon_cannot_stand_here", False),
    (r"could not find expected ':'", "", "yaml_colon_is_missing", True),
    (r"expected ',' or '[\]}]'", "", "yaml_bracket_is_open", True),
    (r"", "while parsing a flow", "yaml_bracket_is_open", True),
    (r"expected (<block end>|'<document start>')", "", "yaml_line_does_not_fit", False),
)


def syntax_problem(error: MarkedYAMLError, file: str) -> Problem:
    """The parser's complaint as a problem with its place."""
    said, context = str(error.problem or ""), str(error.context or "")
    for begins, around, code, at_context in _COMPLAINTS:
        found = re.match(begins, said)
        if found is not None and context.startswith(around):
            return _at(error, file, code, at_context, **found.groupdict())
    return _at(error, file, "yaml_does_not_parse", False)


def _at(error: MarkedYAMLError, file: str, code: str, at_context: bool, **facts: str) -> Problem:
    marks = (error.context_mark, error.problem_mark)
    mark = next(each for each in (marks if at_context else marks[::-1]) if each is not None)
    return problem(code, "", file=file, line=mark.line + 1, column=mark.column + 1, **facts)

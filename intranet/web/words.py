"""Names of roles and of what went wrong, for every page; a workflow's own words stand in its YAML."""

from __future__ import annotations

from intranet.engine.text import Text

ROLES = {
    "volunteer": Text("volunteer"),
    "assistant": Text("club assistant"),
    "mentor": Text("mentor"),
    "trainer": Text("trainer"),
    "coordinator": Text("coordinator"),
    "staff": Text("the office"),
    "board": Text("the board"),
    "safeguarding": Text("safeguarding"),
    "dataprotection": Text("data protection"),
    "appeals": Text("appeals"),
    "admin": Text("administrator"),
    "starter": Text("whoever had the idea"),
    "the_person": Text("the person it is about"),
    "leader": Text("the club assistant asked to lead"),
}

# The same inside a sentence: "This step is for the coordinator or the office."
ROLES_IN_A_SENTENCE = {
    "volunteer": Text("a volunteer"),
    "assistant": Text("a club assistant"),
    "mentor": Text("a mentor"),
    "trainer": Text("a trainer"),
    "coordinator": Text("the coordinator"),
    "staff": Text("the office"),
    "board": Text("the board"),
    "safeguarding": Text("whoever works with safeguarding"),
    "dataprotection": Text("whoever works with data protection"),
    "appeals": Text("whoever hears appeals"),
    "admin": Text("an administrator"),
}

# Each error: its title, and what it means for the person who reads it.
ERRORS = {
    400: (
        Text("This could not be read"),
        Text("The page may have been open for a long time. Please go back, load it again and try once more."),
    ),
    403: (Text("This is not yours to do"), Text("You may see it, but somebody else takes this step.")),
    404: (Text("There is nothing here"), Text("It may have moved, or it is not for you to see.")),
    405: (Text("This page cannot be opened like this"), Text("Please begin from the first page.")),
    409: (
        Text("Something has changed meanwhile"),
        Text("Somebody else was here first. Please look at how it stands now before you go on."),
    ),
    413: (Text("This is too much at once"), Text("Please send less text.")),
    422: (Text("Something is missing"), Text("Please look through what you filled in.")),
    429: (
        Text("Please wait a little"),
        Text("There were many tries in a short time. Please try again later."),
    ),
    500: (
        Text("Something went wrong on our side"),
        Text("It is not your fault, and nothing was saved by half. Please try again in a while."),
    ),
    503: (Text("We cannot be reached just now"), Text("Nothing is lost. Please try again in a moment.")),
}

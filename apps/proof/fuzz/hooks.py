"""The one thing that the configuration of schemathesis cannot say. SCHEMATHESIS_HOOKS names this file."""

import schemathesis


@schemathesis.hook
def before_call(context, case, kwargs):
    """A webhook that is registered is called. The document's example would be called on a machine with a network."""
    if isinstance(case.body, dict) and isinstance(case.body.get("url"), str):
        url = case.body["url"].replace("example.com", "example.invalid")
        if url != case.body["url"]:
            case.body = {**case.body, "url": url}

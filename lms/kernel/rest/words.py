"""Sentences for programs that ask over REST."""

from lms.kernel.language import N_, Sentence

SENTENCES: dict[str, Sentence] = {
    "api.no_token": N_("Send a bearer token that is in force. `onward token create` makes one."),
    "api.unfit": N_("The request does not have the form described in /api/openapi.json."),
    "api.not_json": N_("Send the body as JSON, with the content type application/json."),
    "api.absent": N_("Nothing is at this address. /api/openapi.json lists what there is."),
    "api.other_method": N_("This address does not take this method. The Allow header lists those it takes."),
}

"""What can be wrong with a definition, with the content for it, or with a picture."""

from zhijian.kernel.errors import Invalid


class DefinitionInvalid(Invalid):
    """A document definition does not hold together; the fact ``problems`` lists every place."""

    code = "documents.definition_invalid"


class ContentInvalid(Invalid):
    """The content does not fit the definition; the fact ``problems`` lists every place."""

    code = "documents.content_invalid"


class PictureInvalid(Invalid):
    """A picture is not what its hash names, is no PNG or JPEG, or is too large."""

    code = "documents.picture_invalid"

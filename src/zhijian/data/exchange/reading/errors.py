"""Why a file cannot be read."""

from zhijian.kernel.errors import Invalid


class FileRefused(Invalid):
    """The file as a whole cannot be imported; the message says why and what to do."""

    code = "exchange.file_refused"

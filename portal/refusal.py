"""What a service raises when it will not do a thing: the person reads why and what to do."""


class Refused(Exception):
    """The step cannot be taken now; ``messages`` say why and what to do, in Chinese."""

    def __init__(self, messages: list[str]):
        super().__init__(";".join(messages))
        self.messages = messages

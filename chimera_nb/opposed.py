"""What a sentence's one name is compared with, where it names no other."""

from collections.abc import Mapping

from .compare_words import RELATION, comparing
from .counted_of import CountedOf


class Opposed(CountedOf):
    """A sentence, and the two that a number of it compares though one is named."""

    def against_said(self, subject: dict[str, str]) -> tuple[dict[str, str], ...]:
        """Compare a sentence's one name with the one that was spoken of before."""
        if pair := self.against_topic(subject):
            return pair
        for label in ("backend", "model", "device"):
            before = {n.value for n in self.said.names if n.label == label}
            before.discard(subject.get(label, ""))
            if label in subject and len(before) == 1:
                scope = {
                    n.label: n.value for n in self.said.names if n.label == "scope"
                }
                return subject, subject | scope | {label: before.pop()}
        return ()

    def as_compared(self, subject: dict[str, str]) -> tuple[dict[str, str], ...]:
        """Return the devices that a verb compares: CUDA cuts the latency by 96%."""
        pair = next((r.operands for r in self._compared
                     if r.form == "verb" and len(r.operands) == 2), None)  # fmt: skip
        if pair is None or pair[0].get("device") == pair[1].get("device"):
            return ()
        one, other = (subject | {"device": each["device"]} for each in pair)
        return one, other

    def against_topic(self, subject: Mapping[str, str]) -> tuple[dict[str, str], ...]:
        """Compare what is spoken of with the one it is compared to: 2x that of jit."""
        others = [name for name in self.names if name not in self.about]
        for label in ("backend", "model", "device"):
            of = {name.value for name in others if name.label == label}
            own = {n.value for n in self.about if n.label == label}
            topic = self.said.paragraph.get(label)
            if len(of) == 1 and not own and topic and topic not in of:
                rest = self.outer | dict(subject)
                return rest | {label: topic}, rest | {label: of.pop()}
        return ()

    def against_baseline(
        self, subject: dict[str, str], role: str
    ) -> tuple[dict[str, str], ...]:
        """Compare the one backend of a sentence: 88.5% lower with ONNX."""
        named = {n.value for n in self.names if n.label == "backend"}
        if not named and "backend" in self.outer:
            named, subject = {self.outer["backend"]}, self.outer | subject
        changes = role == "ratio" or any(
            comparing(match).form in ("verb", "adjective")
            for match in RELATION.finditer(self.text)
        )
        if not changes or not self.baseline or len(named) != 1:
            return ()
        if self.baseline in named or "backend" not in subject:
            return ()
        return subject, subject | {"backend": self.baseline}

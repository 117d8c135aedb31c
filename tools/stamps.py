"""Stamps: a step of set-up is done when the hash of all it reads is the one noted after its last success."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
STAMPS = PROJECT / "build" / "stamps"
NOT_READ = {"node_modules", "dist", "__pycache__", ".vite", "coverage"}


@dataclass(frozen=True)
class Step:
    """One step: what it reads (files, folders, texts) and what must lie there afterwards."""

    name: str
    inputs: tuple[Path, ...] = ()
    texts: tuple[str, ...] = ()
    outputs: tuple[Path, ...] = ()

    def digest(self) -> str:
        """SHA-256 over names and contents of all inputs, in a fixed order."""
        total = hashlib.sha256("\0".join(self.texts).encode())
        for path in sorted(_files(self.inputs)):
            total.update(f"\0{path.relative_to(PROJECT)}\0".encode())
            total.update(hashlib.sha256(path.read_bytes()).digest())
        return total.hexdigest()

    def is_done(self) -> bool:
        """Whether nothing it reads has changed since its last success and its results are there."""
        note = STAMPS / self.name
        return (
            all(path.exists() for path in self.outputs) and note.is_file() and note.read_text().strip() == self.digest()
        )

    def note_done(self) -> None:
        """Note the success."""
        STAMPS.mkdir(parents=True, exist_ok=True)
        (STAMPS / self.name).write_text(self.digest() + "\n")


def _files(inputs: Iterable[Path]) -> Iterator[Path]:
    for path in inputs:
        if path.is_file():
            yield path
        for folder, names, files in os.walk(path):
            names[:] = [name for name in names if name not in NOT_READ]
            yield from (Path(folder) / file for file in files if not file.endswith(".tsbuildinfo"))
